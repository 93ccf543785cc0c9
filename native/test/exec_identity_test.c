#define _GNU_SOURCE
#include <sched.h>

#include "exec-client.h"
#include "nsfs.h"

/* A command that leaves a trace if it runs. */
static char trace[] = "/tmp/nsatlas-trace-XXXXXX";

static const char *const *leave_trace(void)
{
	static const char *argv[] = { "touch", NULL, NULL };

	(void) unlink(trace);
	argv[1] = trace;
	return argv;
}

static void expect_refused(json_t *request, const char *failure, const char *stage)
{
	struct exec_run *run = run_exec(NULL, request);

	is_failure(run, failure, stage);
	ok(run->started == NULL && run->end == NULL);
	ok(access(trace, F_OK) < 0);
	is_number(close_run(run), 1);
}

static void another_start_time_is_another_process(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "uts"), leave_trace());

	(void) json_object_set_new(json_object_get(request, "target"), "startTime", json_integer((json_int_t) start_time_of(target.pid) + 1));
	expect_refused(request, "identity", "target");
	end_target(&target);
}

static void another_ino_is_another_namespace(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	json_t *request = request_of(target.pid, json_pack("[{s:s, s:I, s:n}]", "type", "uts", "ino", (json_int_t) ino_of(getpid(), "uts"), "id"), leave_trace());

	expect_refused(request, "identity", "target");
	end_target(&target);
}

static void another_id_is_another_namespace_also_under_the_same_ino(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	struct ns_identity identity;
	struct exec_run *run;
	char path[64], id[24];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/uts", (int) target.pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && nsfs_identify(fd, &identity) == 0);
	(void) close(fd);
	if (!identity.has_id) {
		tap_skip("this kernel gives namespaces no id");
		end_target(&target);
		return;
	}
	(void) snprintf(id, sizeof(id), "%llu", (unsigned long long) identity.id + 1);
	expect_refused(request_of(target.pid, json_pack("[{s:s, s:I, s:s}]", "type", "uts", "ino", (json_int_t) identity.ino, "id", id), leave_trace()), "identity", "target");
	(void) snprintf(id, sizeof(id), "%llu", (unsigned long long) identity.id);
	run = run_exec(NULL, request_of(target.pid, json_pack("[{s:s, s:I, s:s}]", "type", "uts", "ino", (json_int_t) identity.ino, "id", id), SHELL("echo ran")));
	is_string(run->out, "ran\n");
	(void) close_run(run);
	end_target(&target);
}

static void a_target_that_has_ended_is_gone(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "uts"), leave_trace());

	end_target(&target);
	expect_refused(request, "gone", "target");
}

static void a_zombie_is_gone(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u"), 0);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "uts"), leave_trace());
	siginfo_t info;

	(void) kill(target.pid, SIGKILL);
	must(waitid(P_PID, (id_t) target.pid, &info, WEXITED | WNOWAIT) == 0);
	expect_refused(request, "gone", "target");
	end_target(&target);
}

static void a_pid_namespace_whose_first_process_ended_is_gone(void)
{
	struct target_child target = start_target(TARGET("unshare", "-p", "--fork"), 1);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "pid"), leave_trace());

	(void) kill(target.pid, SIGKILL);
	expect_refused(request, "gone", "target");
	end_target(&target);
}

/* --- a hostile target that moves between two uts namespaces all the time */

static int first_namespace;

static void make_two_namespaces(void)
{
	must(unshare(CLONE_NEWUTS) == 0 && (first_namespace = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC)) >= 0);
}

static void flip(void)
{
	int second;

	must(unshare(CLONE_NEWUTS) == 0 && (second = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC)) >= 0);
	for (;;) {
		(void) setns(first_namespace, CLONE_NEWUTS);
		(void) setns(second, CLONE_NEWUTS);
	}
}

static void flip_in_a_child(void)
{
	pid_t child;

	make_two_namespaces();
	child = fork();
	must(child >= 0);
	if (child == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		flip();
	}
}

enum { FLIP_ROUNDS = 200 };

static void a_target_that_flips_between_namespaces_never_runs_a_command_in_the_wrong_one(void)
{
	struct target_child target = start_function(flip_in_a_child);
	uint64_t wanted = ino_of(target.pid, "uts");
	pid_t flipping = only_child_of(target.pid);
	int ran = 0, refused_before = 0, refused_after = 0, wrong = 0, other = 0;
	char want[64];

	(void) snprintf(want, sizeof(want), "uts:[%llu]\n", (unsigned long long) wanted);
	for (int round = 0; round < FLIP_ROUNDS; round++) {
		struct exec_run *run = run_exec(NULL, request_of(flipping, json_pack("[{s:s, s:I, s:n}]", "type", "uts", "ino", (json_int_t) wanted, "id"), (const char *const []) { "readlink", "/proc/self/ns/uts", NULL }));

		if (run->end && strcmp(run->out, want) == 0)
			ran++;
		else if (run->started || run->out_length > 0)
			wrong++;
		else if (strcmp(text_in(run->failure, "failure"), "identity") != 0)
			other++;
		else if (strcmp(text_in(run->failure, "stage"), "verify") == 0)
			refused_after++;
		else
			refused_before++;
		(void) close_run(run);
	}
	printf("# %d rounds: %d ran, %d refused before the join, %d after it\n", FLIP_ROUNDS, ran, refused_before, refused_after);
	is_number(wrong, 0);
	is_number(other, 0);
	/* Else it was no test. */
	ok(ran > 0 && refused_before + refused_after > 0);
	(void) kill(flipping, SIGKILL);
	end_target(&target);
}

/* --- a target that dies at any moment */

static void a_target_that_dies_meanwhile_gives_a_whole_answer(void)
{
	int answered = 0;

	for (int round = 0; round < 60; round++) {
		struct target_child target = start_target(TARGET("unshare", "-Urmp", "--fork"), 1);
		struct exec_run *run = open_run(NULL);
		struct pollfd wait = { .fd = run->fd };

		send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("echo ran; exec sleep 986001")));
		(void) poll(&wait, 1, round % 12);
		(void) kill(target.pid, SIGKILL);
		await_end(run);
		answered += !run->hung_up;
		(void) close_run(run);
		end_target(&target);
	}
	is_number(answered, 60);
	is_number(count_processes("986001"), 0);
}

int main(void)
{
	int fd = mkstemp(trace);

	must(fd >= 0);
	(void) close(fd);
	copy_programs();
	TEST(another_start_time_is_another_process);
	TEST(another_ino_is_another_namespace);
	TEST(another_id_is_another_namespace_also_under_the_same_ino);
	TEST(a_target_that_has_ended_is_gone);
	TEST(a_zombie_is_gone);
	TEST(a_pid_namespace_whose_first_process_ended_is_gone);
	TEST(a_target_that_flips_between_namespaces_never_runs_a_command_in_the_wrong_one);
	TEST(a_target_that_dies_meanwhile_gives_a_whole_answer);
	(void) unlink(trace);
	return tap_done();
}
