/* Scans while processes come and go as fast as they can, in a pid namespace with so few numbers that these come back at once. */
#define _GNU_SOURCE
#include "helper.h"
#include "net-world.h"
#include "watch-client.h"

#include <sys/mman.h>

enum { STORM_MS = 1000, FEW_PIDS = 400 };

/* Two families: each lives in a uts namespace of its own and holds another one by a descriptor. */
struct family {
	const char *comm;
	pid_t parent;
	uint64_t *lives_in;
	uint64_t *holds;
};

static struct family families[] = { { .comm = "storm-a" }, { .comm = "storm-b" } };

static uint64_t *shared_number(void)
{
	uint64_t *number = mmap(NULL, sizeof(*number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	must(number != MAP_FAILED);
	return number;
}

static uint64_t ino_of_fd(int fd)
{
	struct stat status;

	must(fstat(fd, &status) == 0);
	return status.st_ino;
}

static void settle(const struct family *family)
{
	int held;

	must(unshare(CLONE_NEWUTS) == 0);
	held = open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC);
	must(held >= 0 && unshare(CLONE_NEWUTS) == 0);
	*family->holds = ino_of_fd(held);
	*family->lives_in = ino_of(getpid(), "uts");
	must(prctl(PR_SET_NAME, family->comm, 0, 0, 0) == 0);
}

static void rage(void *context)
{
	settle(context);
	if (fork() != 0)
		return;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;) {
		pid_t child = fork();

		if (child == 0)
			_exit(0);
		if (child > 0)
			(void) waitpid(child, NULL, 0);
	}
}

static const struct family *family_of(const json_t *process)
{
	for (size_t i = 0; i < 2; i++)
		if (string_in(process, "comm") && strcmp(string_in(process, "comm"), families[i].comm) == 0)
			return &families[i];
	return NULL;
}

/* Each row is of one process: it has the namespaces that go with its name. One that has ended has none. */
static size_t count_of_families(const json_t *scan)
{
	json_t *row;
	size_t i, count = 0;

	json_array_foreach(json_object_get(scan, "processes"), i, row) {
		const struct family *family = family_of(row);
		long long uts = number_in(json_object_get(row, "namespaces"), "uts");

		if (!family)
			continue;
		count++;
		ok(uts == 0 || (uint64_t) uts == *family->lives_in);
	}
	return count;
}

static bool is_of_family(const json_t *scan, const json_t *holder, const struct family *family)
{
	const json_t *row = process_of(scan, (pid_t) number_in(holder, "pid"));

	return row && number_in(row, "startTime") == number_in(holder, "startTime") && family_of(row) == family;
}

static void holders_are_of_their_family(const json_t *scan)
{
	for (size_t family = 0; family < 2; family++) {
		const json_t *row = namespace_of(scan, "uts", *families[family].holds), *holders = json_object_get(row, "holders");
		json_t *holder;
		size_t i;

		ok(json_array_size(holders) > 0);
		json_array_foreach(holders, i, holder)
			ok(is_of_family(scan, holder, &families[family]));
	}
}

static bool limit_pids(void)
{
	CLEANUP_FD int fd = open("/proc/sys/kernel/pid_max", O_WRONLY | O_CLOEXEC);
	char text[16];
	int length = snprintf(text, sizeof(text), "%d", FEW_PIDS);

	return fd >= 0 && write(fd, text, (size_t) length) == length;
}

static void check(const json_t *scan)
{
	ok(!helper_tier || strcmp(string_in(json_object_get(scan, "completeness"), "tier"), helper_tier) == 0);
	ok(count_of_families(scan) >= 4);
	holders_are_of_their_family(scan);
	is_number((long long) json_array_size(json_object_get(scan, "processes")), number_in(json_object_get(scan, "completeness"), "processes"));
}

static void scan_in_the_storm(void)
{
	const int64_t until = test_now_ms() + STORM_MS;
	size_t scans = 0;

	for (; test_now_ms() < until || scans < 2; scans++) {
		json_t *scan = scan_now();

		check(scan);
		json_decref(scan);
	}
}

/* What was put together of differences is as whole as what was told at once. */
static void watch_in_the_storm(void)
{
	struct watcher watcher = start_watching(NULL);
	const int64_t until = test_now_ms() + STORM_MS;

	for (size_t looks = 0; test_now_ms() < until || looks < 2; looks++) {
		ok(look_again(&watcher));
		check(watcher.scan);
	}
	is_number(stop_watching(&watcher), 0);
}

/* Since Linux 6.14 a pid namespace has a pid_max of its own. */
static int rage_and_look(void)
{
	if (!limit_pids())
		printf("# this kernel has no pid_max for one pid namespace: numbers come back later\n");
	for (size_t i = 0; i < 2; i++)
		families[i].parent = start_child(rage, &families[i]);
	scan_in_the_storm();
	watch_in_the_storm();
	for (size_t i = 0; i < 2; i++)
		end_child(families[i].parent);
	return tap.bad;
}

static void no_scan_is_empty_or_fails_or_mixes_two_processes(const char *tier)
{
	helper_tier = tier;
	for (size_t i = 0; i < 2; i++) {
		families[i].lives_in = shared_number();
		families[i].holds = shared_number();
	}
	is_number(in_own_pid_namespace(rage_and_look), 0);
}

static void no_scan_of_proc_in_a_storm_is_empty_or_fails_or_mixes_two_processes(void)
{
	no_scan_is_empty_or_fails_or_mixes_two_processes("proc");
}

static void no_scan_by_iterators_in_a_storm_is_empty_or_fails_or_mixes_two_processes(void)
{
	no_scan_is_empty_or_fails_or_mixes_two_processes("bpf");
}

int main(void)
{
	enter_world();
	TEST(no_scan_of_proc_in_a_storm_is_empty_or_fails_or_mixes_two_processes);
	TEST(no_scan_by_iterators_in_a_storm_is_empty_or_fails_or_mixes_two_processes);
	return tap_done();
}
