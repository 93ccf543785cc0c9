/* For the sweeps: what the dangerous stage does, each call of it made to fail, and what is true then. NSATLAS_FAULTS=calls takes each
 * call and not only each kind of call, NSATLAS_FAULTS=all more errors too (npm run faults). */
#ifndef NSATLAS_TEST_FAULT_SWEEP_H
#define NSATLAS_TEST_FAULT_SWEEP_H

#include <seccomp.h>

#include "cgroup-lines.h"
#include "control-groups.h"
#include "exec-client.h"
#include "failing-call.h"

enum { SWEEP_CALLS = 4096, SWEEP_KINDS = 600, SWEEP_MANY = 16, SWEEP_LISTINGS = 3, SWEEP_HANG_MS = 15000 };

/* One call of a run. */
struct sweep_place { int role, nth, number; };

/* What is swept: a request, sent to the helper behind that prefix, and what it must say when nothing fails. */
struct sweep_case {
	const char *name;
	json_t *(*request)(void);
	bool in_helper;			/* in the helper and what it forks, not in the dangerous stage */
	bool is_denied;			/* it must not run, whatever fails */
	void (*talk)(struct exec_run *run);	/* the conversation after the request; else nothing is said */
	bool (*concerns)(const struct sweep_place *call);	/* only these calls; NULL: all */
	bool (*holds)(const struct exec_run *run);	/* of each run in which a call failed, besides; or NULL */
	char expected[8192];
	int missed;
};

static inline bool takes(const char *what)
{
	const char *word = getenv("NSATLAS_FAULTS");

	return word && strcmp(word, what) == 0;
}

static inline bool takes_all(void)
{
	return takes("all");
}

/* --- the calls of a run without a fault */

static struct { size_t count; struct sweep_place calls[SWEEP_CALLS]; } sweep;

/* If there are fewer of them than of the runs before. */
static inline void read_calls(const char *path)
{
	static struct sweep_place calls[SWEEP_CALLS];
	struct sweep_place call;
	FILE *file = fopen(path, "re");
	size_t count = 0;

	must(file);
	while (fscanf(file, "%d %d %d", &call.role, &call.nth, &call.number) == 3) {
		must(count < SWEEP_CALLS && call.role > 0 && call.role < ROLE_COUNT);
		calls[count++] = call;
	}
	(void) fclose(file);
	if (sweep.count > 0 && sweep.count <= count)
		return;
	memcpy(sweep.calls, calls, count * sizeof(calls[0]));
	sweep.count = count;
}

/* Of a loop over signals or capabilities the first ones and the last ones. For the quick sweep each kind of call once, in all cases
 * together, and once more where it must not run. What does not come back cannot fail. */
static inline bool is_taken(const struct sweep_case *of, size_t at)
{
	static bool was_taken[2][ROLE_COUNT][SWEEP_KINDS];
	const struct sweep_place *call = &sweep.calls[at];
	int before = 0, after = 0;

	must(call->number >= 0 && call->number < SWEEP_KINDS);
	if (of->in_helper != (call->role == ROLE_HELPER || call->role == ROLE_BORN) || call->number == SYS_exit_group || call->number == SYS_pause)
		return false;
	/* For which the kernel has no error. */
	if (call->number == SYS_getpid || (of->concerns && !of->concerns(call)))
		return false;
	if (!takes_all() && !takes("calls")) {
		bool *was = &was_taken[of->is_denied][call->role][call->number], is_first = !*was;

		*was = true;
		return is_first;
	}
	for (size_t i = 0; i < sweep.count; i++)
		if (sweep.calls[i].role == call->role && sweep.calls[i].number == call->number) {
			before += i < at;
			after += i > at;
		}
	return before < SWEEP_MANY || after < SWEEP_MANY;
}

/* --- control groups of the test's own, below which the helpers make theirs. Where removing one is what fails, the listener does it,
 * and there is none. */

enum { SWEEP_V2, SWEEP_PIDS, SWEEP_HIERARCHIES };

static struct { const char *path; int before; } sweep_groups[SWEEP_HIERARCHIES] = { { "", -1 }, { "", -1 } };

static inline void enter_group_of(int which, const char *hierarchy, const char *name)
{
	CLEANUP_BUFFER struct procfs_buffer lines = { 0 };
	struct hierarchy_line line;

	if (hierarchy_at(hierarchy)[0] == '\0')
		return;
	must(cgroup_read_own_lines(&lines) == 0);
	must(which == SWEEP_V2 ? cgroup_find_v2(&lines, &line) : cgroup_find_controller(&lines, hierarchy, &line));
	must(cgroup_open_line(&line, &sweep_groups[which].before) == 0);
	sweep_groups[which].path = make_group(hierarchy_at(hierarchy), name);
	move_to(sweep_groups[which].path, getpid());
}

static inline void enter_group(const char *name)
{
	enter_group_of(SWEEP_V2, "v2", name);
	enter_group_of(SWEEP_PIDS, "pids", name);
}

static inline bool has_groups(void)
{
	bool has = false;

	for (int i = 0; i < SWEEP_HIERARCHIES; i++) {
		char *found = sweep_groups[i].before < 0 ? strdup("")
			: output_of((const char *const []) { "find", sweep_groups[i].path, "-mindepth", "1", "-type", "d", NULL });

		has |= found[0] != '\0';
		if (found[0] != '\0')
			printf("# %s", found);
		free(found);
	}
	return has;
}

static inline void remove_what_is_left(void)
{
	for (int i = 0; i < SWEEP_HIERARCHIES; i++)
		if (sweep_groups[i].before >= 0)
			free(output_of((const char *const []) { "find", sweep_groups[i].path, "-mindepth", "1", "-depth", "-type", "d", "-delete", NULL }));
}

static inline void leave_group(void)
{
	for (int i = 0; i < SWEEP_HIERARCHIES; i++) {
		int members = sweep_groups[i].before < 0 ? -1 : openat(sweep_groups[i].before, "cgroup.procs", O_WRONLY | O_CLOEXEC);

		if (sweep_groups[i].before < 0)
			continue;
		must(members >= 0 && dprintf(members, "%d", (int) getpid()) > 0);
		(void) close(members);
		(void) close(sweep_groups[i].before);
	}
	remove_what_is_left();
}

/* --- what is true of a run */

/* Of the helper itself: what it cannot say any more it does not say, and what ran was what was asked for. */
static inline bool is_part_or_nothing(const struct sweep_case *of, const struct exec_run *run)
{
	if (of->is_denied)
		return !run->started && !run->end && run->out_length == 0;
	return strncmp(run->out, of->expected, run->out_length) == 0;
}

/* Only a request that was wholly done as asked, or one of which nothing was done and the reason is told. */
static inline bool is_whole_or_refused(const struct sweep_case *of, const struct exec_run *run)
{
	if (of->in_helper)
		return is_part_or_nothing(of, run);
	if (run->end)
		return number_in(run->end, "code") == 0 && strcmp(run->out, of->expected) == 0;
	return run->failure && !run->started && run->out_length == 0 && text_in(run->failure, "message")[0] != '\0' &&
	       strcmp(text_in(run->failure, "message"), "(none)") != 0;
}

static inline struct exec_run *run_case(const struct sweep_case *of, const char *const prefix[])
{
	struct exec_run *run = open_run(prefix);

	send_request(run, of->request());
	if (of->talk)
		of->talk(run);
	await_end(run);
	return run;
}

static inline bool has_line(const char *text, const char *line)
{
	size_t length = strlen(line);

	for (const char *at = text; at; at = strchr(at, '\n'), at += at ? 1 : 0)
		if (strncmp(at, line, length) == 0 && (at[length] == '\n' || at[length] == '\0'))
			return true;
	return false;
}

static inline void print_difference(const char *sign, const char *text, const char *other)
{
	CLEANUP_FREE char *copy = strdup(text);
	char *rest = copy, *line;

	must(copy);
	while ((line = strsep(&rest, "\n")))
		if (!has_line(other, line))
			printf("# %s %s\n", sign, line);
}

static inline void print_run(const struct sweep_case *of, const struct sweep_place *call, int error, const struct exec_run *run)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call->number);

	printf("# %s: call %d of process %d, %s, with %s: %s, %s\n", of->name, call->nth, call->role, name, strerrorname_np(error),
	       run->end ? "it ran" : text_in(run->failure, "message"), run->hung_up ? "hung up" : "answered");
	print_difference("+", run->out, of->expected);
	print_difference("-", of->expected, run->out);
	free(name);
}

/* Once all of a run has ended. */
static inline bool leaves_no_group(const struct sweep_case *of, const struct sweep_place *call, int error)
{
	if (!has_groups())
		return true;
	printf("# %s: that stays after call %d of process %d, system call %d, failed with %s\n", of->name, call->nth, call->role, call->number,
	       strerrorname_np(error));
	remove_what_is_left();
	return false;
}

/* A run may make fewer calls than the one by which they were listed: then nothing failed, and it is counted. */
static inline bool fails_closed(struct sweep_case *of, const struct sweep_place *call, int error)
{
	char role[8], nth[8], number[8];
	const char *const prefix[] = { "/proc/self/exe", "--fail", role, nth, number, NULL };
	int64_t began = test_now_ms();
	struct exec_run *run;
	bool good;
	int status;

	(void) snprintf(role, sizeof(role), "%d", call->role);
	(void) snprintf(nth, sizeof(nth), "%d", call->nth);
	(void) snprintf(number, sizeof(number), "%d", error);
	run = run_case(of, prefix);
	good = is_whole_or_refused(of, run) && (!of->holds || of->holds(run)) && test_now_ms() - began < SWEEP_HANG_MS;
	if (!good)
		print_run(of, call, error, run);
	status = close_run(run);
	if (status == FAILING_MISSED)
		printf("# call %d of process %d was not made\n", call->nth, call->role);
	of->missed += status == FAILING_MISSED;
	return leaves_no_group(of, call, error) && good;
}

/* --- the sweep */

static inline bool list_once(struct sweep_case *of)
{
	char path[] = "/tmp/nsatlas-calls-XXXXXX";
	const char *const prefix[] = { "/proc/self/exe", "--calls", path, NULL };
	struct exec_run *run;
	bool good;
	int fd = mkstemp(path);

	must(fd >= 0);
	run = run_case(of, prefix);
	good = of->is_denied ? ok(run->failure && !run->started) : is_code(run, 0);
	if (!good)
		printf("# %s: %s%s\n", of->name, text_in(run->failure, "message"), run->err);
	must(run->out_length < sizeof(of->expected));
	memcpy(of->expected, run->out, run->out_length + 1);
	(void) close_run(run);
	read_calls(path);
	(void) close(fd);
	(void) unlink(path);
	return good;
}

/* Who waits for another looks more often on a busy machine: the shortest of some runs makes what all of them make. */
static inline bool sweep_list(struct sweep_case *of)
{
	sweep.count = 0;
	for (int round = 0; round < SWEEP_LISTINGS; round++)
		if (!list_once(of))
			return false;
	return true;
}

/* How many of the errors are tried. What is called again after EINTR is made to fail with that one always. */
static inline size_t errors_for(const struct sweep_place *call, size_t all)
{
	bool is_repeated = call->number == SYS_recvmsg || call->number == SYS_recvfrom || call->number == SYS_pread64 || call->number == SYS_sendfile;

	return takes_all() ? all : is_repeated ? 2 : 1;
}

static inline void sweep_case(struct sweep_case *of)
{
	static const int errors[] = { EPERM, EINTR, ENOMEM, EMFILE, EAGAIN };
	int bad = 0, tried = 0, runs = 0;

	if (!sweep_list(of))
		return;
	for (size_t at = 0; at < sweep.count; at++) {
		if (!is_taken(of, at))
			continue;
		for (size_t error = 0; error < errors_for(&sweep.calls[at], sizeof(errors) / sizeof(errors[0])); error++)
			bad += !fails_closed(of, &sweep.calls[at], errors[error]);
		runs += (int) errors_for(&sweep.calls[at], sizeof(errors) / sizeof(errors[0]));
		tried++;
	}
	printf("# %s: %d calls made to fail\n", of->name, tried);
	ok(sweep.count > 40);
	ok(of->missed * 20 <= runs);
	is_number(bad, 0);
}

/* The programs as they are started for real: a sanitizer would meet most of the faults itself. */
static inline void copy_plain_programs(void)
{
	const char *build = getenv("NSATLAS_BUILD");
	char plain[4096];

	must(build);
	(void) snprintf(plain, sizeof(plain), "%s/..", build);
	must(setenv("NSATLAS_BUILD", plain, 1) == 0);
	copy_programs();
}

#endif
