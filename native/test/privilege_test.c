/* What each task keeps, as /proc/self/status tells it. */
#define _GNU_SOURCE
#include "privilege.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

#define SET(capability) (1ull << (capability))

struct sets {
	unsigned long long inherited, permitted, effective, bounding, ambient;
	int no_new_privs;
};

static struct sets read_sets(void)
{
	struct sets sets = { 0 };
	FILE *file = fopen("/proc/self/status", "re");
	char line[256];

	must(file);
	while (fgets(line, sizeof(line), file)) {
		(void) sscanf(line, "CapInh: %llx", &sets.inherited);
		(void) sscanf(line, "CapPrm: %llx", &sets.permitted);
		(void) sscanf(line, "CapEff: %llx", &sets.effective);
		(void) sscanf(line, "CapBnd: %llx", &sets.bounding);
		(void) sscanf(line, "CapAmb: %llx", &sets.ambient);
		(void) sscanf(line, "NoNewPrivs: %d", &sets.no_new_privs);
	}
	(void) fclose(file);
	return sets;
}

/* Runs check in a process of its own, whose privileges are its own to give up. */
static void apart(void (*check)(void))
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0) {
		check();
		(void) fflush(stdout);
		_exit(tap.bad);
	}
	must(waitpid(pid, &status, 0) == pid);
	is_number(status, 0);
}

static void keeps(enum privilege privilege, unsigned long long want)
{
	struct sets before = read_sets(), after;

	is_number(privilege_keep(privilege), 0);
	after = read_sets();
	is_number(after.permitted, before.permitted & want);
	is_number(after.effective, before.effective & want);
	is_number(after.bounding, before.bounding & want);
	is_number(after.inherited, 0);
	is_number(after.ambient, 0);
	is_number(after.no_new_privs, 1);
}

#define LOOKING (SET(CAP_SYS_PTRACE) | SET(CAP_DAC_READ_SEARCH))
#define JOINING (LOOKING | SET(CAP_SYS_ADMIN) | SET(CAP_SYS_CHROOT))

static void keep_scan(void) { keeps(PRIVILEGE_SCAN, LOOKING); }
static void keep_inspect(void) { keeps(PRIVILEGE_INSPECT, JOINING); }
static void keep_look(void) { keeps(PRIVILEGE_LOOK, SET(CAP_DAC_READ_SEARCH)); }
static void keep_relay(void) { keeps(PRIVILEGE_RELAY, SET(CAP_KILL) | SET(CAP_DAC_OVERRIDE)); }
static void keep_load(void) { keeps(PRIVILEGE_LOAD, SET(CAP_BPF) | SET(CAP_PERFMON)); }
static void keep_none(void) { keeps(PRIVILEGE_NONE, 0); }

static void each_task_keeps_what_it_needs_in_every_set(void)
{
	apart(keep_scan);
	apart(keep_inspect);
	apart(keep_look);
	apart(keep_relay);
	apart(keep_load);
	apart(keep_none);
}

static void give_up_and_ask_again(void)
{
	keeps(PRIVILEGE_NONE, 0);
	is_number(privilege_keep(PRIVILEGE_INSPECT), 0);
	is_number(read_sets().permitted, 0);
	ok(!privilege_has_ptrace());
}

static void what_is_given_up_does_not_come_back(void)
{
	apart(give_up_and_ask_again);
}

static void keep_exec(void)
{
	struct sets before = read_sets(), after;

	is_number(privilege_keep(PRIVILEGE_EXEC), 0);
	after = read_sets();
	ok(memcmp(&before, &after, sizeof(after)) == 0);
}

static void exec_keeps_what_a_target_may_have(void)
{
	apart(keep_exec);
}

static void guard_as_root(void)
{
	is_number(privilege_guard(), 0);
	is_number(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
}

static void guard_without_rights(void)
{
	is_number(privilege_keep(PRIVILEGE_NONE), 0);
	is_number(privilege_guard(), 0);
	is_number(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
}

static void who_has_rights_cannot_be_looked_into(void)
{
	apart(guard_as_root);
	apart(guard_without_rights);
}

int main(void)
{
	TEST(each_task_keeps_what_it_needs_in_every_set);
	TEST(what_is_given_up_does_not_come_back);
	TEST(exec_keeps_what_a_target_may_have);
	TEST(who_has_rights_cannot_be_looked_into);
	return tap_done();
}
