/* Another root: what is in it, and that the host is not. Seen through /proc/PID and by nsenter(1); the host's files are looked
 * at from outside. */
#define _GNU_SOURCE
#include "create-client.h"

#define ROOT_TYPES "pid mnt uts net ipc"

static char directory[] = "/tmp/nsatlas-create-XXXXXX";

static json_t *own_root(const char *types)
{
	return with(create_request("create-root", types), "root", json_pack("{s:s}", "kind", "own"));
}

static json_t *directory_root(const char *types, const char *path)
{
	return with(create_request("create-root", types), "root", json_pack("{s:s, s:s}", "kind", "directory", "path", path));
}

static json_t *running(json_t *request, const char *script)
{
	return with(request, "argv", json_pack("[s, s, s]", "sh", "-c", script));
}

/* A line of /proc/PID/mountinfo for each mount that the process has, to free. */
static char *mounts_of(pid_t pid)
{
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/mountinfo", (int) pid);
	return output_of((const char *const []) { "cat", path, NULL });
}

static void an_own_root_has_the_hosts_programs_and_nothing_of_its_files(void)
{
	struct exec_run *run = start_create(NULL, own_root(ROOT_TYPES));
	char *mounts = mounts_of(holder_of(run));

	ok(says(run, "bin dev etc home lib lib64 proc root run sbin sys tmp usr var ", "sh", "-c", "ls / | grep -v '^lib[x3]' | tr '\\n' ' '"));
	ok(says(run, "tmpfs\n", "findmnt", "-no", "FSTYPE", "/"));
	ok(says(run, "1\n", "sh", "-c", "ls -d /proc/[0-9]* | grep -c '/1$'"));
	ok(says(run, "lo\n", "ls", "/sys/class/net"));
	ok(strstr(mounts, " / / ") && !strstr(mounts, "/run/"));
	free(mounts);
	(void) close_run(run);
}

/* With whatever right uid 0 has there: the ways that are known. What could be written gets what is in it. */
#define WAYS_TO_WRITE \
	"t() { \"$@\" >/dev/null 2>&1 && echo \"$*\"; };" \
	"for d in /usr /bin /sbin /lib /etc/alternatives; do t touch $d/nsatlas-create; done;" \
	"w() { v=$(cat $1 2>/dev/null); (echo \"$v\" >$1) 2>/dev/null && echo wrote $1; };" \
	"w /proc/sys/kernel/core_pattern; w /proc/sysrq-trigger; w /proc/sys/kernel/hostname; w /sys/kernel/uevent_helper; w /sys/kernel/mm/ksm/run;" \
	"t mount -o remount,rw,bind /usr; t mount -o remount,rw /proc; t umount /usr; t umount -l /proc; t touch /usr/nsatlas-create;" \
	"t mknod /tmp/disk b 254 0; t dd if=/tmp/disk of=/dev/null count=1; t ls /proc/1/root/tmp/nsatlas-create-*; t chroot /proc/1/cwd/.. sh -c 'ls /tmp/nsatlas-create-*'; echo tried"

static void uid_0_of_the_host_finds_no_way_out_of_an_own_root(void)
{
	struct exec_run *run = run_exec(NULL, running(own_root(ROOT_TYPES), WAYS_TO_WRITE));

	is_string(run->out, "tried\n");
	ok(access("/usr/nsatlas-create", F_OK) < 0);
	(void) close_run(run);
}

static void nor_where_the_request_maps_it_into_a_user_namespace(void)
{
	json_t *map = json_pack("[{s:i, s:i, s:i}]", "inside", 0, "outside", 0, "count", 1);
	json_t *request = with(with(own_root(ROOT_TYPES " user"), "uidMap", json_incref(map)), "gidMap", map);
	struct exec_run *run = run_exec(NULL, running(request, WAYS_TO_WRITE));

	is_string(run->out, "tried\n");
	ok(access("/usr/nsatlas-create", F_OK) < 0);
	(void) close_run(run);
}

/* There all capabilities are had, and a mount can be made writable; the files stay the host's. */
static void nor_who_has_ids_of_nobody(void)
{
	struct exec_run *run = run_exec(NULL, running(own_root(EVERY_TYPE), "mount -o remount,rw,bind /usr; touch /usr/nsatlas-create; cat /proc/sys/kernel/core_pattern >/proc/sys/kernel/core_pattern && echo wrote; touch /tmp/mine && echo done"));

	is_string(run->out, "done\n");
	ok(access("/usr/nsatlas-create", F_OK) < 0);
	(void) close_run(run);
}

static void an_own_root_knows_its_name_and_has_devices_and_a_terminal(void)
{
	json_t *terminal = json_pack("{s:i, s:i, s:s, s:i}", "rows", 24, "columns", 80, "term", "xterm", "idleMs", 60000);
	json_t *request = with(with(own_root(EVERY_TYPE), "hostname", json_string("create-host")), "terminal", terminal);
	struct exec_run *run = open_run(NULL);

	send_request(run, running(request, "tty; grep create-host /etc/hosts; echo x >/dev/null && head -c3 /dev/zero | wc -c; id -un"));
	await_end(run);
	is_string(run->out, "/dev/pts/0\r\n127.0.1.1\tcreate-host\r\n3\r\nroot\r\n");
	(void) close_run(run);
}

static void a_directory_becomes_the_root(void)
{
	struct exec_run *run = start_create(NULL, directory_root(ROOT_TYPES, directory));
	struct stat outside, inside_root;
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/root", (int) holder_of(run));
	must(stat(directory, &outside) == 0 && stat(path, &inside_root) == 0);
	is_number(inside_root.st_ino, outside.st_ino);
	ok(says(run, "here\n", "/bin/busybox", "cat", "/mark"));
	ok(says(run, "1\n", "/bin/busybox", "sh", "-c", "/bin/busybox ls -d /proc/1 | /bin/busybox wc -l"));
	ok(says(run, "3\n", "/bin/busybox", "sh", "-c", "/bin/busybox head -c3 /dev/zero | /bin/busybox wc -c"));
	(void) close_run(run);
}

static void a_directory_that_is_none_is_refused(void)
{
	static const struct { const char *path, *failure, *name; } cases[] = {
		{ "/no/such/directory", "usage", "ENOENT" }, { "/etc/passwd", "usage", "ENOTDIR" }, { "/proc/self/root", "usage", "ELOOP" }, { "/usr", "usage", "ENOENT" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct exec_run *run = run_exec(NULL, directory_root(ROOT_TYPES, cases[i].path));

		is_failure(run, cases[i].failure, "make");
		is_string(text_in(run->failure, "errno"), cases[i].name);
		(void) close_run(run);
	}
}

static void another_root_without_pid_or_mnt_is_refused(void)
{
	struct exec_run *run = run_exec(NULL, own_root("mnt"));

	is_failure(run, "usage", "request");
	(void) close_run(run);
	run = run_exec(NULL, own_root("pid"));
	is_failure(run, "usage", "request");
	(void) close_run(run);
}

static const char *const user[] = { AS_USER, NULL };

static void an_ordinary_user_has_an_own_root_too(void)
{
	struct exec_run *run = run_exec(user, running(own_root(EVERY_TYPE), "id -u; ls / | wc -l; touch /usr/x; echo >/tmp/x && echo done"));

	ok(strncmp(run->out, "0\n", 2) == 0 && strstr(run->out, "done\n"));
	(void) close_run(run);
}

/* A tree with a system in it: busybox(1), and the directories that are asked for. */
static void make_tree(void)
{
	char script[512];

	must(mkdtemp(directory) && chmod(directory, 0755) == 0);
	(void) snprintf(script, sizeof(script), "cd %s && mkdir bin dev proc sys && cp /usr/bin/busybox bin && echo here >mark", directory);
	must(system(script) == 0);
}

static void remove_tree(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(void)
{
	copy_programs();
	must(atexit(remove_list_of_user) == 0);
	make_tree();
	must(atexit(remove_tree) == 0);
	TEST(an_own_root_has_the_hosts_programs_and_nothing_of_its_files);
	TEST(uid_0_of_the_host_finds_no_way_out_of_an_own_root);
	TEST(nor_where_the_request_maps_it_into_a_user_namespace);
	TEST(nor_who_has_ids_of_nobody);
	TEST(an_own_root_knows_its_name_and_has_devices_and_a_terminal);
	TEST(a_directory_becomes_the_root);
	TEST(a_directory_that_is_none_is_refused);
	TEST(another_root_without_pid_or_mnt_is_refused);
	TEST(an_ordinary_user_has_an_own_root_too);
	return tap_done();
}
