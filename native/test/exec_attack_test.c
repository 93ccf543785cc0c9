/* What a hostile container does to a process that joins it. The attacker is the worst there is: root without a user namespace
 * of its own, with Docker's capabilities, in the same pid namespace. */
#define _GNU_SOURCE
#include "exec-client.h"

#define CONTAINER_CAPABILITIES \
	"--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap"

/* strace(1) holds the helper for so long just before it lets the child go. */
static const char *const slow_go[] = {
	"env", "ASAN_OPTIONS=detect_leaks=0", "strace", "-qq", "-o", "/dev/null", "-e", "trace=sendto", "-e", "inject=sendto:delay_enter=20s", NULL,
};

/* The pid of the process of this name in the target's pid namespace, as that one numbers it; 0 if there is none. */
static int pid_inside(pid_t target, const char *name)
{
	char pid[16], *text;
	int found;

	(void) snprintf(pid, sizeof(pid), "%d", (int) target);
	text = output_of((const char *const []) { "nsenter", "-t", pid, "-p", "-m", "pgrep", "-x", name, NULL });
	found = atoi(text);
	free(text);
	return found;
}

static char *attack(pid_t target, int victim, const char *format)
{
	char pid[16], script[512];

	(void) snprintf(pid, sizeof(pid), "%d", (int) target);
	(void) snprintf(script, sizeof(script), "p=/proc/%d; %s", victim, format);
	return output_of((const char *const []) { "nsenter", "-t", pid, "-a", "setpriv", CONTAINER_CAPABILITIES, "sh", "-c", script, NULL });
}

static void a_joining_process_cannot_be_looked_into_by_the_container_it_joins(void)
{
	static const char *const attacks[] = {
		"readlink $p/fd/0 && echo in", "cat $p/environ && echo in", "head -c 1 $p/mem && echo in",
		"readlink $p/exe && echo in", "ls $p/root/ && echo in", "ls $p/cwd/ && echo in", "cat $p/maps && echo in",
		"(echo x >$p/exe) && echo in", "(echo x >$p/fd/3) && echo in", "cat $p/auxv && echo in", "cat $p/stack && echo in",
	};
	struct target_child target;
	struct exec_run *run;
	int victim = 0;
	char *owned;

	if (access("/usr/bin/strace", X_OK) < 0) {
		tap_skip("strace(1) is not there to hold the helper in the middle");
		return;
	}
	target = start_target(TARGET("unshare", "-mpniu", "--fork", "--mount-proc", "setpriv", CONTAINER_CAPABILITIES), 1);
	run = open_run(slow_go);
	send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL("echo ran")));
	ok(comes_true((victim = pid_inside(target.pid, "nsatlas-join")) > 0));
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		char *got = attack(target.pid, victim, attacks[i]);

		if (!is_string(got, ""))
			printf("# %s\n", attacks[i]);
		free(got);
	}
	/* The kernel lets root count descriptors: three pipes and the socket. */
	owned = attack(target.pid, victim, "ls $p/fd/");
	is_string(owned, "0\n1\n2\n3\n");
	free(owned);
	/* All the while it was there, and what it would have run has not run. */
	is_number(pid_inside(target.pid, "nsatlas-join"), victim);
	ok(run->started == NULL && run->out_length == 0);
	/* strace goes, and with it what held the helper. */
	(void) kill(run->helper, SIGKILL);
	(void) close_run(run);
	ok(comes_true(pid_inside(target.pid, "nsatlas-join") == 0));
	end_target(&target);
}

/* The same probes find a process that has not protected itself: else they prove nothing. */
static void the_same_attacks_reach_a_process_that_does_not_protect_itself(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mpniu", "--fork", "--mount-proc", "setpriv", CONTAINER_CAPABILITIES), 1);
	char *got = attack(target.pid, 1, "readlink $p/exe >/dev/null && head -c 1 $p/environ >/dev/null && ls $p/fd/ >/dev/null && echo in");

	is_string(got, "in\n");
	free(got);
	end_target(&target);
}

/* CVE-2019-5736: make the helper's own program run inside, and write to it. */
static void the_joining_program_cannot_be_overwritten_from_inside(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mp", "--fork", "--mount-proc"), 1);
	struct exec_run *run;
	char before[4096], *sum, *after;

	(void) snprintf(before, sizeof(before), "%s/nsatlas-join", programs);
	sum = output_of((const char *const []) { "sha256sum", before, NULL });
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), (const char *const []) { "/proc/self/exe", NULL }));
	is_code(run, 125);
	(void) close_run(run);
	after = output_of((const char *const []) { "sha256sum", before, NULL });
	is_string(after, sum);
	free(sum);
	free(after);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(a_joining_process_cannot_be_looked_into_by_the_container_it_joins);
	TEST(the_same_attacks_reach_a_process_that_does_not_protect_itself);
	TEST(the_joining_program_cannot_be_overwritten_from_inside);
	return tap_done();
}
