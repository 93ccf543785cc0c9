/* What a command gets of each set of capabilities, at a pipe and at a terminal: never more than its target has. The witness is
 * the target's own status file. */
#define _GNU_SOURCE
#include "exec-status.h"
#include "terminal-client.h"

#define CONTAINER_CAPABILITIES "--bounding-set=-all,+chown,+kill,+setgid,+setuid,+setpcap,+net_raw,+sys_chroot"

static const char *const names[] = { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", NULL };

static uint64_t set_of(pid_t pid, const char *name)
{
	char *digits = status_of(pid, name);
	uint64_t set = strtoull(digits, NULL, 16);

	free(digits);
	return set;
}

/* limit 0: nothing at all. */
static void expect_no_more_than(pid_t limit, pid_t command, const char *how)
{
	for (const char *const *name = names; *name; name++) {
		uint64_t more = set_of(command, *name) & ~(limit > 0 ? set_of(limit, *name) : 0);

		if (!is_number(more, 0))
			printf("# %s: %s\n", how, *name);
	}
}

/* Both are the command itself: what started it has executed it. */
static void expect_within(pid_t limit, const struct target_child *target, const char *types)
{
	static const char *const argv[] = { "sleep", "987091", NULL };
	struct exec_run *run = open_run(NULL);

	send_request(run, request_of(target->pid, namespaces_of(target->pid, types), argv));
	must(await_started(run));
	expect_no_more_than(limit, command_of(run), "at a pipe");
	(void) close_run(run);
	run = open_terminal(terminal_request(target->pid, types, argv));
	expect_no_more_than(limit, command_of(run), "at a terminal");
	(void) close_run(run);
}

/* All it has, it has in its own user namespace. */
static void of_root_in_its_own_user_namespace(void)
{
	struct target_child target = start_target(TARGET(AS_USER, "unshare", "-Urmp", "--fork", "--mount-proc"), 1);

	must(set_of(target.pid, "CapPrm") == set_of(target.pid, "CapBnd") && set_of(target.pid, "CapPrm") > 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	/* Where that is not joined, they would be rights over the host. */
	expect_within(0, &target, "mnt pid");
	end_target(&target);
}

static void of_root_with_an_empty_bounding_set(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", "--bounding-set=-all"), 0);

	must(set_of(target.pid, "CapBnd") == 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	end_target(&target);
}

static void of_a_user_with_ambient_ones(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", "--reuid=4242", "--regid=4343", "--clear-groups",
							 "--inh-caps=+net_raw,+net_admin", "--ambient-caps=+net_raw"), 0);

	must(set_of(target.pid, "CapAmb") > 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	end_target(&target);
}

/* Which a file may turn into permitted ones, and nothing else. */
static void of_a_user_with_inheritable_ones_only(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", "--reuid=4242", "--regid=4343", "--clear-groups",
							 "--inh-caps=+net_raw,+net_admin"), 0);

	must(set_of(target.pid, "CapInh") > 0 && set_of(target.pid, "CapPrm") == 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	end_target(&target);
}

static void of_root_that_may_gain_nothing(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", CONTAINER_CAPABILITIES, "--no-new-privs"), 0);

	must(set_of(target.pid, "CapPrm") > 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	end_target(&target);
}

/* Uid 0 gives it nothing at execve(2), and it cannot have that changed; its bounding set is full. No file in /proc tells. */
static void of_root_whose_securebits_are_locked(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", "--securebits=+noroot,+noroot_locked,+keep_caps_locked"), 0);

	must(set_of(target.pid, "CapPrm") == 0 && set_of(target.pid, "CapBnd") > 0);
	expect_within(target.pid, &target, EVERY_TYPE);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(of_root_in_its_own_user_namespace);
	TEST(of_root_with_an_empty_bounding_set);
	TEST(of_a_user_with_ambient_ones);
	TEST(of_a_user_with_inheritable_ones_only);
	TEST(of_root_that_may_gain_nothing);
	TEST(of_root_whose_securebits_are_locked);
	return tap_done();
}
