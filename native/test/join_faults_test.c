/* System calls of nsatlas-join that fail: each in turn, in the process that joins and in the one that becomes the command. Then
 * there is no command and the reason is told, or the command is the one that was asked for. Nothing hangs, nothing stays. */
#define _GNU_SOURCE
#include "fault-sweep.h"
#include "terminal-client.h"

#define MARK "nsatlas-join-faults-mark"
#define WHO_AM_I \
	": " MARK "; grep -E '^(Uid|Gid|Groups|CapInh|CapPrm|CapEff|CapBnd|CapAmb|NoNewPrivs|Sig...):' /proc/self/status; umask; ulimit -c; " \
	"readlink /proc/self/ns/cgroup /proc/self/ns/ipc /proc/self/ns/mnt /proc/self/ns/net /proc/self/ns/pid " \
	"/proc/self/ns/time /proc/self/ns/user /proc/self/ns/uts; readlink /proc/self/cwd /proc/self/root; ls /proc/self/fd; echo $WISH"
#define AT_TERMINAL "; test -t 0 -a -t 1 -a -t 2 && stty size </dev/tty; ps -o tpgid= -p $$ | grep -qw $$ && echo foreground"
/* Without mnt the views of the joined namespaces are mounted first, with numbers that are other ones each time. */
#define WHO_ELSE \
	": " MARK "; grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs):' /proc/self/status; readlink /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/user; " \
	"ls -d /proc/[0-9]* | head -1; ls /sys/class/net; pwd"

static struct target_child container, sandbox;
static char place[64];
static uint64_t place_ino;

/* As in a container of Docker: no user namespace of its own, and whatever is not given up is the host's. With every wish. */
static json_t *a_terminal(void)
{
	json_t *request = terminal_request(container.pid, EVERY_TYPE, SHELL(WHO_AM_I AT_TERMINAL));
	json_t *wishes = json_pack("{s:{s:s}, s:{s:s}, s:{s:s, s:[s]}}", "root", "path", "/", "directory", "path", "/usr", "environment", "from", "target",
				   "set", "WISH=1");

	must(wishes && json_object_update(request, wishes) == 0);
	json_decref(wishes);
	return request;
}

static json_t *a_command_beside_the_mounts(void)
{
	return request_of(sandbox.pid, namespaces_of(sandbox.pid, "net pid user uts"), SHELL(WHO_ELSE));
}

static json_t *a_command_without_a_target(void)
{
	json_t *request = request_of(0, json_pack("[{s:s, s:I, s:n}]", "type", "net", "ino", (json_int_t) place_ino, "id"), SHELL(WHO_ELSE));

	(void) json_object_set_new(request, "places", json_pack("[{s:s, s:s}]", "type", "net", "path", place));
	(void) json_object_set_new(request, "otherwise", json_pack("[[s]]", "/no/such/command"));
	return request;
}

static void a_terminal_fails_closed_at_each_call(void)
{
	static struct sweep_case of = { .name = "terminal", .request = a_terminal };

	sweep_case(&of);
	ok(strstr(of.expected, "24 80\r\nforeground\r\n") && strstr(of.expected, "CapBnd:"));
}

static void so_does_a_command_with_views_of_its_own(void)
{
	static struct sweep_case of = { .name = "beside the mounts", .request = a_command_beside_the_mounts };

	sweep_case(&of);
	ok(strstr(of.expected, "/proc/1\nlo\n/\n"));
}

static void so_does_one_in_a_namespace_without_a_process(void)
{
	static struct sweep_case of = { .name = "without a target", .request = a_command_without_a_target };

	sweep_case(&of);
	ok(strstr(of.expected, "lo\n/\n"));
}

static void nothing_of_all_that_is_left(void)
{
	ok(comes_true(count_processes(programs) == 0 && count_processes(MARK) == 0));
	ok(comes_true(!has_groups()));
}

static void remove_place(void)
{
	free(output_of((const char *const []) { "ip", "netns", "del", strrchr(place, '/') + 1, NULL }));
}

static void make_place(void)
{
	struct stat status;

	(void) snprintf(place, sizeof(place), "/run/netns/nsatlas-join-faults-%d", (int) getpid());
	free(output_of((const char *const []) { "ip", "netns", "add", strrchr(place, '/') + 1, NULL }));
	must(stat(place, &status) == 0 && atexit(remove_place) == 0);
	place_ino = status.st_ino;
}

int main(int argc, char *argv[])
{
	int status = failing_call(argc, argv);

	if (status >= 0)
		return status;
	copy_plain_programs();
	container = start_target((const char *const []) { "unshare", "-mpniuCT", "--fork", "--mount-proc", "sh", "-c",
				 MOUNT_PTS "; exec setpriv --reuid=4242 --regid=4243 --groups=4244 --bounding-set=-all,+kill,+chown --inh-caps=-all --no-new-privs sh -c '" READY "'", NULL }, 1);
	sandbox = start_target(TARGET("unshare", "-Urpnu", "--fork"), 1);
	make_place();
	enter_group("join-faults");
	TEST(a_terminal_fails_closed_at_each_call);
	TEST(so_does_a_command_with_views_of_its_own);
	TEST(so_does_one_in_a_namespace_without_a_process);
	TEST(nothing_of_all_that_is_left);
	leave_group();
	end_target(&container);
	end_target(&sandbox);
	return tap_done();
}
