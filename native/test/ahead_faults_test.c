/* System calls that fail in a helper that was started to wait, and in what it has prepared: until the connection comes whoever comes is
 * answered all the same, or told why not; afterwards it is as with any helper. Nothing of it stays. The listener is one of the test's
 * own, for one connection, with the real one's children; a helper that waits is traced, one that is started in its place is not. */
#define _GNU_SOURCE
#include "fault-sweep.h"
#include "listen-children.h"
#include "pids-limit.h"

#define MARK "nsatlas-ahead-faults-mark"
#define LIMIT "64"

enum { WORDS_MAX = 32 };

static struct target_child target;
static const char *const arguments[] = { "--wait", "--processes", LIMIT, NULL };

/* --- the listener */

/* What ended well has left the group it lived in and nothing else: the listener looks for nothing else then. */
static int clear_after(pid_t ended, int status)
{
	return status == 0 ? pids_limit_remove_leftover(ended) : listen_children_clear(ended);
}

/* `--behind`, then the words of failing-call.h: the helper that waits. */
static int wait_behind(int argc, char *argv[])
{
	int status = failing_call(argc - 1, argv + 1);

	must(status >= 0);
	return clear_after(failing.helper, status) < 0 ? 1 : status;
}

static void copy_words(char *const from[], const char *without, char *to[])
{
	for (; *from; from++)
		if (strcmp(*from, without) != 0)
			*to++ = *from;
	*to = NULL;
}

static bool sleeps_or_is_gone(pid_t pid)
{
	char path[64], state = 'S';
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	file = fopen(path, "re");
	if (!file)
		return true;
	(void) !fscanf(file, "%*d (%*[^)]) %c", &state);
	(void) fclose(file);
	return state == 'S' || state == 'Z';
}

/* Who ends between its word and its wait would take the connection with it. */
static void await_helper(const struct listen_spare *spare)
{
	struct pollfd wait = { .fd = spare->line, .events = POLLIN };

	must(poll(&wait, 1, WAIT_MS) == 1);
	must(comes_true(sleeps_or_is_gone(only_child_of(spare->pid))));
}

/* Our standard input is the connection of who asks. */
static int listen_once(char *argv[])
{
	static char self[] = "/proc/self/exe", behind[] = "--behind", wait[] = "--wait";
	char *waiting[WORDS_MAX] = { self, behind }, *afresh[WORDS_MAX];
	struct listen_children children = { .argv = afresh, .waiting_argv = waiting, .guard = GUARD_NONE, .pids_group = -1 };
	int status, end = 1;
	pid_t traced, pid;

	copy_words(argv + 1, "", waiting + 2);
	copy_words(argv + (strcmp(argv[1], "--fail") == 0 ? 5 : 3), wait, afresh);
	listen_children_start_ahead(&children);
	must(children.spare_count == 1);
	traced = children.spares[0].pid;
	await_helper(&children.spares[0]);
	must(listen_children_start(&children, STDIN_FILENO) == 0);
	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	while ((pid = waitpid(-1, &status, 0)) > 0) {
		status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		if (pid == traced)
			end = status;
		else if (clear_after(pid, status) < 0)
			end = 1;
	}
	return end;
}

/* --- the sweep */

static json_t *who_am_i(void)
{
	return request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(": " MARK "; grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs):' /proc/self/status; pwd"));
}

/* By its first dup2(2) the helper takes the connection, and in its first recvmsg(2) what it has prepared waits to be told what to do. */
static bool is_before_the_request(const struct sweep_place *call)
{
	for (size_t at = 0; at < sweep.count; at++) {
		bool is_of_it = (sweep.calls[at].role == ROLE_FIRST) == (call->role == ROLE_FIRST);

		if (sweep.calls[at].role == call->role && sweep.calls[at].nth == call->nth)
			return true;
		if (is_of_it && sweep.calls[at].number == (call->role == ROLE_FIRST ? SYS_recvmsg : SYS_dup2) && sweep.calls[at].role != ROLE_BORN)
			return false;
	}
	return false;
}

static bool is_answered(const struct exec_run *run)
{
	return !run->hung_up && (run->end || (run->failure && text_in(run->failure, "message")[0] != '\0'));
}

static void who_finds_a_spoiled_helper_is_answered(void)
{
	static struct sweep_case of = { .name = "helper", .request = who_am_i, .in_helper = true, .concerns = is_before_the_request, .holds = is_answered };

	sweep_case(&of);
	ok(strstr(of.expected, "CapBnd:") != NULL);
}

static void also_where_what_it_prepared_is_spoiled(void)
{
	static struct sweep_case of = { .name = "prepared", .request = who_am_i, .concerns = is_before_the_request, .holds = is_answered };

	sweep_case(&of);
}

static void nothing_of_all_that_is_left(void)
{
	ok(comes_true(count_processes(programs) == 0 && count_processes(MARK) == 0));
	ok(comes_true(!has_groups()));
}

int main(int argc, char *argv[])
{
	if (argc > 1)
		return strcmp(argv[1], "--behind") == 0 ? wait_behind(argc, argv) : listen_once(argv);
	copy_plain_programs();
	helper_arguments = arguments;
	target = start_target(TARGET("unshare", "-mpniuCT", "--fork", "--mount-proc"), 1);
	enter_group("ahead-faults");
	TEST(who_finds_a_spoiled_helper_is_answered);
	TEST(also_where_what_it_prepared_is_spoiled);
	TEST(nothing_of_all_that_is_left);
	leave_group();
	end_target(&target);
	return tap_done();
}
