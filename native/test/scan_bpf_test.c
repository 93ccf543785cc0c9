/* Scanning by BPF iterators: the same as /proc tells, and what /proc cannot; nothing of it stays in the kernel. */
#define _GNU_SOURCE
#include "bpf-left.h"
#include "helper.h"
#include "net-world.h"
#include "stuck.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>

/* What a helper must not be without here: as root, where clang, bpftool and libbpf are. */
static bool has_iterators(const json_t *scan)
{
	bool has = strcmp(string_in(json_object_get(scan, "completeness"), "tier"), "bpf") == 0;
	json_t *row;
	size_t i;

	if (has)
		return true;
	json_array_foreach(gaps_of(scan), i, row)
		printf("# %s: %s\n", string_in(row, "what"), string_in(row, "why"));
	return false;
}

/* --- the same as /proc */

struct pair {
	json_t *bpf;
	json_t *proc;
};

static struct pair scan_twice(void)
{
	struct pair pair = { .bpf = scan_by("bpf", NULL), .proc = scan_by("proc", NULL) };

	(void) ok(has_iterators(pair.bpf));
	is_string(string_in(json_object_get(pair.proc, "completeness"), "tier"), "proc");
	return pair;
}

static void free_pair(struct pair *pair)
{
	json_decref(pair->bpf);
	json_decref(pair->proc);
}

/* All but what changes from one look to the next. */
static bool is_same_row(const json_t *left, const json_t *right)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *) (uintptr_t) left, name, value) {
		/* A worker of the kernel is called by what it does at the moment. */
		bool changes = strcmp(name, "state") == 0 || strcmp(name, "threads") == 0 ||
			(strcmp(name, "comm") == 0 && json_is_true(json_object_get(left, "kernelThread")));

		if (!changes && !json_equal(value, json_object_get(right, name))) {
			char *a = json_dumps(value, JSON_ENCODE_ANY), *b = json_dumps(json_object_get(right, name), JSON_ENCODE_ANY);

			printf("# pid %lld: %s: %.300s, and by /proc %.300s\n", number_in(left, "pid"), name, a, b ? b : "nothing");
			free(a);
			free(b);
			return false;
		}
	}
	return true;
}

/* Processes come and go meanwhile, and one that begins changes its name: a few of those are not ours to judge. */
static void every_process_of_this_host_is_told_alike(void)
{
	struct pair pair = scan_twice();
	json_t *row;
	size_t i, both = 0, differ = 0;

	json_array_foreach(json_object_get(pair.bpf, "processes"), i, row) {
		const json_t *other = process_of(pair.proc, (pid_t) number_in(row, "pid"));

		if (!other || number_in(other, "startTime") != number_in(row, "startTime"))
			continue;
		both++;
		differ += !is_same_row(row, other);
	}
	ok(both > 20);
	ok(differ <= 2);
	free_pair(&pair);
}

struct shape {
	void (*take)(void);
};

static void take_shape(void *context)
{
	((struct shape *) context)->take();
}

/* comm looks like the fields of a stat, with a line's end in it. */
static void call_oneself_badly(void)
{
	(void) prctl(PR_SET_NAME, "a) R 1 (b\nc");
}

static void live_in_new_namespaces(void)
{
	must(unshare(CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWCGROUP) == 0);
}

static void live_with_another_uid(void)
{
	must(setresuid(4711, 4712, 4713) == 0);
}

static void every_shape_of_a_process_is_told_alike(void)
{
	struct shape shapes[] = { { call_oneself_badly }, { live_in_new_namespaces }, { live_with_another_uid } };
	pid_t pids[3], zombie = fork();
	struct pair pair;

	if (zombie == 0)
		_exit(0);
	for (size_t i = 0; i < 3; i++)
		pids[i] = start_child(take_shape, &shapes[i]);
	must(waitid(P_PID, (id_t) zombie, NULL, WEXITED | WNOWAIT) == 0);
	pair = scan_twice();
	for (size_t i = 0; i < 3; i++)
		ok(is_same_row(process_of(pair.bpf, pids[i]), process_of(pair.proc, pids[i])));
	ok(is_same_row(process_of(pair.bpf, zombie), process_of(pair.proc, zombie)));
	is_string(string_in(process_of(pair.bpf, zombie), "state"), "Z");
	is_number(number_in(process_of(pair.bpf, pids[2]), "uid"), 4712);
	free_pair(&pair);
	for (size_t i = 0; i < 3; i++)
		end_child(pids[i]);
	must(waitpid(zombie, NULL, 0) == zombie);
}

/* --- argv */

static pid_t run_with(char *const argv[], char *const envp[])
{
	int ready[2];
	char byte;
	pid_t pid;

	must(pipe2(ready, O_CLOEXEC) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) execve("/bin/sleep", argv, envp);
		_exit(127);
	}
	(void) close(ready[1]);
	/* It closes with the execve(2). */
	must(read(ready[0], &byte, 1) == 0);
	(void) close(ready[0]);
	return pid;
}

static void a_command_line_ends_where_the_environment_begins(void)
{
	static char arguments[20000];
	char *const argv[] = { (char *) (uintptr_t) "sleep", (char *) (uintptr_t) "900", NULL };
	char *const long_argv[] = { (char *) (uintptr_t) "sleep", (char *) (uintptr_t) "900", arguments, NULL };
	char *const envp[] = { (char *) (uintptr_t) "NSATLAS_TEST_SECRET=hunter2", NULL };
	pid_t pid = run_with(argv, envp), longer;
	json_t *scan;
	char *text;

	memset(arguments, '0', sizeof(arguments) - 1);
	longer = run_with(long_argv, envp);
	scan = scan_by("bpf", NULL);
	is_number(json_array_size(json_object_get(process_of(scan, pid), "argv")), 2);
	text = json_dumps(process_of(scan, pid), 0);
	ok(!strstr(text, "hunter2"));
	free(text);
	ok(json_is_true(json_object_get(process_of(scan, longer), "argvCut")));
	text = json_dumps(process_of(scan, longer), 0);
	ok(!strstr(text, "hunter2"));
	free(text);
	json_decref(scan);
	end_child(pid);
	end_child(longer);
}

/* What setproctitle(3) does: the title is longer than the arguments were. */
static void write_a_title(void *context)
{
	unsigned long start = 0, end = 0;
	char line[1024];
	FILE *file = fopen("/proc/self/stat", "re");
	const char *at;

	(void) context;
	must(file && fgets(line, sizeof(line), file));
	(void) fclose(file);
	at = strrchr(line, ')');
	for (int field = 2; at && field < 48; field++)
		at = strchr(at + 1, ' ');
	must(at && sscanf(at, "%lu %lu", &start, &end) == 2 && end > start);
	memset((char *) start, 't', end - start + 3);
}

static void a_title_written_over_the_arguments_is_told_as_proc_tells_it(void)
{
	pid_t pid = start_child(write_a_title, NULL);
	struct pair pair = scan_twice();

	ok(is_same_row(process_of(pair.bpf, pid), process_of(pair.proc, pid)));
	ok(strncmp(json_string_value(json_array_get(json_object_get(process_of(pair.bpf, pid), "argv"), 0)), "ttt", 3) == 0);
	free_pair(&pair);
	end_child(pid);
}

/* --- what /proc does not show */

struct sent {
	uint64_t ino;
};

/* Sent to oneself and never received: no table has it. */
static void send_a_namespace_away(void *context)
{
	struct sent *sent = context;
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char byte = 0;
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int own = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC), fd, ends[2];

	must(own >= 0 && unshare(CLONE_NEWUTS) == 0);
	sent->ino = ino_of(getpid(), "uts");
	fd = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	must(setns(own, 0) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
	*header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	must(sendmsg(ends[0], &message, 0) == 1);
	(void) close(fd);
	(void) close(own);
}

static void a_namespace_that_nothing_in_proc_shows_has_its_row(void)
{
	struct sent *sent = mmap(NULL, sizeof(*sent), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct pair pair;
	pid_t pid;

	must(sent != MAP_FAILED);
	pid = start_child(send_a_namespace_away, sent);
	pair = scan_twice();
	if (ok(namespace_of(pair.bpf, "uts", sent->ino)))
		is_number(number_in(namespace_of(pair.bpf, "uts", sent->ino), "owner"), ino_of(getpid(), "user"));
	ok(!namespace_of(pair.proc, "uts", sent->ino));
	ok(has_row(gaps_of(pair.proc), "what", "namespaces that nothing in /proc shows"));
	free_pair(&pair);
	end_child(pid);
}

static void leave_pid_without_a_child(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWPID) == 0);
}

static void a_pid_namespace_before_its_first_child_is_told(void)
{
	pid_t pid = start_child(leave_pid_without_a_child, NULL);
	json_t *scan = scan_by("bpf", NULL);
	const json_t *row = process_of(scan, pid);
	long long ino = number_in(json_object_get(row, "forChildren"), "pid");

	ok(ino != 0 && ino != number_in(json_object_get(row, "namespaces"), "pid"));
	is_number(number_in(namespace_of(scan, "pid", (uint64_t) ino), "parent"), ino_of(getpid(), "pid"));
	json_decref(scan);
	end_child(pid);
}

/* lsns(8) sees less, and nothing that we do not. */
static void every_namespace_of_lsns_has_its_row(void)
{
	pid_t pid = start_child(take_shape, &(struct shape) { live_in_new_namespaces });
	FILE *lsns = popen("lsns --noheadings --raw --output NS,TYPE --task $PPID", "re");
	json_t *scan = scan_by("bpf", NULL);
	unsigned long long ino;
	char type[16];
	int count = 0;

	must(lsns);
	while (fscanf(lsns, "%llu %15s", &ino, type) == 2) {
		count++;
		ok(namespace_of(scan, type, ino));
	}
	ok(count >= 7);
	(void) pclose(lsns);
	json_decref(scan);
	end_child(pid);
}

/* --- nothing stays */

/* A helper that stays has its own. */
static void forget_those(json_t *ids, const json_t *before)
{
	json_t *value;
	const char *key;

	json_object_foreach((json_t *) (uintptr_t) before, key, value)
		(void) json_object_del(ids, key);
}

/* The memory of a process holds it up, with all that it has open. */
static void a_helper_that_is_killed_leaves_nothing_in_the_kernel(void)
{
	char directory[] = "/tmp/nsatlas-scan-bpf-XXXXXX";
	json_t *ids = NULL, *before = ids_in_kernel();
	struct stuck stuck;
	pid_t pid;
	int fd;

	must(mkdtemp(directory));
	stuck = start_stuck_processes(directory);
	fd = start_helper("nsatlas-inspect", NULL, &pid);
	must(frame_write(fd, FRAME_REQUEST, 0, SCAN_REQUEST, strlen(SCAN_REQUEST)) == 0);
	for (int tries = 0; tries < 100 && (!ids || json_object_size(ids) == 0); tries++) {
		json_decref(ids);
		ids = ids_in_kernel();
		forget_those(ids, before);
	}
	must(kill(pid, SIGKILL) == 0 && waitpid(pid, NULL, 0) == pid);
	(void) close(fd);
	ok(json_object_size(ids) > 0);
	ok(are_gone(ids));
	json_decref(before);
	json_decref(ids);
	end_stuck_processes(&stuck);
	must(rmdir(directory) == 0);
}

enum { KILLS = 10 };

static void kill_one_after(int milliseconds)
{
	pid_t pid;
	int fd = start_helper("nsatlas-inspect", NULL, &pid);

	must(frame_write(fd, FRAME_REQUEST, 0, SCAN_REQUEST, strlen(SCAN_REQUEST)) == 0);
	(void) poll(NULL, 0, milliseconds);
	must(kill(pid, SIGKILL) == 0);
	(void) close(fd);
}

/* What the helper has started comes to us when it is killed: nothing of that stays either. */
static bool all_have_ended(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		;
	return pid < 0 && errno == ECHILD;
}

static void whenever_a_helper_is_killed_nothing_is_left(void)
{
	json_t *ids = json_object(), *before = ids_in_kernel();

	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	srandom((unsigned int) test_now_ms());
	for (int i = 0; i < KILLS; i++) {
		json_t *now;

		/* Programs are there from the tenth millisecond on, for a tenth of a second. */
		kill_one_after((int) (random() % 150));
		now = ids_in_kernel();
		must(json_object_update(ids, now) == 0);
		json_decref(now);
	}
	forget_those(ids, before);
	ok(comes_true(all_have_ended()));
	ok(are_gone(ids));
	json_decref(ids);
	json_decref(before);
	must(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0) == 0);
}

int main(void)
{
	TEST(every_process_of_this_host_is_told_alike);
	TEST(every_shape_of_a_process_is_told_alike);
	TEST(a_command_line_ends_where_the_environment_begins);
	TEST(a_title_written_over_the_arguments_is_told_as_proc_tells_it);
	TEST(a_namespace_that_nothing_in_proc_shows_has_its_row);
	TEST(a_pid_namespace_before_its_first_child_is_told);
	TEST(every_namespace_of_lsns_has_its_row);
	TEST(a_helper_that_is_killed_leaves_nothing_in_the_kernel);
	TEST(whenever_a_helper_is_killed_nothing_is_left);
	return tap_done();
}
