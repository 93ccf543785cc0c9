/* System calls that fail while a door makes, enters, leaves and removes its groups of pids: it is told, nothing hangs, and what could
 * not be taken away is taken away by the next door. And the limit of a v2 group, which this kernel may have no controller for. */
#define _GNU_SOURCE
#include "fault-sweep.h"
#include "pids-limit.h"

enum { LIMIT = 64 };

/* --- what is swept: this program again, as a listener with one helper that ended, and its guard */

static int end_of_helper(int group, pid_t helper)
{
	int r = pids_limit_remove_of(group, helper);
	int of_listener = r == 0 ? 0 : pids_limit_remove_leftover(helper);

	/* The guard tries again. */
	return of_listener == 0 ? 0 : pids_limit_remove_leftover(helper);
}

/* getppid(2) marks the beginning and the end. */
static int be_door(void)
{
	int group = -1, status = 0, entered, ended, left;
	pid_t helper;

	(void) getppid();
	entered = pids_limit_enter_door(&group);
	if (entered < 0 && group != -1)
		return 2;
	helper = fork();
	if (helper == 0)
		_exit(pids_limit_enter(LIMIT) < 0 ? 1 : 0);
	while (helper > 0 && waitpid(helper, &status, 0) < 0 && errno == EINTR)
		;
	ended = helper < 0 ? 0 : end_of_helper(group, helper);
	left = pids_limit_leave_door();
	(void) getppid();
	return helper < 0 || entered < 0 || status != 0 || ended < 0 || left < 0 ? 1 : 0;
}

static int run_door(const char *const argv[])
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0) {
		quieten();
		(void) execv(argv[0], (char *const *) (uintptr_t) argv);
		_exit(127);
	}
	must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static const char *const door[] = { "/proc/self/exe", "--door", NULL };

/* --- the sweep */

/* Between the marks, and of the child all up to its end. */
static bool is_of_the_limit(const struct sweep_place *call)
{
	bool is_between = call->role == ROLE_BORN;

	for (size_t at = 0; at < sweep.count && call->role == ROLE_HELPER; at++) {
		if (sweep.calls[at].role == ROLE_HELPER && sweep.calls[at].number == SYS_getppid)
			is_between = !is_between;
		if (sweep.calls[at].role == ROLE_HELPER && sweep.calls[at].nth == call->nth)
			break;
	}
	return is_between && call->number != SYS_getppid;
}

static void list_calls(void)
{
	char path[] = "/tmp/nsatlas-calls-XXXXXX";
	const char *const argv[] = { "/proc/self/exe", "--calls", path, "/proc/self/exe", "--door", NULL };
	int fd = mkstemp(path);

	must(fd >= 0);
	is_number(run_door(argv), 0);
	read_calls(path);
	(void) close(fd);
	(void) unlink(path);
}

/* 1: the door tells that something failed. */
static bool is_told_or_whole(const struct sweep_place *call, int error)
{
	char role[8], nth[8], number[8];
	const char *const argv[] = { "/proc/self/exe", "--fail", role, nth, number, "/proc/self/exe", "--door", NULL };
	int64_t began = test_now_ms();
	int status;
	bool good;

	(void) snprintf(role, sizeof(role), "%d", call->role);
	(void) snprintf(nth, sizeof(nth), "%d", call->nth);
	(void) snprintf(number, sizeof(number), "%d", error);
	status = run_door(argv);
	good = status == 0 || (status == 1 && run_door(door) == 0);
	good = good && !has_groups() && test_now_ms() - began < SWEEP_HANG_MS;
	if (!good)
		printf("# call %d of process %d, system call %d, with %s: ended with %d\n", call->nth, call->role, call->number, strerrorname_np(error), status);
	remove_what_is_left();
	return good;
}

static void a_door_tells_of_what_fails_and_the_next_one_clears_away(void)
{
	static const int errors[] = { EPERM, ENOMEM, EMFILE, EBUSY, EINTR };
	const struct sweep_case of = { .in_helper = true, .concerns = is_of_the_limit };
	int bad = 0, tried = 0;

	if (hierarchy_at("pids")[0] == '\0') {
		tap_skip("the pids controller is not one of version 1 here");
		return;
	}
	list_calls();
	for (size_t at = 0; at < sweep.count; at++) {
		if (!is_taken(&of, at))
			continue;
		for (size_t error = 0; error < (takes_all() ? sizeof(errors) / sizeof(errors[0]) : 1); error++)
			bad += !is_told_or_whole(&sweep.calls[at], errors[error]);
		tried++;
	}
	printf("# %d calls made to fail\n", tried);
	ok(tried > 12);
	is_number(bad, 0);
}

/* --- version 2 */

static void the_limit_of_a_v2_group_is_written_where_it_has_that_file(void)
{
	char group[] = "/tmp/nsatlas-pids-XXXXXX", file[64], *text;
	CLEANUP_FD int fd = -1;

	must(mkdtemp(group));
	(void) snprintf(file, sizeof(file), "%s/pids.max", group);
	fd = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	is_number(pids_limit_set(fd, LIMIT), -ENOENT);
	ok(access(file, F_OK) < 0);
	write_group(group, "pids.max", "max");
	is_number(truncate(file, 0), 0);
	is_number(pids_limit_set(fd, LIMIT), 0);
	text = cat_group(group, "pids.max");
	is_string(text, "64");
	free(text);
	/* What the kernel does not take. */
	must(unlink(file) == 0 && symlink("/dev/full", file) == 0);
	is_number(pids_limit_set(fd, LIMIT), -ENOSPC);
	must(unlink(file) == 0 && mkdir(file, 0700) == 0);
	is_number(pids_limit_set(fd, LIMIT), -EISDIR);
	must(rmdir(file) == 0 && rmdir(group) == 0);
}

int main(int argc, char *argv[])
{
	int status = failing_call(argc, argv);

	if (status >= 0)
		return status;
	/* Leaks cannot be looked for under ptrace(2). */
	if (argc > 1)
		_exit(be_door());
	enter_group("pids-faults");
	TEST(a_door_tells_of_what_fails_and_the_next_one_clears_away);
	TEST(the_limit_of_a_v2_group_is_written_where_it_has_that_file);
	leave_group();
	return tap_done();
}
