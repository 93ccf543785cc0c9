/* A command that forks for ever ends with its connection like any other, and meanwhile others are answered. */
#define _GNU_SOURCE
#include "exec-client.h"
#include "fork-bomb.h"

enum { BOMB_AT_WORK = 100, GONE_WITHIN_MS = 5000, FIRST_USER = 100000000 };

/* Kind to the machine: all processes of a user together. The limit of the helper is its command's too. */
#define FEW "prlimit", "--nproc=150:150"

/* For each test a user of its own, of whom no process of an earlier one is still about to end. */
static char as_user[2][32], as_group[2][32];

#define BOMBER(number) as_user[number], as_group[number], "--clear-groups"

/* This program again, where the user may execute it. The number marks the command lines. */
static char bomb[64];

static const char *const by_root[] = { FEW, NULL };
static const char *const by_the_user[] = { FEW, "setpriv", BOMBER(1), NULL };

static struct exec_run *start_bomb(const char *const prefix[], const struct target_child *target, const char *marker)
{
	struct exec_run *run = open_run(prefix);

	send_request(run, request_of(target->pid, namespaces_of(target->pid, EVERY_TYPE), (const char *const []) { bomb, marker, NULL }));
	must(await_started(run));
	ok(comes_true(count_processes(marker) >= BOMB_AT_WORK));
	return run;
}

static void expect_an_answer(const struct target_child *target)
{
	struct exec_run *run = run_exec(NULL, request_of(target->pid, namespaces_of(target->pid, "uts"), (const char *const []) { "echo", "answered", NULL }));

	is_string(run->out, "answered\n");
	(void) close_run(run);
}

static void expect_its_end(struct exec_run *run, const char *marker)
{
	pid_t helper = run->helper;
	int64_t begin = test_now_ms();

	(void) close_run(run);
	ok(comes_true(count_processes(marker) == 0));
	ok(test_now_ms() - begin < GONE_WITHIN_MS);
	ok(!has_group(helper));
}

static void a_fork_bomb_is_gone_with_its_connection_and_others_are_answered(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mpu", "--fork", "--mount-proc", "setpriv", BOMBER(0)), 1);
	struct target_child other = start_target(TARGET("unshare", "-u"), 0);
	struct exec_run *run = start_bomb(by_root, &target, "987081");

	expect_an_answer(&other);
	expect_its_end(run, "987081");
	expect_an_answer(&target);
	end_target(&other);
	end_target(&target);
}

/* The processes are killed one by one there, while they go on forking. */
static void without_a_group_too(void)
{
	struct target_child target = start_target(TARGET("setpriv", BOMBER(1), "unshare", "-Urmpu", "--fork", "--mount-proc"), 1);
	struct exec_run *run = start_bomb(by_the_user, &target, "987082");

	expect_its_end(run, "987082");
	expect_an_answer(&target);
	end_target(&target);
}

int main(int argc, char *argv[])
{
	if (argc > 1)
		explode(&(struct fork_bomb) { .forks_at_most = 2000, .over_after_s = 60 });
	copy_programs();
	for (int i = 0; i < 2; i++) {
		(void) snprintf(as_user[i], sizeof(as_user[i]), "--reuid=%d", FIRST_USER + 2 * (int) getpid() + i);
		(void) snprintf(as_group[i], sizeof(as_group[i]), "--regid=%d", FIRST_USER + 2 * (int) getpid() + i);
	}
	(void) snprintf(bomb, sizeof(bomb), "%s/bomb", programs);
	free(output_of((const char *const []) { "cp", argv[0], bomb, NULL }));
	TEST(a_fork_bomb_is_gone_with_its_connection_and_others_are_answered);
	TEST(without_a_group_too);
	return tap_done();
}
