/* The inspect door's companions: what each of them is left with, and when it ends. */
#define _GNU_SOURCE
#include "companion.h"

#include <sys/mman.h>

#include "bpf-loader.h"
#include "helper.h"
#include "mnt-walker.h"
#include "net-ruleset-asker.h"
#include "ns-members.h"
#include "opener.h"
#include "peeker.h"

/* capabilities: as proc(5) writes the set, and capability(7) numbers what is in it. */
static const struct {
	const char *name;
	int (*start)(void);
	void (*end)(void);
	const char *capabilities;
} companions[] = {
	{ "opener", opener_start, opener_end, "0000000000000004" },
	{ "asker",  net_ruleset_asker_start, net_ruleset_asker_end, "0000000000201000" },
	{ "peeker", peeker_start, peeker_end, "0000000000081000" },
	{ "walker", mnt_walker_start, mnt_walker_end, "0000000000240000" },
	{ "loader", bpf_loader_start, bpf_loader_end, "000000c000000000" },
};

enum { COMPANIONS = sizeof(companions) / sizeof(companions[0]) };

/* The kernel lists children in the order of their birth. 0: there is none. */
static pid_t last_child(void)
{
	char path[64];
	int pid = 0;
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int) getpid());
	file = fopen(path, "re");
	must(file);
	while (fscanf(file, "%d", &pid) == 1)
		;
	(void) fclose(file);
	return pid;
}

/* 0: this helper has none. */
static pid_t start(size_t i)
{
	const pid_t before = last_child();

	must(companions[i].start() == 0);
	return last_child() == before ? 0 : last_child();
}

static bool status_is(pid_t pid, const char *name, const char *want)
{
	CLEANUP_FREE char *value = status_of(pid, name);

	return strcmp(value, want) == 0;
}

static bool is_left_with(pid_t pid, const char *capabilities)
{
	return count_descriptors(pid, "") == 1 && status_is(pid, "CapPrm", capabilities) && status_is(pid, "CapEff", capabilities) &&
	       status_is(pid, "CapBnd", capabilities) && status_is(pid, "NoNewPrivs", "1");
}

static void a_companion_has_one_descriptor_and_the_rights_for_its_one_thing(void)
{
	for (size_t i = 0; i < COMPANIONS; i++) {
		const pid_t pid = start(i);

		must(pid > 0);
		if (!ok(comes_true(is_left_with(pid, companions[i].capabilities))))
			printf("# %s\n", companions[i].name);
		companions[i].end();
		/* Nobody is left, also as no zombie. */
		ok(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	}
}

static void start_all(void *context)
{
	pid_t *pids = context;

	for (size_t i = 0; i < COMPANIONS; i++)
		pids[i] = start(i);
}

static bool has(const struct procfs_pids *found, pid_t pid)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->pids[i] == pid)
			return true;
	return false;
}

static void a_companion_is_no_member_of_the_namespaces_it_lives_in(void)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	struct ns_identity identity = { .type = NSTYPE_USER, .ino = ino_of(getpid(), "user") };
	pid_t pids[COMPANIONS];

	start_all(pids);
	must(ns_members_find(&identity, &members) == 0);
	ok(has(&members.found, getpid()));
	for (size_t i = 0; i < COMPANIONS; i++)
		ok(pids[i] > 0 && !has(&members.found, pids[i]));
	for (size_t i = 0; i < COMPANIONS; i++)
		companions[i].end();
}

static pid_t *shared_pids(void)
{
	pid_t *pids = mmap(NULL, COMPANIONS * sizeof(*pids), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(pids != MAP_FAILED);
	return pids;
}

/* Also one that is stopped: no end of its socket would tell it. */
static void companions_die_with_a_helper_that_is_killed(void)
{
	pid_t *pids = shared_pids();
	pid_t helper = start_child(start_all, pids);

	for (size_t i = 0; i < COMPANIONS; i++) {
		/* Asleep it waits for a question: its death signal is set. */
		ok(comes_true(is_left_with(pids[i], companions[i].capabilities) && status_is(pids[i], "State", "S (sleeping)")));
		must(kill(pids[i], SIGSTOP) == 0);
	}
	end_child(helper);
	for (size_t i = 0; i < COMPANIONS; i++)
		if (!ok(comes_true(has_ended(pids[i]))))
			(void) kill(pids[i], SIGKILL);
}

static void start_all_as_nobody(void *context)
{
	become_nobody();
	must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
	start_all(context);
}

/* The files of /proc/PID are its user's where it may be traced, else root's. */
static bool is_owned_by(pid_t pid, uid_t uid)
{
	struct stat status;
	char path[32];

	(void) snprintf(path, sizeof(path), "/proc/%d/status", (int) pid);
	return stat(path, &status) == 0 && status.st_uid == uid;
}

/* Who may join may come to stand where somebody else's root may trace; the opener is read by its user's other scans. */
static void of_an_ordinary_user_only_who_may_join_is_closed(void)
{
	pid_t *pids = shared_pids();
	pid_t helper = start_child(start_all_as_nobody, pids);

	ok(comes_true(count_descriptors(pids[0], "") == 1 && status_is(pids[0], "Seccomp", "2")) && is_owned_by(pids[0], 65534));
	ok(comes_true(is_owned_by(pids[1], 0)));
	for (size_t i = 2; i < COMPANIONS; i++)
		is_number(pids[i], 0);
	end_child(helper);
}

int main(void)
{
	TEST(a_companion_has_one_descriptor_and_the_rights_for_its_one_thing);
	TEST(a_companion_is_no_member_of_the_namespaces_it_lives_in);
	TEST(companions_die_with_a_helper_that_is_killed);
	TEST(of_an_ordinary_user_only_who_may_join_is_closed);
	return tap_done();
}
