/* System calls of nsatlas-make that fail: each in turn, in the process that calls clone3(2) and in the one that is born there. Then
 * there is no sandbox and the reason is told, or it is the one that was asked for. Nothing hangs, nothing stays. In a mount and net
 * namespace of the test's own. */
#define _GNU_SOURCE
#include <net/if.h>

#include "create-client.h"
#include "fault-sweep.h"
#include "net-world.h"

#define NAME "make-faults"
#define WHO_AM_I \
	"grep -E '^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Sig...):' /proc/self/status; umask; ulimit -c; hostname; " \
	"cat /proc/self/uid_map /proc/self/gid_map; grep -o 'nsatlas-sandbox-.*' /proc/self/cgroup; ls -d /proc/[0-9]* | head -1; ls /sys/class/net; ls /proc/self/fd; pwd; "
#define WHAT_IS_HERE \
	"find / /dev -maxdepth 1 | sort; cat /etc/hosts; findmnt -rno TARGET,FSTYPE,VFS-OPTIONS; ip -o -4 addr show lo; stty size </dev/tty; "
#define WHAT_IS_THERE "find / /dev -maxdepth 1 | sort; cut -d' ' -f5,6 /proc/self/mountinfo; "

static char directory[] = "/tmp/nsatlas-make-faults-XXXXXX";

/* Every stage there is, with a root of its own. */
static json_t *everything(void)
{
	json_t *map = json_pack("[{s:i, s:i, s:i}]", "inside", 0, "outside", 100000, "count", 65536);
	json_t *terminal = json_pack("{s:i, s:i, s:s, s:i}", "rows", 24, "columns", 80, "term", "xterm", "idleMs", 60000);
	json_t *request = with(create_request(NAME, EVERY_TYPE), "uidMap", json_incref(map));

	with(with(request, "gidMap", map), "hostname", json_string("faulty"));
	with(with(request, "root", json_pack("{s:s}", "kind", "own")), "network", json_pack("{s:s}", "kind", "bridge"));
	return with(with(request, "terminal", terminal), "argv", json_pack("[s, s, s]", "sh", "-c", WHO_AM_I WHAT_IS_HERE));
}

static json_t *a_directory(void)
{
	json_t *request = with(create_request(NAME, "pid mnt uts ipc"), "root", json_pack("{s:s, s:s}", "kind", "directory", "path", directory));

	return with(request, "argv", json_pack("[s, s, s, s]", "/bin/busybox", "sh", "-c", WHAT_IS_THERE));
}

static json_t *the_hosts_root(void)
{
	return with(create_request(NAME, "pid mnt net"), "argv", json_pack("[s, s, s]", "sh", "-c", WHO_AM_I));
}

static void with_all_there_is_it_fails_closed_at_each_call(void)
{
	static struct sweep_case of = { .name = "everything", .request = everything };

	sweep_case(&of);
	ok(strstr(of.expected, "faulty\r\n") && strstr(of.expected, "24 80\r\n") && strstr(of.expected, "ro,nosuid,nodev"));
}

static void so_it_does_in_a_directory(void)
{
	static struct sweep_case of = { .name = "directory", .request = a_directory };

	sweep_case(&of);
	ok(strstr(of.expected, "/dev/null\n"));
}

static void so_it_does_with_the_host_s_root(void)
{
	static struct sweep_case of = { .name = "host", .request = the_hosts_root };

	sweep_case(&of);
	ok(strstr(of.expected, "/proc/1\nlo\n"));
}

/* --- a holder says no more than that it holds */

static bool holds(const char *const prefix[])
{
	struct exec_run *run = open_run(prefix);
	bool started, is_told;

	send_request(run, with(create_request(NAME, "pid mnt uts"), "hostname", json_string("held")));
	started = await_started(run);
	is_told = started ? says(run, "held\n", "hostname") : text_in(run->failure, "message")[0] != '\0' && !run->hung_up;
	if (!is_told)
		printf("# %s: %s\n", started ? "started" : "refused", text_in(run->failure, "message"));
	return close_run(run) != FAILING_MISSED && is_told;
}

static void a_holder_holds_or_is_refused(void)
{
	static const struct sweep_case of = { .name = "holder" };
	char path[] = "/tmp/nsatlas-calls-XXXXXX", role[8], nth[8], error[8];
	const char *const list[] = { "/proc/self/exe", "--calls", path, NULL }, *const fail[] = { "/proc/self/exe", "--fail", role, nth, error, NULL };
	int fd = mkstemp(path), bad = 0;

	must(fd >= 0 && holds(list));
	read_calls(path);
	for (size_t at = 0; at < sweep.count; at++) {
		if (!is_taken(&of, at))
			continue;
		(void) snprintf(role, sizeof(role), "%d", sweep.calls[at].role);
		(void) snprintf(nth, sizeof(nth), "%d", sweep.calls[at].nth);
		(void) snprintf(error, sizeof(error), "%d", EPERM);
		bad += !holds(fail);
	}
	is_number(bad, 0);
	(void) close(fd);
	(void) unlink(path);
}

static bool is_clean(void)
{
	char *entries = output_of((const char *const []) { "find", "/run/nsatlas", "-mindepth", "2", NULL });
	bool clean = entries[0] == '\0' && if_nametoindex("nsatlas0") == 0 && count_processes(NAME) == 0;

	if (entries[0] != '\0')
		printf("# %s", entries);
	free(entries);
	return clean;
}

static void nothing_of_all_that_is_left(void)
{
	char *mounts;

	ok(comes_true(count_processes(programs) == 0 && is_clean()));
	ok(comes_true(!has_groups()));
	mounts = output_of((const char *const []) { "cat", "/proc/self/mountinfo", NULL });
	ok(!strstr(mounts, "nsatlas-make") || strstr(mounts, programs));
	free(mounts);
}

static void make_tree(void)
{
	must(mkdtemp(directory) && chmod(directory, 0755) == 0);
	sh("cd %s && mkdir bin dev proc sys && cp /usr/bin/busybox bin && for a in cat cut find sort; do ln -s busybox bin/$a; done", directory);
}

static void remove_tree(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(int argc, char *argv[])
{
	int status = failing_call(argc, argv);

	if (status >= 0)
		return status;
	enter_world();
	must(mount("run", "/run", "tmpfs", 0, NULL) == 0);
	copy_plain_programs();
	make_tree();
	must(atexit(remove_tree) == 0);
	enter_group(NAME);
	TEST(with_all_there_is_it_fails_closed_at_each_call);
	TEST(so_it_does_in_a_directory);
	TEST(so_it_does_with_the_host_s_root);
	TEST(a_holder_holds_or_is_refused);
	TEST(nothing_of_all_that_is_left);
	leave_group();
	return tap_done();
}
