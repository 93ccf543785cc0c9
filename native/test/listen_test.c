/* The door: who is let in, how many, with what in their hands, and what remains when it shuts. */
#define _GNU_SOURCE
#include "control-groups.h"
#include "door.h"

#include "listen-children.h"

#define CAT PROGRAM("/bin/cat")

static const char *inspect_program(void)
{
	static char program[4096];

	(void) snprintf(program, sizeof(program), "%s/nsatlas-inspect", getenv("NSATLAS_BUILD"));
	return program;
}

static void the_socket_is_for_root_and_one_group(void)
{
	pid_t door = open_door(OPTIONS("--gid", "23457"), CAT);
	struct stat status;

	must(stat(path, &status) == 0);
	is_number(status.st_mode & 07777, 0660);
	is_number(status.st_uid, 0);
	is_number(status.st_gid, GUEST_GID);
	shut_door(door);
}

static void a_scan_comes_through_the_door(void)
{
	pid_t door = open_door(NULL, PROGRAM(inspect_program()));
	int fd = knock();
	struct answer answer;

	must(fd >= 0);
	must(frame_write(fd, FRAME_REQUEST, 0, SCAN_REQUEST, strlen(SCAN_REQUEST)) == 0);
	answer = read_answer(fd);
	ok(answer.whole);
	ok(process_of(answer.document, getpid()));
	free_answer(&answer);
	(void) close(fd);
	shut_door(door);
}

/* What a visitor of this user hears: `failure` of the one frame, or `cat` when what it says comes back. */
static void visit_as(uid_t uid, char heard[32])
{
	int words[2];
	ssize_t n;
	pid_t pid;

	must(pipe2(words, O_CLOEXEC) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		struct answer answer;
		int fd;

		must(setgroups(0, NULL) == 0 && setresgid(GUEST_GID, GUEST_GID, GUEST_GID) == 0 && setresuid(uid, uid, uid) == 0);
		fd = knock();
		must(fd >= 0);
		/* cat gives an ANSWER back to whoever is let in. */
		(void) frame_write(fd, FRAME_ANSWER, FRAME_LAST, "\"cat\"", 5);
		(void) shutdown(fd, SHUT_WR);
		answer = read_answer(fd);
		(void) dprintf(words[1], "%s", answer.failure ? string_in(answer.failure, "failure") : answer.whole ? "cat" : "nothing");
		_exit(0);
	}
	(void) close(words[1]);
	n = read(words[0], heard, 31);
	heard[n > 0 ? n : 0] = '\0';
	(void) close(words[0]);
	is_number(exit_status(pid), 0);
}

static void only_root_and_the_allowed_are_let_in(void)
{
	pid_t door = open_door(OPTIONS("--gid", "23457", "--allow-uid", "23456"), CAT);
	char heard[32];

	visit_as(GUEST_UID, heard);
	is_string(heard, "cat");
	visit_as(0, heard);
	is_string(heard, "cat");
	visit_as(GUEST_UID + 1, heard);
	is_string(heard, "denied");
	shut_door(door);
}

static void one_connection_too_many_is_refused_and_later_let_in(void)
{
	pid_t door = open_door(NULL, CAT);
	int fds[LISTEN_CONNECTION_LIMIT], late;
	struct answer answer;

	for (int i = 0; i < LISTEN_CONNECTION_LIMIT; i++) {
		fds[i] = knock();
		must(fds[i] >= 0 && write(fds[i], "x", 1) == 1 && read(fds[i], &(char) { 0 }, 1) == 1);
	}
	late = knock();
	must(late >= 0);
	answer = read_answer(late);
	ok(answer.whole);
	is_string(string_in(answer.failure, "failure"), "limit");
	free_answer(&answer);
	(void) close(late);
	for (int i = 0; i < LISTEN_CONNECTION_LIMIT; i++)
		(void) close(fds[i]);
	ok(comes_true(({
		char byte = 0;
		int fd = knock();
		bool in = fd >= 0 && send(fd, "x", 1, MSG_NOSIGNAL) == 1 && read(fd, &byte, 1) == 1 && byte == 'x';

		(void) close(fd);
		in;
	})));
	shut_door(door);
}

static void a_helper_has_its_connection_and_nothing_else(void)
{
	pid_t door = open_door(NULL, PROGRAM("/bin/sh", "-c", "for fd in /proc/$$/fd/*; do echo ${fd##*/}; done; echo end"));
	char text[256] = "";
	size_t length = 0;
	int fd = knock();
	ssize_t n;

	must(fd >= 0);
	while ((n = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t) n;
	/* The last is the shell's own, on the directory. */
	is_string(text, "0\n1\n2\n3\nend\n");
	(void) close(fd);
	shut_door(door);
}

static void a_program_that_is_not_there_is_a_failure(void)
{
	pid_t door = open_door(NULL, PROGRAM("/nonexistent/helper"));
	int fd = knock();
	struct answer answer;

	must(fd >= 0);
	answer = read_answer(fd);
	ok(answer.whole);
	is_string(string_in(answer.failure, "failure"), "fault");
	is_string(string_in(answer.failure, "errno"), "ENOENT");
	free_answer(&answer);
	(void) close(fd);
	shut_door(door);
}

static void a_door_that_shuts_takes_its_helpers_along(void)
{
	pid_t door = open_door(NULL, CAT);
	int fd = enter();

	shut_door(door);
	ok(comes_true(is_over(fd)));
	(void) close(fd);
}

static void a_helper_that_does_not_want_to_end_is_killed(void)
{
	pid_t door = open_door(NULL, PROGRAM("/bin/sh", "-c", "trap '' TERM; exec cat"));
	int fd = enter();

	shut_door(door);
	ok(comes_true(is_over(fd)));
	(void) close(fd);
}

static void a_door_that_is_killed_takes_its_helpers_along(void)
{
	pid_t door = open_door(NULL, CAT);
	int fd = enter();

	must(kill(door, SIGKILL) == 0);
	is_number(exit_status(door), -SIGKILL);
	ok(comes_true(is_over(fd)));
	(void) close(fd);
	must(unlink(path) == 0);
}

static void a_door_shuts_when_its_parent_ends(void)
{
	int stay[2];
	pid_t parent;

	must(pipe2(stay, O_CLOEXEC) == 0);
	parent = fork();
	must(parent >= 0);
	if (parent == 0) {
		(void) close(stay[1]);
		(void) open_door(OPTIONS("--die-with-parent"), CAT);
		_exit(read(stay[0], &(char) { 0 }, 1) == 0 ? 0 : 1);
	}
	(void) close(stay[0]);
	must(comes_true(is_there()));
	(void) close(enter());
	(void) close(stay[1]);
	is_number(exit_status(parent), 0);
	ok(comes_true(!is_there()));
}

static void what_a_killed_exec_leaves_is_cleared_away(void)
{
	pid_t door = open_door(NULL, PROGRAM(exec_program())), helper;
	int fd = knock();

	must(fd >= 0);
	start_daemon(fd);
	ok(comes_true(count_processes("987061") == 1 && count_processes("987062") == 1));
	helper = only_child_of(door);
	must(helper > 0 && kill(helper, SIGKILL) == 0);
	ok(comes_true(count_processes("987061") == 0 && count_processes("987062") == 0));
	(void) close(fd);
	shut_door(door);
}

/* Whoever would clear away is killed too, before the helper has come to do anything. */
static void what_both_of_them_leave_is_cleared_away(void)
{
	pid_t door = open_door(NULL, PROGRAM(exec_program())), helper;
	int fd = knock();

	must(fd >= 0);
	start_daemon(fd);
	must(comes_true(count_processes("987061") == 1 && count_processes("987062") == 1));
	helper = only_child_of(door);
	must(helper > 0 && kill(helper, SIGSTOP) == 0);
	must(kill(door, SIGKILL) == 0 && exit_status(door) == -SIGKILL);
	must(kill(helper, SIGKILL) == 0);
	ok(comes_true(count_processes("987061") == 0 && count_processes("987062") == 0));
	ok(comes_true(!has_group(helper)));
	(void) close(fd);
	(void) unlink(path);
}

static void a_socket_left_by_a_dead_listener_is_replaced(void)
{
	pid_t door = open_door(NULL, CAT);
	int fd;

	must(kill(door, SIGKILL) == 0 && exit_status(door) == -SIGKILL);
	ok(is_there());
	is_number(knock(), -ECONNREFUSED);
	door = start_listener(NULL, CAT);
	must(comes_true((fd = knock()) >= 0));
	(void) close(fd);
	(void) close(enter());
	shut_door(door);
}

static void a_place_that_is_taken_is_left_alone(void)
{
	pid_t door = open_door(NULL, CAT);
	FILE *file;

	is_number(exit_status(start_listener(NULL, CAT)), 1);
	(void) close(enter());
	shut_door(door);
	file = fopen(path, "we");
	must(file && fclose(file) == 0);
	is_number(exit_status(start_listener(NULL, CAT)), 1);
	ok(is_there());
	must(unlink(path) == 0);
}

static void the_next_door_at_the_place_is_not_removed(void)
{
	pid_t old = open_door(NULL, CAT), new;

	must(unlink(path) == 0);
	new = open_door(NULL, CAT);
	must(kill(old, SIGTERM) == 0);
	is_number(exit_status(old), 0);
	(void) close(enter());
	shut_door(new);
}

static void what_is_misspelt_is_refused(void)
{
	static const char *const options[][3] = {
		{ "--gid", "-1", NULL }, { "--gid", "4294967295", NULL }, { "--gid", "root", NULL }, { "--allow-uid", "", NULL }, { "--allow-uid", "0x0", NULL },
		{ "--allow-uid", "1 ", NULL }, { "--allow-uid", "4294967296", NULL }, { "--unknown", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (!is_number(exit_status(start_listener(options[i], CAT)), 2))
			printf("# %s %s\n", options[i][0], options[i][1] ? options[i][1] : "");
	is_number(exit_status(start_listener(NULL, PROGRAM(NULL))), 2);
	ok(!is_there());
}

int main(void)
{
	choose_place();
	TEST(the_socket_is_for_root_and_one_group);
	TEST(a_scan_comes_through_the_door);
	TEST(only_root_and_the_allowed_are_let_in);
	TEST(one_connection_too_many_is_refused_and_later_let_in);
	TEST(a_helper_has_its_connection_and_nothing_else);
	TEST(a_program_that_is_not_there_is_a_failure);
	TEST(a_door_that_shuts_takes_its_helpers_along);
	TEST(a_helper_that_does_not_want_to_end_is_killed);
	TEST(a_door_that_is_killed_takes_its_helpers_along);
	TEST(a_door_shuts_when_its_parent_ends);
	TEST(what_a_killed_exec_leaves_is_cleared_away);
	TEST(what_both_of_them_leave_is_cleared_away);
	TEST(a_socket_left_by_a_dead_listener_is_replaced);
	TEST(a_place_that_is_taken_is_left_alone);
	TEST(the_next_door_at_the_place_is_not_removed);
	TEST(what_is_misspelt_is_refused);
	return tap_done();
}
