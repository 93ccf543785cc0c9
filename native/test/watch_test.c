/* The verb watch: a look, then what is not as it was; with programs that are loaded once; and with nothing left when anybody ends. */
#define _GNU_SOURCE
#include "bpf-left.h"
#include "net-world.h"
#include "passfd.h"
#include "stuck.h"
#include "watch-client.h"

#include <ftw.h>

static size_t count_in(const json_t *look, const char *list)
{
	return json_array_size(json_object_get(look, list));
}

static bool is_gone_in(const json_t *look, pid_t pid)
{
	return process_of(json_object_get(look, "gone"), pid) != NULL;
}

static void live_in_new_uts(void *context)
{
	must(unshare(CLONE_NEWUTS) == 0);
	*(uint64_t *) context = ino_of(getpid(), "uts");
}

static uint64_t *shared_number(void)
{
	uint64_t *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(number != MAP_FAILED);
	return number;
}

/* --- what is told */

static void watches_as_by(const char *tier)
{
	uint64_t *uts = shared_number(), *other = shared_number();
	pid_t still = start_child(live_in_new_uts, other), child;
	struct watcher watcher;

	helper_tier = tier;
	watcher = start_watching(NULL);
	helper_tier = NULL;
	ok(json_is_true(json_object_get(watcher.look, "first")));
	ok(process_of(watcher.look, still) && namespace_of(watcher.look, "uts", *other));
	child = start_child(live_in_new_uts, uts);
	ok(look_again(&watcher) && json_is_false(json_object_get(watcher.look, "first")));
	ok(!process_of(watcher.look, still) && process_of(watcher.scan, still));
	ok(!namespace_of(watcher.look, "uts", *other) && namespace_of(watcher.scan, "uts", *other));
	is_number(number_in(json_object_get(process_of(watcher.look, child), "namespaces"), "uts"), (long long) *uts);
	ok(namespace_of(watcher.look, "uts", *uts));
	is_number((long long) count_in(watcher.scan, "processes"), number_in(json_object_get(watcher.look, "completeness"), "processes"));
	end_child(child);
	ok(look_again(&watcher) && is_gone_in(watcher.look, child) && !process_of(watcher.scan, child));
	for (int tries = 0; tries < 20 && namespace_of(watcher.scan, "uts", *uts); tries++)
		ok(look_again(&watcher));
	ok(!namespace_of(watcher.scan, "uts", *uts));
	is_string(string_in(json_object_get(watcher.look, "completeness"), "tier"), tier);
	is_number(stop_watching(&watcher), 0);
	end_child(still);
}

static void a_look_tells_what_has_begun_and_ended_since_the_one_before(void)
{
	watches_as_by("bpf");
	watches_as_by("proc");
}

/* No event tells of a process that only goes to another namespace. */
static void a_process_that_moves_is_told_though_it_neither_begins_nor_ends(void)
{
	int go[2], there[2];
	struct watcher watcher;
	char byte;
	pid_t child;

	must(pipe2(go, O_CLOEXEC) == 0 && pipe2(there, O_CLOEXEC) == 0);
	child = fork();
	must(child >= 0);
	if (child == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		must(read(go[0], &byte, 1) == 1 && unshare(CLONE_NEWUTS) == 0 && write(there[1], "+", 1) == 1);
		for (;;)
			(void) pause();
	}
	watcher = start_watching(NULL);
	must(write(go[1], "+", 1) == 1 && read(there[0], &byte, 1) == 1);
	ok(look_again(&watcher));
	is_number(number_in(json_object_get(process_of(watcher.look, child), "namespaces"), "uts"), (long long) ino_of(child, "uts"));
	is_number(stop_watching(&watcher), 0);
	end_child(child);
	for (size_t i = 0; i < 2; i++)
		must(close(go[i]) == 0 && close(there[i]) == 0);
}

/* From then on it is in nobody's table of descriptors. */
static void send_namespace(int socket, pid_t pid, const char *type)
{
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, type);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && passfd_send(socket, "+", 1, fd) == 0 && close(fd) == 0);
}

/* False: the helper ended in between, as it does after a look that something on this host has held up; of the last one that is no excuse. */
static bool sees_twice(uint64_t ino, bool is_last)
{
	struct watcher watcher = start_watching(NULL);
	bool goes_on;

	ok(namespace_of(watcher.scan, "mnt", ino));
	goes_on = look_again(&watcher);
	if (goes_on || is_last)
		ok(goes_on && namespace_of(watcher.scan, "mnt", ino) && !namespace_of(watcher.look, "mnt", ino));
	is_number(stop_watching(&watcher), 0);
	return goes_on;
}

/* What a further child of the helper finds must not be found by the first look alone. */
static void what_no_process_leads_to_is_there_in_every_look(void)
{
	uint64_t ino;
	int ends[2];
	pid_t child = fork();

	must(child >= 0);
	if (child == 0) {
		must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && unshare(CLONE_NEWNS) == 0);
		for (;;)
			(void) pause();
	}
	while (ino_of(child, "mnt") == ino_of(getpid(), "mnt"))
		(void) poll(NULL, 0, 5);
	ino = ino_of(child, "mnt");
	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
	send_namespace(ends[0], child, "mnt");
	end_child(child);
	helper_tier = "proc";
	/* Few looks: each goes through all processes of this host, and others may have made thousands. */
	for (int tries = 0; tries < 5 && !sees_twice(ino, tries == 4); tries++)
		;
	helper_tier = NULL;
	must(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void only_the_frame_that_asks_for_a_look_may_follow(void)
{
	struct watcher watcher = start_watching(NULL);
	struct answer answer;

	must(frame_write(watcher.fd, FRAME_REQUEST, 0, WATCH_REQUEST, strlen(WATCH_REQUEST)) == 0);
	answer = finish_helper(watcher.fd, watcher.pid);
	is_string(string_in(answer.failure, "failure"), "usage");
	free_answer(&answer);
	free_watcher(&watcher);
}

/* --- what stays in the kernel */

/* Into ids, as bpf-left.h names them: what a descriptor of a process is, by its line of fdinfo. */
static void add_ids(json_t *ids, pid_t pid)
{
	static const char *const names[] = { "prog_id:", "map_id:", "link_id:" };
	char path[300], line[256], key[64];
	struct dirent *entry;
	DIR *directory;

	(void) snprintf(path, sizeof(path), "/proc/%d/fdinfo", (int) pid);
	directory = opendir(path);
	must(directory);
	while ((entry = readdir(directory))) {
		FILE *file;

		(void) snprintf(path, sizeof(path), "/proc/%d/fdinfo/%s", (int) pid, entry->d_name);
		file = fopen(path, "re");
		while (file && fgets(line, sizeof(line), file))
			for (size_t i = 0; i < 3; i++)
				if (strncmp(line, names[i], strlen(names[i])) == 0) {
					(void) snprintf(key, sizeof(key), "%zu:%lu", i, strtoul(line + strlen(names[i]), NULL, 10));
					json_object_set_new(ids, key, json_true());
				}
		if (file)
			(void) fclose(file);
	}
	(void) closedir(directory);
}

static size_t children_of(pid_t pid, pid_t children[8])
{
	char path[64], line[256] = "", *word, *rest;
	size_t count = 0;
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int) pid, (int) pid);
	file = fopen(path, "re");
	must(file && fgets(line, sizeof(line), file) && fclose(file) == 0);
	for (word = strtok_r(line, " ", &rest); word && count < 8; word = strtok_r(NULL, " ", &rest))
		if (atoi(word) > 0)
			children[count++] = (pid_t) atoi(word);
	return count;
}

/* What the helper's children keep: others on this host have theirs. */
static json_t *ids_of(const struct watcher *watcher)
{
	json_t *ids = json_object();
	pid_t children[8];
	size_t count = children_of(watcher->pid, children);

	for (size_t i = 0; i < count; i++)
		add_ids(ids, children[i]);
	return ids;
}

static void programs_are_loaded_once_and_no_look_leaves_a_descriptor(void)
{
	struct watcher watcher = start_watching(NULL);
	json_t *ids = ids_of(&watcher), *later;
	int descriptors;

	must(look_again(&watcher));
	(void) poll(NULL, 0, 300);
	descriptors = count_descriptors(watcher.pid, "");
	for (int i = 0; i < 5; i++)
		ok(look_again(&watcher));
	later = ids_of(&watcher);
	ok(json_object_size(ids) >= 5 && json_equal(ids, later));
	is_number((long long) count_left(ids), (long long) json_object_size(ids));
	json_decref(later);
	/* The document comes before the helper has tidied up. */
	ok(comes_true(count_descriptors(watcher.pid, "") == descriptors));
	is_number(stop_watching(&watcher), 0);
	ok(are_gone(ids));
	json_decref(ids);
}

/* Its capabilities are those of who may load; its filters, as the kernel counts them, are the one for loading, and the one for afterwards. */
static bool is_loader(pid_t pid)
{
	char *line = status_of(pid, "CapEff");
	bool is = strtoull(line, NULL, 16) == (UINT64_C(3) << 38);

	free(line);
	return is;
}

static void who_has_loaded_can_load_no_more(void)
{
	struct watcher watcher = start_watching(NULL);
	pid_t children[8];
	size_t count = children_of(watcher.pid, children), loaders = 0;

	for (size_t i = 0; i < count; i++) {
		char *filters = status_of(children[i], "Seccomp_filters");

		if (is_loader(children[i])) {
			loaders++;
			is_number(atoi(filters), 2);
		}
		free(filters);
	}
	is_number((long long) loaders, 1);
	is_number(stop_watching(&watcher), 0);
}

static size_t pins;

static int count_pin(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void) status;
	(void) place;
	pins += kind == FTW_F && strstr(path, "nsatlas") != NULL;
	return 0;
}

static void a_watching_helper_that_is_killed_leaves_nothing_in_the_kernel(void)
{
	struct watcher watcher = start_watching(NULL);
	json_t *ids = ids_of(&watcher);

	ok(look_again(&watcher));
	must(kill(watcher.pid, SIGKILL) == 0);
	is_number(WTERMSIG(await_end(&watcher)), SIGKILL);
	ok(json_object_size(ids) > 0);
	ok(are_gone(ids));
	(void) nftw("/sys/fs/bpf", count_pin, 16, FTW_PHYS);
	is_number((long long) pins, 0);
	json_decref(ids);
	must(close(watcher.fd) == 0);
	free_watcher(&watcher);
}

/* --- who ends with whom */

/* Who asks is killed: the helper, whose other end is closed with that, ends too. It is ours then, since we are first here. */
static void it_ends_with_who_asks(void)
{
	pid_t asker, helper = 0;
	int told[2];

	must(pipe2(told, O_CLOEXEC) == 0);
	asker = fork();
	must(asker >= 0);
	if (asker == 0) {
		int ends[2];
		int program = open_program("nsatlas-inspect");
		char *const argv[] = { (char *) (uintptr_t) "nsatlas-inspect", NULL };

		must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
		helper = fork();
		must(helper >= 0);
		if (helper == 0) {
			(void) dup2(ends[1], STDIN_FILENO);
			(void) dup2(ends[1], STDOUT_FILENO);
			(void) execveat(program, "", argv, helper_environment, AT_EMPTY_PATH);
			_exit(127);
		}
		must(close(ends[1]) == 0 && frame_write(ends[0], FRAME_REQUEST, 0, WATCH_REQUEST, strlen(WATCH_REQUEST)) == 0);
		json_decref(read_look(ends[0]));
		must(write(told[1], &helper, sizeof(helper)) == (ssize_t) sizeof(helper));
		for (;;)
			(void) pause();
	}
	must(read(told[0], &helper, sizeof(helper)) == (ssize_t) sizeof(helper));
	must(kill(asker, SIGKILL) == 0 && waitpid(asker, NULL, 0) == asker);
	is_number(waitpid(helper, NULL, 0), helper);
	must(close(told[0]) == 0 && close(told[1]) == 0);
}

/* A look that had to leave a thread behind is the last of its helper: each would leave more. */
static void it_ends_after_a_look_that_leaves_something_behind(void)
{
	char directory[] = "/tmp/nsatlas-watch-XXXXXX";
	struct watcher watcher;
	struct stuck stuck;

	must(mkdtemp(directory));
	stuck = start_stuck_processes(directory);
	watcher = start_watching(NULL);
	ok(process_of(watcher.scan, getpid()));
	is_number(await_end(&watcher), 0);
	must(close(watcher.fd) == 0);
	free_watcher(&watcher);
	end_stuck_processes(&stuck);
	must(rmdir(directory) == 0);
}

static int run_tests(void)
{
	TEST(a_look_tells_what_has_begun_and_ended_since_the_one_before);
	TEST(a_process_that_moves_is_told_though_it_neither_begins_nor_ends);
	TEST(only_the_frame_that_asks_for_a_look_may_follow);
	TEST(programs_are_loaded_once_and_no_look_leaves_a_descriptor);
	TEST(who_has_loaded_can_load_no_more);
	TEST(a_watching_helper_that_is_killed_leaves_nothing_in_the_kernel);
	TEST(it_ends_with_who_asks);
	TEST(it_ends_after_a_look_that_leaves_something_behind);
	return tap_done();
}

int main(void)
{
	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	/* The kernel lists mount namespaces for who is in the first pid namespace alone. */
	TEST(what_no_process_leads_to_is_there_in_every_look);
	return in_own_pid_namespace(run_tests);
}
