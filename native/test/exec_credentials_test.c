#define _GNU_SOURCE
#include <linux/capability.h>
#include <sched.h>
#include <sys/syscall.h>

#include "exec-client.h"
#include "exec-status.h"

/* Docker's default set. */
#define CONTAINER_CAPABILITIES \
	"--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap"

/* The kernel's own account of the target is what the command's must equal. */
static void expect_target_s_identity(const struct exec_run *run, pid_t target)
{
	static const char *const names[] = { "\nUid", "\nGid", "\nGroups", "\nCapPrm", "\nCapEff", "\nCapBnd", "\nCapAmb", NULL };

	for (const char *const *name = names; *name; name++) {
		char *want = status_of(target, *name + 1);

		expect_line(run, *name, want);
		free(want);
	}
}

static void a_container_s_root_gives_its_ids_groups_and_capabilities(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mpniu", "--fork", "--mount-proc", "setpriv", CONTAINER_CAPABILITIES), 1);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(STATUS)));

	expect_target_s_identity(run, target.pid);
	expect_line(run, "\nCapInh", "0000000000000000");
	expect_line(run, "\nCapEff", "00000000a80425fb");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void a_container_s_user_gives_its_ids_groups_and_no_capability(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mpn", "--fork", "--mount-proc", "setpriv", CONTAINER_CAPABILITIES, "--reuid=4242", "--regid=4343", "--groups=27,100"), 1);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(STATUS)));

	expect_target_s_identity(run, target.pid);
	expect_line(run, "\nUid", "4242\t4242\t4242\t4242");
	expect_line(run, "\nGroups", "27 100");
	expect_line(run, "\nCapEff", "0000000000000000");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void a_user_s_ambient_capabilities_come_along(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mn", "setpriv", "--reuid=4242", "--regid=4343", "--clear-groups", "--inh-caps=+net_raw,+net_admin", "--ambient-caps=+net_raw"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(STATUS)));

	expect_target_s_identity(run, target.pid);
	expect_line(run, "\nCapAmb", "0000000000002000");
	/* What ambient needs, and not what the target would hand on besides. */
	expect_line(run, "\nCapInh", "0000000000002000");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void keep_chown_only(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2] = { { .effective = 1, .permitted = 1 }, { 0 } };

	must(unshare(CLONE_NEWUTS) == 0 && syscall(SYS_capset, &header, sets) == 0);
}

static void what_a_root_target_gave_up_its_command_does_not_win_back(void)
{
	struct target_child target = start_function(keep_chown_only);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL(STATUS)));

	expect_line(run, "\nCapPrm", "0000000000000001");
	expect_line(run, "\nCapEff", "0000000000000001");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void as_root_is_uid_0_within_the_target_s_bounds(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mpn", "--fork", "--mount-proc", "setpriv", CONTAINER_CAPABILITIES, "--reuid=4242", "--regid=4343", "--groups=27,100"), 1);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(STATUS));
	struct exec_run *run;

	(void) json_object_set_new(request, "as", json_string("root"));
	run = run_exec(NULL, request);
	expect_line(run, "\nUid", "0\t0\t0\t0");
	expect_line(run, "\nGid", "0\t0\t0\t0");
	expect_line(run, "\nGroups", "");
	expect_line(run, "\nCapBnd", "00000000a80425fb");
	expect_line(run, "\nCapEff", "00000000a80425fb");
	is_number(close_run(run), 0);
	end_target(&target);
}

/* Its root's rights are over its own user namespace; here they would be the host's. */
static void a_sandbox_s_root_has_no_capability_where_its_user_namespace_is_not_joined(void)
{
	struct target_child target = start_target(TARGET("unshare", "-Urn"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net"), SHELL(STATUS)));

	expect_line(run, "\nCapEff", "0000000000000000");
	expect_line(run, "\nCapBnd", "0000000000000000");
	is_number(close_run(run), 0);
	end_target(&target);
}

/* --- a user namespace with a range of ids, as a rootless container has it */

static void ids_are_translated_into_the_joined_user_namespace(void)
{
	struct target_child target = start_mapped_target();
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "user uts"), SHELL("id -u; id -g; id -G; echo log >/dev/stderr")));
	char *uid = status_of(target.pid, "Uid");

	is_string(uid, "100033\t100033\t100033\t100033");
	is_string(run->out, "33\n33\n33 44 100\n");
	is_string(run->err, "log\n");
	free(uid);
	(void) close_run(run);
	end_target(&target);
}

static void from_outside_the_command_has_the_target_s_host_ids(void)
{
	struct target_child target = start_mapped_target();
	struct exec_run *run = open_run(NULL);
	static const char *const names[] = { "Uid", "Gid", "Groups", NULL };
	pid_t command;

	send_request(run, request_of(target.pid, namespaces_of(target.pid, "user"), (const char *const []) { "cat", NULL }));
	must(await_started(run));
	command = (pid_t) number_in(run->started, "pid");
	for (const char *const *name = names; *name; name++) {
		char *want = status_of(target.pid, *name), *got = status_of(command, *name);

		is_string(got, want);
		free(want);
		free(got);
	}
	(void) close_run(run);
	end_target(&target);
}

static void as_root_is_the_joined_user_namespace_s_root(void)
{
	struct target_child target = start_mapped_target();
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "user"), SHELL("id -u; cat /proc/self/uid_map | tr -s ' '; echo log >/dev/stderr"));
	struct exec_run *run;

	(void) json_object_set_new(request, "as", json_string("root"));
	run = run_exec(NULL, request);
	is_string(run->out, "0\n 0 100000 65536\n");
	is_string(run->err, "log\n");
	(void) close_run(run);
	end_target(&target);
}

static void a_uid_without_a_number_inside_is_refused(void)
{
	struct target_child target = start_target(TARGET("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", "unshare", "-U"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "user"), SHELL("echo ran")));

	is_failure(run, "join", "target");
	is_number(run->out_length, 0);
	(void) close_run(run);
	end_target(&target);
}

static void a_uid_without_a_number_that_is_ours_too_is_kept(void)
{
	struct target_child target = start_target(TARGET("unshare", "-U"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "user"), SHELL("id -u; grep CapEff /proc/self/status")));

	is_string(run->out, "65534\nCapEff:\t0000000000000000\n");
	(void) close_run(run);
	end_target(&target);
}

/* --- what must not come along */

static void the_helper_s_groups_stay_outside(void)
{
	static const char *const prefix[] = { "setpriv", "--groups=27,100,999", NULL };
	struct target_child plain = start_target(TARGET("unshare", "-n", "setpriv", "--groups=5"), 0);
	struct target_child sandbox = start_target(TARGET("unshare", "-Urn"), 0);
	struct exec_run *run = run_exec(prefix, request_of(plain.pid, namespaces_of(plain.pid, "net"), SHELL(STATUS)));

	expect_line(run, "\nGroups", "5");
	(void) close_run(run);
	run = open_run(prefix);
	send_request(run, request_of(sandbox.pid, namespaces_of(sandbox.pid, "net user"), (const char *const []) { "cat", NULL }));
	must(await_started(run));
	{
		char *want = status_of(sandbox.pid, "Groups"), *got = status_of((pid_t) number_in(run->started, "pid"), "Groups");

		is_string(got, want);
		free(want);
		free(got);
	}
	(void) close_run(run);
	end_target(&sandbox);
	end_target(&plain);
}

/* An ordinary user who is in a group that the sandbox is not in cannot give it up. */
static void an_ordinary_user_s_further_group_is_refused(void)
{
	struct target_child target = start_target(TARGET("setpriv", "--reuid=4242", "--regid=4242", "--clear-groups", "unshare", "-Ur"), 0);
	struct exec_run *run = run_exec((const char *const []) { "setpriv", "--reuid=4242", "--regid=4242", "--groups=27", NULL },
					request_of(target.pid, namespaces_of(target.pid, "user"), SHELL("echo ran")));

	is_failure(run, "denied", "join");
	is_number(run->out_length, 0);
	(void) close_run(run);
	end_target(&target);
}

static void only_the_three_standard_descriptors_are_open(void)
{
	static const char *const sets[] = { EVERY_TYPE, "net", "pid user", "user", "mnt pid", "uts" };
	struct target_child target = start_target(TARGET("unshare", "-UrnmpiuCT", "--fork", "--mount-proc"), 1);

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, sets[i]), SHELL("ls /proc/$$/fd; :")));

		is_string(run->out, "0\n1\n2\n");
		(void) close_run(run);
	}
	end_target(&target);
}

static void the_environment_is_made_from_nothing(void)
{
	struct target_child target = start_target(TARGET("env", "SECRET=of-the-target", "unshare", "-n"), 0);
	struct exec_run *run;
	char want[512];

	(void) setenv("SECRET", "of-the-helper", 1);
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net"), (const char *const []) { "env", NULL }));
	(void) unsetenv("SECRET");
	(void) snprintf(want, sizeof(want), "NSATLAS_EXEC=%d\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nLANG=C.UTF-8\n"
			"TERM=dumb\nSHELL=/bin/sh\nHOME=/root\nUSER=root\n", (int) run->helper);
	is_string(run->out, want);
	(void) close_run(run);
	end_target(&target);
}

static void no_program_found_inside_can_raise_the_command(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net"), SHELL(STATUS)));

	expect_line(run, "\nNoNewPrivs", "1");
	(void) close_run(run);
	end_target(&target);
}

/* Ignored signals pass execve(2), those that the C library keeps for itself too. */
static void signals_that_the_helper_ignores_or_blocks_reach_the_command(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n"), 0);
	const unsigned long ignore[4] = { 1 }, standard[4] = { 0 };
	sigset_t blocked, before;
	struct exec_run *run;

	(void) sigemptyset(&blocked);
	(void) sigaddset(&blocked, SIGUSR2);
	must(sigprocmask(SIG_BLOCK, &blocked, &before) == 0);
	must(syscall(SYS_rt_sigaction, 33, ignore, NULL, 8) == 0 && syscall(SYS_rt_sigaction, SIGQUIT, ignore, NULL, 8) == 0);
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net"), SHELL(STATUS)));
	must(syscall(SYS_rt_sigaction, 33, standard, NULL, 8) == 0 && syscall(SYS_rt_sigaction, SIGQUIT, standard, NULL, 8) == 0);
	must(sigprocmask(SIG_SETMASK, &before, NULL) == 0);
	expect_line(run, "\nSigBlk", "0000000000000000");
	expect_line(run, "\nSigIgn", "0000000000000000");
	(void) close_run(run);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(a_container_s_root_gives_its_ids_groups_and_capabilities);
	TEST(a_container_s_user_gives_its_ids_groups_and_no_capability);
	TEST(a_user_s_ambient_capabilities_come_along);
	TEST(what_a_root_target_gave_up_its_command_does_not_win_back);
	TEST(as_root_is_uid_0_within_the_target_s_bounds);
	TEST(a_sandbox_s_root_has_no_capability_where_its_user_namespace_is_not_joined);
	TEST(ids_are_translated_into_the_joined_user_namespace);
	TEST(from_outside_the_command_has_the_target_s_host_ids);
	TEST(as_root_is_the_joined_user_namespace_s_root);
	TEST(a_uid_without_a_number_inside_is_refused);
	TEST(a_uid_without_a_number_that_is_ours_too_is_kept);
	TEST(the_helper_s_groups_stay_outside);
	TEST(an_ordinary_user_s_further_group_is_refused);
	TEST(only_the_three_standard_descriptors_are_open);
	TEST(the_environment_is_made_from_nothing);
	TEST(no_program_found_inside_can_raise_the_command);
	TEST(signals_that_the_helper_ignores_or_blocks_reach_the_command);
	return tap_done();
}
