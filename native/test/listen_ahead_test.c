/* A helper that was started before anybody came: it serves one who came later, as that one, and ends; nothing of it remains. */
#define _GNU_SOURCE
#include "control-groups.h"
#include "door.h"

enum { AHEAD = 4 };

static char audit[sizeof(directory) + 8];

/* Of the helpers that were started to wait: end is `head` for the oldest, `tail` for the last. */
static pid_t started_ahead(pid_t door, const char *end)
{
	char command[96];
	char *output;
	pid_t child;

	(void) snprintf(command, sizeof(command), "pgrep -P %d -f -- 'exec --wait' | sort -n | %s -n 1", (int) door, end);
	output = output_of((const char *const []) { "sh", "-c", command, NULL });
	child = (pid_t) atoi(output);
	free(output);
	return child;
}

static int count_ahead(pid_t door)
{
	char command[96];
	char *output;
	int count;

	(void) snprintf(command, sizeof(command), "pgrep -P %d -c -f -- 'exec --wait'", (int) door);
	output = output_of((const char *const []) { "sh", "-c", command, NULL });
	count = atoi(output);
	free(output);
	return count;
}

static bool is_asleep(pid_t pid)
{
	char *state = status_of(pid, "State");
	bool is = state[0] == 'S';

	free(state);
	return is;
}

static pid_t open_door_ahead(pid_t *ret_waits)
{
	pid_t door = open_door(OPTIONS("--ahead", "--gid", "23457", "--allow-uid", "23456"), PROGRAM(exec_program(), "--audit", audit));

	(void) unlink(audit);
	must(comes_true(count_ahead(door) == AHEAD && is_asleep(started_ahead(door, "tail"))));
	*ret_waits = started_ahead(door, "head");
	return door;
}

static void what_waits_serves_one_and_the_next_waits(void)
{
	pid_t waited, next = 0, door = open_door_ahead(&waited);
	int fd = knock();

	must(fd >= 0);
	start_daemon(fd);
	ok(comes_true(count_processes("987061") == 1 && count_processes("987062") == 1));
	ok(has_group(waited));
	ok(comes_true(count_ahead(door) == AHEAD + 1 && has_group(next = started_ahead(door, "tail"))));
	(void) close(fd);
	ok(comes_true(count_processes("987061") == 0 && count_processes("987062") == 0));
	ok(comes_true(kill(waited, 0) < 0 && !has_group(waited)));
	is_number(kill(next, 0), 0);
	shut_door(door);
	ok(comes_true(kill(next, 0) < 0 && !has_group(next)));
}

/* Its directories of control groups and nsatlas-join's line are what was prepared. */
static void it_has_the_connection_what_was_prepared_and_nothing_else(void)
{
	pid_t waited, door = open_door_ahead(&waited);
	int fd = knock();
	char command[512], want[sizeof(audit) + 128];
	char *text;

	/* Its greeting says that it has taken over. */
	must(fd >= 0 && read(fd, &(char) { 0 }, 1) == 1);
	(void) snprintf(command, sizeof(command), "cd /proc/%d/fd; [ \"$(readlink 0)\" = \"$(readlink 1)\" ] && echo same; readlink 2 >/dev/null; for fd in $(ls | grep -v '[012]'); do readlink $fd | sed 's/[[].*//; s/^[/]sys.*cgroup.*[/]nsatlas-exec-%d$/group/; s/^[/]sys.*cgroup.*$/above/'; done | sort | tr '\\n' ' '", (int) waited, (int) waited);
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	(void) snprintf(want, sizeof(want), "same\n%s above group socket: ", audit);
	is_string(text, want);
	free(text);
	(void) close(fd);
	shut_door(door);
}

/* Asks as this user for what is not there, and waits for the refusal. */
static void ask_at_door_as(uid_t uid)
{
	static const char request[] = "{\"protocol\":1,\"verb\":\"exec\",\"target\":{\"pid\":999999,\"startTime\":1},\"namespaces\":[{\"type\":\"uts\",\"ino\":1,\"id\":null}],"
		"\"places\":[],\"argv\":[\"true\"],\"as\":\"target\",\"timeoutMs\":1000,\"outputLimitBytes\":1000}";
	pid_t pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		struct answer answer;
		int fd;

		must(setgroups(0, NULL) == 0 && setresgid(GUEST_GID, GUEST_GID, GUEST_GID) == 0 && setresuid(uid, uid, uid) == 0);
		fd = knock();
		must(fd >= 0 && frame_write(fd, FRAME_REQUEST, 0, request, strlen(request)) == 0);
		answer = read_answer(fd);
		_exit(answer.failure ? 0 : 1);
	}
	is_number(exit_status(pid), 0);
}

static void it_knows_who_came_and_not_who_started_it(void)
{
	pid_t waited, door = open_door_ahead(&waited);
	char command[128];
	char *text;

	ask_at_door_as(GUEST_UID);
	ask_at_door_as(0);
	(void) snprintf(command, sizeof(command), "grep -o '\"uid\":[0-9]*' %s | uniq | tr '\\n' ' '", audit);
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	is_string(text, "\"uid\":23456 \"uid\":0 ");
	free(text);
	shut_door(door);
}

static void where_it_is_gone_another_is_started(void)
{
	pid_t waited, door = open_door_ahead(&waited);

	must(kill(waited, SIGKILL) == 0 && comes_true(kill(waited, 0) < 0));
	ask_at_door_as(0);
	ok(comes_true(count_ahead(door) == AHEAD && kill(waited, 0) < 0 && !has_group(waited)));
	ask_at_door_as(0);
	shut_door(door);
}

/* What is prepared may wait for hours. */
static void where_what_it_prepared_is_gone_the_command_runs_all_the_same(void)
{
	pid_t waited, door = open_door_ahead(&waited);
	char command[96];
	int fd;

	(void) snprintf(command, sizeof(command), "for p in $(pgrep -P %d -f -- 'exec --wait'); do pkill -KILL -P $p; done", (int) door);
	free(output_of((const char *const []) { "sh", "-c", command, NULL }));
	fd = knock();
	must(fd >= 0);
	start_daemon(fd);
	ok(comes_true(count_processes("987061") == 1 && count_processes("987062") == 1));
	ok(has_group(waited));
	(void) close(fd);
	ok(comes_true(count_processes("987061") == 0 && kill(waited, 0) < 0 && !has_group(waited)));
	shut_door(door);
}

static void it_ends_with_a_door_that_is_killed(void)
{
	pid_t waited, door = open_door_ahead(&waited);

	must(kill(door, SIGKILL) == 0);
	is_number(exit_status(door), -SIGKILL);
	ok(comes_true(kill(waited, 0) < 0 && !has_group(waited)));
	must(unlink(path) == 0);
}

static void where_the_program_is_not_there_it_is_said(void)
{
	pid_t door = open_door(OPTIONS("--ahead"), PROGRAM("/nonexistent/helper"));
	int fd = knock();
	struct answer answer;

	must(fd >= 0);
	answer = read_answer(fd);
	is_string(string_in(answer.failure, "errno"), "ENOENT");
	free_answer(&answer);
	(void) close(fd);
	shut_door(door);
}

static void remove_audit(void)
{
	if (getpid() == tester)
		(void) unlink(audit);
}

int main(void)
{
	choose_place();
	(void) snprintf(audit, sizeof(audit), "%s/audit", directory);
	(void) atexit(remove_audit);
	TEST(what_waits_serves_one_and_the_next_waits);
	TEST(it_has_the_connection_what_was_prepared_and_nothing_else);
	TEST(it_knows_who_came_and_not_who_started_it);
	TEST(where_it_is_gone_another_is_started);
	TEST(where_what_it_prepared_is_gone_the_command_runs_all_the_same);
	TEST(it_ends_with_a_door_that_is_killed);
	TEST(where_the_program_is_not_there_it_is_said);
	return tap_done();
}
