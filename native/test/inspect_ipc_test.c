/* `inspect` of ipc namespaces, as the whole program answers it; the witnesses are /proc/sysvipc and mqueue files as cat(1) reads
 * them in the namespace. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-world.h"
#include "fuse.h"

#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

/* A tmpfs of ours. */
#define TREE "/run/netns"
#define QUEUES TREE "/mqueue"

static const char *const shm_fields[] = { "key", "id", "mode", "bytes", "creatorPid", "lastPid", "attached", "uid", "gid", "creatorUid",
	"creatorGid", "attachTime", "detachTime", "changeTime", "residentBytes", "swappedBytes", NULL };
static const char *const sem_fields[] = { "key", "id", "mode", "count", "uid", "gid", "creatorUid", "creatorGid", "operationTime", "changeTime", NULL };
static const char *const msg_fields[] = { "key", "id", "mode", "bytes", "messages", "lastSendPid", "lastReceivePid", "uid", "gid", "creatorUid",
	"creatorGid", "sendTime", "receiveTime", "changeTime", NULL };

/* Mode in octal is the one that is not decimal. */
static long long value_of(const json_t *row, const char *field)
{
	const json_t *value = get(row, field);

	return json_is_string(value) ? strtoll(json_string_value(value), NULL, 10) : json_integer_value(value);
}

static void is_row(const json_t *row, const char *line, const char *const fields[])
{
	for (; *fields; fields++) {
		char *end;
		long long want = strtoll(line, &end, strcmp(*fields, "mode") == 0 ? 8 : 10);

		must(end != line);
		line = end;
		if (!is_number(value_of(row, *fields), strcmp(*fields, "mode") == 0 ? want & 0777 : want))
			printf("# %s\n", *fields);
	}
}

/* A table as somebody in the target's ipc namespace, and in our own of all else, reads it. */
static void is_table_of(const struct answer *answer, pid_t pid, const char *file, const char *field, const char *const fields[])
{
	char command[96], *text, *line, *rest;
	const json_t *rows = get(answer->document, field);
	size_t count = 0;

	(void) snprintf(command, sizeof(command), "nsenter -t %d -i tail -n +2 /proc/sysvipc/%s", (int) pid, file);
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		is_row(json_array_get(rows, count++), line, fields);
	is_number(json_array_size(rows), count);
	free(text);
}

static const json_t *row_of(const struct answer *answer, const char *table, long long id)
{
	json_t *row;
	size_t i;

	json_array_foreach(get(answer->document, table), i, row)
		if (number_in(row, "id") == id)
			return row;
	return NULL;
}

static bool has_gap(const struct answer *answer, const char *what)
{
	return has_row(get(answer->document, "gaps"), "what", what);
}

/* --- System V */

static void make_one_of_each(void)
{
	struct { long type; char text[12]; } message = { 1, "hello" };
	struct sembuf up = { .sem_num = 2, .sem_op = 3 };
	int shm, sem, msg;

	must(unshare(CLONE_NEWIPC) == 0);
	must(shmget(0x1234, 8192, IPC_CREAT | 0640) >= 0 && shmget((key_t) 0xfedcba98, 100000, IPC_CREAT | 0600) >= 0);
	shm = shmget(IPC_PRIVATE, 20000, 0606);
	must(shm >= 0);
	memset(shmat(shm, NULL, 0), 1, 20000);
	sem = semget(77, 3, IPC_CREAT | 0666);
	must(sem >= 0 && semop(sem, &up, 1) == 0);
	msg = msgget(99, IPC_CREAT | 0622);
	must(msg >= 0 && msgsnd(msg, &message, 5, 0) == 0 && msgsnd(msg, &message, 12, 0) == 0);
	must(msgctl(msg, IPC_SET, &(struct msqid_ds) { .msg_perm = { .uid = 1001, .gid = 1002, .mode = 0622 }, .msg_qbytes = 16384 }) == 0);
}

static void tables_are_those_that_are_seen_inside(void)
{
	struct target_child target = start_function(make_one_of_each);
	struct answer answer = inspect_process("ipc", target.pid);

	is_number(answer.status, 0);
	is_string(string_in(answer.document, "type"), "ipc");
	is_table_of(&answer, target.pid, "shm", "sharedMemory", shm_fields);
	is_table_of(&answer, target.pid, "sem", "semaphores", sem_fields);
	is_table_of(&answer, target.pid, "msg", "messageQueues", msg_fields);
	is_number(json_array_size(get(answer.document, "sharedMemory")), 3);
	is_number(number_in(json_array_get(get(answer.document, "messageQueues"), 0), "uid"), 1001);
	is_number(number_in(answer.document, "leftOut"), 0);
	free_answer(&answer);
	end_target(&target);
}

/* Its id is that of the first segment of a namespace. */
static void attach_first_segment(void)
{
	must(shmat(0, NULL, SHM_RDONLY) != (void *) -1);
}

static void share_a_segment(void)
{
	must(unshare(CLONE_NEWIPC) == 0 && shmget(0x1234, 8192, IPC_CREAT | 0640) == 0);
	attach_first_segment();
	/* Twice, and one more that nobody has. */
	attach_first_segment();
	must(shmget(0x1235, 8192, IPC_CREAT | 0640) >= 0);
}

static struct target_child joined;

static void join_and_attach(void)
{
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/ipc", (int) joined.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(setns(fd, CLONE_NEWIPC) == 0);
	attach_first_segment();
}

static void a_segment_names_those_that_have_it_mapped(void)
{
	struct target_child first = start_function(share_a_segment), second;
	struct answer answer;
	const json_t *row;

	joined = first;
	second = start_function(join_and_attach);
	answer = inspect_process("ipc", first.pid);
	row = row_of(&answer, "sharedMemory", 0);
	is_number(number_in(row, "attached"), 3);
	is_json(get(row, "attachedBy"), json_pack("[i, i]", (int) first.pid, (int) second.pid));
	ok(json_is_false(get(row, "removed")));
	is_number(json_array_size(get(json_array_get(get(answer.document, "sharedMemory"), 1), "attachedBy")), 0);
	free_answer(&answer);

	sh("nsenter -t %d -i ipcrm -m 0", (int) first.pid);
	answer = inspect_process("ipc", first.pid);
	row = row_of(&answer, "sharedMemory", 0);
	ok(json_is_true(get(row, "removed")));
	is_number(number_in(row, "key"), 0);
	is_number(number_in(row, "mode"), 0640);
	is_json(get(row, "attachedBy"), json_pack("[i, i]", (int) first.pid, (int) second.pid));
	free_answer(&answer);
	end_target(&second);
	end_target(&first);
}

static void pids_are_ours_also_of_a_nested_pid_namespace(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "-ipf", "--mount-proc", "--kill-child", "sh", "-c",
		"ipcmk -M 4096 >/dev/null; " READY, NULL }, 1);
	struct answer answer = inspect_process("ipc", target.pid);

	/* There it is a small number. */
	sh("nsenter -t %d -a awk 'NR == 2 && $5 < 10 { found = 1 } END { exit !found }' /proc/sysvipc/shm", (int) target.pid);
	ok(number_in(json_array_get(get(answer.document, "sharedMemory"), 0), "creatorPid") > target.pid);
	is_table_of(&answer, target.pid, "shm", "sharedMemory", shm_fields);
	free_answer(&answer);
	end_target(&target);
}

static void a_namespace_without_a_member_tells_its_tables(void)
{
	struct answer answer;

	sh("touch " TREE "/ipc && unshare --ipc=" TREE "/ipc ipcmk -M 12345 -p 0604 >/dev/null");
	answer = inspect("ipc", ino_of_path(TREE "/ipc"), place_of_path(TREE "/ipc"));
	is_string(string_in(json_array_get(get(answer.document, "sharedMemory"), 0), "bytes"), "12345");
	is_number(number_in(json_array_get(get(answer.document, "sharedMemory"), 0), "mode"), 0604);
	ok(json_is_null(get(answer.document, "posixQueues")) && has_gap(&answer, "posixQueues"));
	free_answer(&answer);
	sh("umount " TREE "/ipc");
}

static void make_many(void)
{
	must(unshare(CLONE_NEWIPC) == 0);
	for (int i = 0; i < 4100; i++)
		must(semget(IPC_PRIVATE, 1, 0600) >= 0);
}

static void rows_beyond_the_limit_are_counted(void)
{
	struct target_child target = start_function(make_many);
	struct answer answer = inspect_process("ipc", target.pid);

	is_number(json_array_size(get(answer.document, "semaphores")), 4096);
	is_number(number_in(answer.document, "leftOut"), 4);
	free_answer(&answer);
	end_target(&target);
}

/* --- POSIX */

static pid_t fuse_server;

static void mount_queues(void)
{
	must(unshare(CLONE_NEWIPC | CLONE_NEWNS) == 0);
	must(mount("mqueue", QUEUES, "mqueue", 0, NULL) == 0);
}

static mqd_t make_queue(const char *name, mode_t mode)
{
	struct mq_attr attributes = { .mq_maxmsg = 4, .mq_msgsize = 64 };
	mqd_t queue;

	(void) umask(0);
	queue = mq_open(name, O_RDWR | O_CREAT, mode, &attributes);
	must(queue >= 0);
	return queue;
}

static void make_queues(void)
{
	mqd_t queue;

	mount_queues();
	queue = make_queue("/types", 0640);
	must(fchown(queue, 1001, 1002) == 0 && mq_send(queue, "twelve bytes", 12, 0) == 0 && mq_send(queue, "x", 1, 0) == 0);
	(void) make_queue("/\xff\n", 0600);
}

static void queues_are_those_that_a_member_sees(void)
{
	struct target_child target = start_function(make_queues);
	struct answer answer = inspect_process("ipc", target.pid);
	const json_t *queues = get(answer.document, "posixQueues"), *row = row_with(queues, "name", "types"), *hostile = NULL;
	json_t *other;
	size_t i;

	sh("nsenter -t %d -m grep -q '^QSIZE:13 ' " QUEUES "/types", (int) target.pid);
	is_number(json_array_size(queues), 2);
	is_json(row, json_pack("{s:s, s:s, s:i, s:i, s:i}", "name", "types", "bytes", "13", "uid", 1001, "gid", 1002, "mode", 0640));
	json_array_foreach(queues, i, other)
		if (json_is_object(get(other, "name")))
			hostile = other;
	is_json(hostile, json_pack("{s:{s:s}, s:s, s:i, s:i, s:i}", "name", "b64", "/wo=", "bytes", "0", "uid", 0, "gid", 0, "mode", 0600));
	ok(!has_gap(&answer, "posixQueues"));
	free_answer(&answer);
	end_target(&target);
}

/* A file of its own, and a FUSE file that never answers. */
static void cover_queues(void)
{
	make_queues();
	(void) make_queue("/deaf", 0604);
	sh("mkdir " TREE "/fuse && echo QSIZE:7 > " TREE "/file && mount --bind " TREE "/file " QUEUES "/types");
	fuse_server = fuse_start(TREE "/fuse");
	sh("mount --bind " TREE "/fuse/f " QUEUES "/deaf");
	must(kill(fuse_server, SIGSTOP) == 0);
}

static void what_is_bound_over_a_queue_s_name_is_not_the_queue(void)
{
	struct target_child target = start_function(cover_queues);
	int64_t begin = test_now_ms();
	struct answer answer = inspect_process("ipc", target.pid);
	const json_t *queues = get(answer.document, "posixQueues");

	ok(test_now_ms() - begin < 2000);
	is_json(row_with(queues, "name", "types"), json_pack("{s:s, s:s, s:i, s:i, s:i}", "name", "types", "bytes", "13", "uid", 1001, "gid", 1002, "mode", 0640));
	is_json(row_with(queues, "name", "deaf"), json_pack("{s:s, s:s, s:i, s:i, s:i}", "name", "deaf", "bytes", "0", "uid", 0, "gid", 0, "mode", 0604));
	free_answer(&answer);
	end_target(&target);
}

static void an_empty_file_system_that_only_members_see_has_no_queues(void)
{
	struct target_child target = start_function(mount_queues);
	struct answer answer = inspect_process("ipc", target.pid);

	ok(json_is_array(get(answer.document, "posixQueues")));
	is_number(json_array_size(get(answer.document, "posixQueues")), 0);
	free_answer(&answer);
	end_target(&target);
}

static void leave_with_the_old_mount(void)
{
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/mnt", (int) joined.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(setns(fd, CLONE_NEWNS) == 0 && unshare(CLONE_NEWIPC) == 0);
}

static void leave_with_the_old_mount_and_a_queue_of_that_name(void)
{
	leave_with_the_old_mount();
	(void) make_queue("/types", 0640);
}

/* Who takes a new ipc namespace still sees the old one's mqueue. */
static void a_mount_of_another_ipc_namespace_shows_nothing_of_this_one(void)
{
	static void (*const ways[])(void) = { leave_with_the_old_mount, leave_with_the_old_mount_and_a_queue_of_that_name };
	struct target_child owner = start_function(make_queues);

	joined = owner;
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct target_child target = start_function(ways[i]);
		struct answer theirs = inspect_process("ipc", target.pid), owners = inspect_process("ipc", owner.pid);

		ok(json_is_null(get(theirs.document, "posixQueues")) && has_gap(&theirs, "posixQueues"));
		is_number(json_array_size(get(owners.document, "posixQueues")), 2);
		free_answer(&owners);
		free_answer(&theirs);
		end_target(&target);
	}
	end_target(&owner);
}

static void an_empty_file_system_that_others_see_too_tells_nothing(void)
{
	struct target_child owner = start_function(mount_queues), other;

	joined = owner;
	other = start_function(leave_with_the_old_mount);
	for (int i = 0; i < 2; i++) {
		struct answer answer = inspect_process("ipc", i == 0 ? owner.pid : other.pid);

		ok(json_is_null(get(answer.document, "posixQueues")) && has_gap(&answer, "posixQueues"));
		free_answer(&answer);
	}
	end_target(&other);
	end_target(&owner);
}

static void bury_queues(void)
{
	make_queues();
	fuse_server = fuse_start(QUEUES);
	must(kill(fuse_server, SIGSTOP) == 0);
}

static void a_file_system_that_never_answers_keeps_nobody_waiting(void)
{
	struct target_child target = start_function(bury_queues);
	int64_t begin = test_now_ms();
	struct answer answer = inspect_process("ipc", target.pid);

	ok(test_now_ms() - begin < 2000);
	is_number(answer.status, 0);
	ok(json_is_null(get(answer.document, "posixQueues")) && has_gap(&answer, "posixQueues"));
	free_answer(&answer);
	end_target(&target);
}

/* --- an ordinary user */

static void become_user(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(4321, 4321, 4321) < 0 || setresuid(1234, 1234, 1234) < 0)
		_exit(126);
}

/* In the sandbox they are root, here they are not. */
static void ids_are_ours_also_of_a_users_sandbox(void)
{
	struct target_child sandbox = start_target(TARGET("setpriv", "--reuid", "1234", "--regid", "4321", "--clear-groups", "unshare", "-Uri",
		"sh", "-c", "ipcmk -M 4096 -p 0600 >/dev/null; exec \"$@\"", "sh"), 0);
	struct answer answer = inspect_as("ipc", ino_of(sandbox.pid, "ipc"), place_of_process(sandbox.pid), become_user);
	const json_t *row = json_array_get(get(answer.document, "sharedMemory"), 0);

	is_number(number_in(row, "uid"), 1234);
	is_number(number_in(row, "gid"), 4321);
	is_number(number_in(row, "creatorUid"), 1234);
	is_number(json_array_size(get(answer.document, "sharedMemory")), 1);
	free_answer(&answer);
	end_target(&sandbox);
}

/* A process that they may not look into may be of another ipc namespace and see it too. */
static void an_empty_file_system_tells_an_ordinary_user_nothing(void)
{
	struct target_child sandbox = start_target((const char *const []) { "setpriv", "--reuid", "1234", "--regid", "4321", "--clear-groups",
		"unshare", "-Urim", "sh", "-c", "mount -t mqueue mqueue " QUEUES "; " READY, NULL }, 0);
	struct answer answer = inspect_as("ipc", ino_of(sandbox.pid, "ipc"), place_of_process(sandbox.pid), become_user);

	is_number(answer.status, 0);
	ok(json_is_null(get(answer.document, "posixQueues")) && has_gap(&answer, "posixQueues"));
	free_answer(&answer);
	end_target(&sandbox);
}

static void an_ordinary_user_is_denied_what_is_roots(void)
{
	sh("touch " TREE "/roots && unshare --ipc=" TREE "/roots true");
	is_refused(inspect_as("ipc", ino_of_path(TREE "/roots"), place_of_path(TREE "/roots"), become_user), "denied", "join");
	sh("umount " TREE "/roots");
}

static int run_tests(void)
{
	TEST(tables_are_those_that_are_seen_inside);
	TEST(a_segment_names_those_that_have_it_mapped);
	TEST(pids_are_ours_also_of_a_nested_pid_namespace);
	TEST(a_namespace_without_a_member_tells_its_tables);
	TEST(rows_beyond_the_limit_are_counted);
	TEST(queues_are_those_that_a_member_sees);
	TEST(what_is_bound_over_a_queue_s_name_is_not_the_queue);
	TEST(an_empty_file_system_that_only_members_see_has_no_queues);
	TEST(a_mount_of_another_ipc_namespace_shows_nothing_of_this_one);
	TEST(an_empty_file_system_that_others_see_too_tells_nothing);
	TEST(a_file_system_that_never_answers_keeps_nobody_waiting);
	TEST(ids_are_ours_also_of_a_users_sandbox);
	TEST(an_empty_file_system_tells_an_ordinary_user_nothing);
	TEST(an_ordinary_user_is_denied_what_is_roots);
	return tap_done();
}

/* In a pid namespace of our own, all of whose processes can be looked into: what is hidden from us makes facts unknown. */
int main(void)
{
	int status;
	pid_t pid;

	enter_world();
	sh("mkdir " QUEUES);
	must(unshare(CLONE_NEWPID) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		must(mount("proc", "/proc", "proc", 0, NULL) == 0);
		exit(run_tests());
	}
	must(waitpid(pid, &status, 0) == pid);
	/* Not exit(3): LeakSanitizer would start a process, and in a pid namespace that has ended nothing starts. */
	syscall(SYS_exit_group, WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}
