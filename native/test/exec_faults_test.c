/* System calls that fail. Each call that the helper and the joining program make is made to fail, in turn and for several
 * reasons: then the command does not run, or it runs as exactly the one that was asked for. Nothing hangs, nothing stays.
 *
 * NSATLAS_FAULTS=all takes more errors and more calls (npm run faults). */
#define _GNU_SOURCE
#include "fault-sweep.h"

enum { CALLS_MAX = 128, CALLS_OF_ONE_MAX = 1024, FEW = 2, MANY = 8, HANG_MS = 15000, NAME_ROOM = 32 };

struct call {
	char name[NAME_ROOM];
	bool is_taken[CALLS_OF_ONE_MAX];	/* the n-th of a process is made to fail */
};

static struct call calls[CALLS_MAX];
static size_t call_count;
static struct target_child target;
static char trace[] = "/tmp/nsatlas-faults-XXXXXX";
static char expected[4096];

/* What the command says of itself: who it is, what it may, where it is. Its mark is how it is found when it has not ended. */
#define MARK "nsatlas-faults-mark"
#define WHO_AM_I \
	": " MARK "; grep -E '^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs):' /proc/self/status; " \
	"readlink /proc/self/ns/cgroup /proc/self/ns/ipc /proc/self/ns/mnt /proc/self/ns/net /proc/self/ns/pid " \
	"/proc/self/ns/time /proc/self/ns/user /proc/self/ns/uts; readlink /proc/self/cwd /proc/self/root; echo $WISH"

/* With every wish besides: more that can fail on the way. */
#define WISHES "{s:{s:s}, s:{s:s}, s:{s:s, s:[s]}, s:s}", "root", "path", "/", "directory", "path", "/usr", "environment", "from", "target", "set", "WISH=1", \
	"cgroup", "target"

static json_t *who_am_i(void)
{
	json_t *request = request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(WHO_AM_I));
	json_t *wishes = json_pack(WISHES);

	must(wishes && json_object_update(request, wishes) == 0);
	json_decref(wishes);
	return request;
}

static struct call *call_of(const char name[NAME_ROOM])
{
	size_t i = 0;

	while (i < call_count && strcmp(calls[i].name, name) != 0)
		i++;
	if (i == call_count) {
		must(call_count < CALLS_MAX);
		memcpy(calls[call_count++].name, name, sizeof(calls[i].name));
	}
	return &calls[i];
}

/* The first ones of each process and its last: between them a loop over capabilities or signals makes the same call again
 * and again. strace's `when` counts by process too. */
static void take_calls(const char name[NAME_ROOM], int count, int some)
{
	struct call *call = call_of(name);

	for (int nth = 1; nth <= count && nth < CALLS_OF_ONE_MAX; nth++)
		if (nth <= some || nth > count - some)
			call->is_taken[nth] = true;
}

static void note_trace(FILE *file)
{
	static struct { int pid; char name[NAME_ROOM]; int count; } seen[4096];
	size_t seen_count = 0, i;
	char line[8192];

	while (fgets(line, sizeof(line), file)) {
		char name[NAME_ROOM];
		int pid;

		if (sscanf(line, "%d %31[a-z0-9_](", &pid, name) != 2 || strcmp(name, "exit_group") == 0)
			continue;
		for (i = 0; i < seen_count && (seen[i].pid != pid || strcmp(seen[i].name, name) != 0); i++)
			;
		if (i == seen_count) {
			must(seen_count < sizeof(seen) / sizeof(seen[0]));
			seen[i].pid = pid;
			seen[i].count = 0;
			memcpy(seen[seen_count++].name, name, sizeof(name));
		}
		seen[i].count++;
	}
	for (i = 0; i < seen_count; i++)
		take_calls(seen[i].name, seen[i].count, takes_all() ? MANY : FEW);
}

/* One run without a fault: which calls there are, and what the command says then. */
static void the_command_runs_and_says_who_it_is(void)
{
	const char *const prefix[] = { "strace", "-f", "-qq", "-o", trace, NULL };
	struct exec_run *run = run_exec(prefix, who_am_i());
	FILE *file;

	if (!is_code(run, 0))
		printf("# %s\n", text_in(run->failure, "message"));
	must(run->out_length < sizeof(expected));
	memcpy(expected, run->out, run->out_length + 1);
	(void) close_run(run);
	file = fopen(trace, "re");
	must(file);
	note_trace(file);
	(void) fclose(file);
	ok(strstr(expected, "CapBnd:") && strstr(expected, "net:["));
	ok(call_count > 30);
}

/* Each line that the command printed is a line of the run without a fault. */
static bool is_as_expected(const struct exec_run *run)
{
	CLEANUP_FREE char *copy = strndup(run->out, run->out_length);
	char *rest = copy, *line;

	must(copy);
	while ((line = strsep(&rest, "\n")))
		/* The last one may have been cut by the fault. */
		if (rest && !has_line(expected, line)) {
			printf("# not asked for: %s\n", line);
			return false;
		}
	return true;
}

static bool run_with_fault(const char *name, const char *error, int nth)
{
	char tamper[48], inject[96];
	/* Only what is traced is tampered with. */
	const char *const prefix[] = { "strace", "-f", "-qq", "-o", "/dev/null", "-e", tamper, "-e", inject, NULL };
	int64_t began = test_now_ms(), took;
	struct exec_run *run;
	bool good;

	(void) snprintf(tamper, sizeof(tamper), "trace=%s", name);
	(void) snprintf(inject, sizeof(inject), "inject=%s:error=%s:when=%d", name, error, nth);
	run = run_exec(prefix, who_am_i());
	took = test_now_ms() - began;
	good = is_as_expected(run) && took < HANG_MS;
	if (!good)
		printf("# %s: after %lld ms it said:\n%.*s\n", inject, (long long) took, (int) run->out_length, run->out);
	(void) close_run(run);
	return good;
}

static int sweep_kind(const struct call *call, const char *error)
{
	int bad = 0;

	for (int nth = 1; nth < CALLS_OF_ONE_MAX; nth++)
		if (call->is_taken[nth] && !run_with_fault(call->name, error, nth))
			bad++;
	return bad;
}

static void whatever_call_fails_the_command_is_the_one_asked_for_or_does_not_run(void)
{
	static const char *const errors[] = { "EPERM", "EINTR", "ENOMEM", "EMFILE", "EAGAIN", "ENOSYS" };
	size_t error_count = takes_all() ? sizeof(errors) / sizeof(errors[0]) : 1;
	int bad = 0;

	for (size_t i = 0; i < call_count; i++)
		for (size_t error = 0; error < error_count; error++)
			bad += sweep_kind(&calls[i], errors[error]);
	is_number(bad, 0);
}

static void nothing_of_all_that_is_left(void)
{
	ok(comes_true(count_processes(programs) == 0));
	ok(comes_true(count_processes(MARK) == 0));
}

/* The command's group is made below the target's: where removing it is what fails, it stays in the test's own as well. */
static void place_target(void)
{
	if (sweep_groups[SWEEP_V2].before >= 0)
		move_to(make_group(sweep_groups[SWEEP_V2].path, "target"), target.pid);
}

static void remove_trace(void)
{
	(void) unlink(trace);
}

int main(void)
{
	int fd = mkstemp(trace);

	must(fd >= 0 && atexit(remove_trace) == 0);
	copy_plain_programs();
	/* As in a container of Docker: no user namespace of its own, and whatever is not given up is the host's. */
	target = start_target(TARGET("unshare", "-mpniuCT", "--fork", "--mount-proc", "setpriv", "--reuid=4242", "--regid=4243",
				     "--groups=4244", "--bounding-set=-all,+kill,+chown", "--inh-caps=-all", "--no-new-privs"), 1);
	enter_group("faults");
	place_target();
	TEST(the_command_runs_and_says_who_it_is);
	TEST(whatever_call_fails_the_command_is_the_one_asked_for_or_does_not_run);
	TEST(nothing_of_all_that_is_left);
	end_target(&target);
	leave_group();
	(void) close(fd);
	return tap_done();
}
