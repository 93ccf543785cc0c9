#define _GNU_SOURCE
#include "exec-client.h"

#define LINKS "for t in cgroup ipc mnt net pid time user uts; do readlink /proc/self/ns/$t; done"

static const char *const every_type[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };

/* What the command should see as its eight namespaces: the target's where asked for, else ours. */
static void expect_links(const struct exec_run *run, pid_t target, const char *types)
{
	char want[1024] = "";

	for (size_t i = 0; i < 8; i++) {
		pid_t whose = strstr(types, every_type[i]) ? target : getpid();

		(void) snprintf(want + strlen(want), sizeof(want) - strlen(want), "%s:[%llu]\n", every_type[i],
				(unsigned long long) ino_of(whose, every_type[i]));
	}
	is_string(run->out, want);
	is_string(run->err, "");
	is_code(run, 0);
}

static void join_and_compare(pid_t target, const char *types)
{
	struct exec_run *run = run_exec(NULL, request_of(target, namespaces_of(target, types), SHELL(LINKS)));

	expect_links(run, target, types);
	is_number(close_run(run), 0);
}

static void each_namespace_of_a_full_sandbox_is_joined(void)
{
	struct target_child target = start_target(TARGET("unshare", "-UrnmpiuCT", "--fork", "--mount-proc"), 1);

	join_and_compare(target.pid, EVERY_TYPE);
	end_target(&target);
}

static void a_target_whose_user_namespace_owns_only_some_is_joined_whole(void)
{
	struct target_child target = start_target(TARGET("unshare", "-nu", "unshare", "-Urmpi", "--fork", "--mount-proc"), 1);

	join_and_compare(target.pid, EVERY_TYPE);
	end_target(&target);
}

/* Without mnt the command reads its links in a /proc of its own, mounted before the user namespace is joined. */
static void some_types_are_joined_and_the_others_stay_ours(void)
{
	struct target_child target = start_target(TARGET("unshare", "-nu", "unshare", "-Urmpi", "--fork", "--mount-proc"), 1);
	struct exec_run *run;

	join_and_compare(target.pid, "uts");
	join_and_compare(target.pid, "ipc uts");
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net pid user"), SHELL("readlink /proc/self/ns/user; ls /sys/class/net; set -- /proc/[0-9]*; echo $#")));
	ok(strncmp(run->out, "user:[", 6) == 0 && strtoull(run->out + 6, NULL, 10) == ino_of(target.pid, "user"));
	/* Its init and the shell: none of ours. */
	ok(strstr(run->out, "]\nlo\n2\n") != NULL);
	is_number(close_run(run), 0);
	end_target(&target);
}

static void the_started_frame_names_what_was_joined_and_the_host_pid(void)
{
	struct target_child target = start_target(TARGET("unshare", "-np", "--fork"), 1);
	struct exec_run *run = open_run(NULL);
	json_t *joined;
	pid_t pid;

	send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), (const char *const []) { "cat", NULL }));
	must(await_started(run));
	joined = json_object_get(run->started, "joined");
	is_number(json_array_size(joined), 2);
	is_string(json_string_value(json_array_get(joined, 0)), "net");
	is_string(json_string_value(json_array_get(joined, 1)), "pid");
	pid = (pid_t) number_in(run->started, "pid");
	is_number(ino_of(pid, "net"), ino_of(target.pid, "net"));
	is_number(ino_of(pid, "pid"), ino_of(target.pid, "pid"));
	is_number(ino_of(pid, "mnt"), ino_of(getpid(), "mnt"));
	(void) close_run(run);
	end_target(&target);
}

/* nsenter is the other witness. */
static void the_command_sees_the_hostname_that_nsenter_sees(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u", "sh", "-c", "hostname nsatlas-test; exec \"$@\"", "sh"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "uts"), (const char *const []) { "uname", "-n", NULL }));
	char pid[16], *seen;

	(void) snprintf(pid, sizeof(pid), "%d", (int) target.pid);
	seen = output_of((const char *const []) { "nsenter", "-t", pid, "-u", "uname", "-n", NULL });
	is_string(seen, "nsatlas-test\n");
	is_string(run->out, seen);
	free(seen);
	(void) close_run(run);
	end_target(&target);
}

static void an_ordinary_user_steps_into_their_own_sandbox(void)
{
	struct target_child target = start_target(TARGET(AS_USER, "unshare", "-UrnmpiuCT", "--fork", "--mount-proc"), 1);
	struct exec_run *run;

	run = run_exec((const char *const []) { AS_USER, NULL }, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(LINKS)));
	expect_links(run, target.pid, EVERY_TYPE);
	is_number(close_run(run), 0);
	run = run_exec((const char *const []) { AS_USER, NULL }, request_of(target.pid, namespaces_of(target.pid, "net pid user"), SHELL("id -u; ls /sys/class/net; set -- /proc/[0-9]*; echo $#")));
	is_string(run->out, "0\nlo\n2\n");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void an_ordinary_user_is_denied_the_sandbox_of_another(void)
{
	struct target_child target = start_target(TARGET("unshare", "-Urn"), 0);
	struct exec_run *run;

	run = run_exec((const char *const []) { AS_USER, NULL }, request_of(target.pid, namespaces_of(target.pid, "net user"), SHELL("echo ran")));
	is_failure(run, "denied", "target");
	is_number(run->out_length, 0);
	is_number(close_run(run), 1);
	end_target(&target);
}

#define THREE "+sys_ptrace,+sys_admin,+sys_chroot"

static void three_capabilities_are_enough_for_another_user_s_sandbox(void)
{
	static const char *const prefix[] = {
		"setpriv", "--reuid=4243", "--regid=4243", "--clear-groups", "--inh-caps=" THREE, "--ambient-caps=" THREE, NULL,
	};
	struct target_child target = start_target(TARGET(AS_USER, "unshare", "-UrnmpiuCT", "--fork", "--mount-proc"), 1);
	struct exec_run *run = run_exec(prefix, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), SHELL(LINKS)));

	expect_links(run, target.pid, EVERY_TYPE);
	is_number(close_run(run), 0);
	end_target(&target);
}

#define OTHER_ROOT \
	"mount -t tmpfs none /mnt && cd /mnt && mkdir usr work && mount --rbind /usr usr && " \
	"ln -s usr/bin bin && ln -s usr/lib lib && ln -s usr/lib64 lib64 && echo here >marker && " \
	"exec chroot . sh -c 'cd /work; " READY "'"

static void a_target_with_another_root_gives_the_command_that_root(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "-m", "sh", "-c", OTHER_ROOT, NULL }, 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "mnt"), SHELL("cat /marker; pwd; [ -e /etc ] || echo no etc")));

	is_string(run->out, "here\n/work\nno etc\n");
	is_string(run->err, "");
	is_number(close_run(run), 0);
	end_target(&target);
}

static void a_target_chrooted_inside_our_own_mount_namespace_too(void)
{
	struct target_child target = start_target((const char *const []) { "chroot", "/usr", "sh", "-c", "cd /share; " READY, NULL }, 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "mnt"), SHELL("pwd; [ -e /usr ] || echo no usr")));

	is_string(run->out, "/share\nno usr\n");
	is_number(json_array_size(json_object_get(run->started, "joined")), 0);
	is_number(close_run(run), 0);
	end_target(&target);
}

static void the_working_directory_is_the_target_s(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "-m", "sh", "-c", "cd /usr/share; " READY, NULL }, 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "mnt"), SHELL("pwd")));

	is_string(run->out, "/usr/share\n");
	(void) close_run(run);
	run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "uts"), SHELL("pwd")));
	is_string(run->out, "/\n");
	(void) close_run(run);
	end_target(&target);
}

/* A directory of ours must not become the command's, also when the target stands in it. */
static void a_working_directory_outside_the_joined_mounts_is_left(void)
{
	struct target_child target = start_target(TARGET("sh", "-c", "cd /proc/self/ns && exec unshare -m \"$@\"", "sh"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "mnt"), SHELL("pwd")));

	ok(run->out[0] == '/');
	is_code(run, 0);
	(void) close_run(run);
	end_target(&target);
}

static void net_alone_leaves_the_host_s_files_but_shows_its_own_interfaces(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n", "sh", "-c", "ip link add nsatlas0 type veth peer name nsatlas1; exec \"$@\"", "sh"), 0);
	struct exec_run *run = run_exec(NULL, request_of(target.pid, namespaces_of(target.pid, "net"), SHELL("ls /sys/class/net; ip -o link show nsatlas0 | cut -d@ -f1 | cut -d: -f2; [ -e /etc/passwd ] && echo files")));

	is_string(run->out, "lo\nnsatlas0\nnsatlas1\n nsatlas0\nfiles\n");
	is_number(close_run(run), 0);
	/* Its /sys is nobody else's. */
	ok(access("/sys/class/net/nsatlas0", F_OK) < 0);
	end_target(&target);
}

static json_t *without_process(const char *type, uint64_t ino, const char *path)
{
	json_t *request = request_of(0, json_pack("[{s:s, s:I, s:n}]", "type", type, "ino", (json_int_t) ino, "id"), SHELL("readlink /proc/self/ns/net; id -u; grep CapEff /proc/self/status"));

	(void) json_object_set_new(request, "places", json_pack("[{s:s, s:s}]", "type", type, "path", path));
	return request;
}

static void a_namespace_without_a_process_is_joined_where_it_is_mounted(void)
{
	char name[32], path[64], want[160], *caps = status_of(getpid(), "CapEff");
	struct exec_run *run;
	struct stat status;

	(void) snprintf(name, sizeof(name), "nsatlas-test-%d", (int) getpid());
	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	free(output_of((const char *const []) { "ip", "netns", "add", name, NULL }));
	must(stat(path, &status) == 0);
	run = run_exec(NULL, without_process("net", status.st_ino, path));
	(void) snprintf(want, sizeof(want), "net:[%llu]\n0\nCapEff:\t%s\n", (unsigned long long) status.st_ino, caps);
	is_string(run->out, want);
	(void) close_run(run);
	run = run_exec(NULL, without_process("net", status.st_ino + 1, path));
	is_failure(run, "identity", "target");
	(void) close_run(run);
	free(output_of((const char *const []) { "ip", "netns", "del", name, NULL }));
	free(caps);
}

/* Its first process has come and gone; before that one the kernel gives no link to it at all. */
static void a_pid_namespace_without_a_process_is_left_alone(void)
{
	struct target_child target = start_target(TARGET("unshare", "-p", "sh", "-c", "/bin/true; exec \"$@\"", "sh"), 0);
	json_t *request = without_process("pid", ino_of(target.pid, "pid_for_children"), "/");
	struct exec_run *run;

	(void) json_object_set_new(request, "places", json_pack("[{s:s, s:i, s:I}]", "type", "pid", "pid", (int) target.pid, "startTime",
								(json_int_t) start_time_of(target.pid)));
	run = run_exec(NULL, request);
	is_failure(run, "unsupported", "target");
	is_number(run->out_length, 0);
	(void) close_run(run);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	TEST(each_namespace_of_a_full_sandbox_is_joined);
	TEST(a_target_whose_user_namespace_owns_only_some_is_joined_whole);
	TEST(some_types_are_joined_and_the_others_stay_ours);
	TEST(the_started_frame_names_what_was_joined_and_the_host_pid);
	TEST(the_command_sees_the_hostname_that_nsenter_sees);
	TEST(an_ordinary_user_steps_into_their_own_sandbox);
	TEST(an_ordinary_user_is_denied_the_sandbox_of_another);
	TEST(three_capabilities_are_enough_for_another_user_s_sandbox);
	TEST(a_target_with_another_root_gives_the_command_that_root);
	TEST(a_target_chrooted_inside_our_own_mount_namespace_too);
	TEST(the_working_directory_is_the_target_s);
	TEST(a_working_directory_outside_the_joined_mounts_is_left);
	TEST(net_alone_leaves_the_host_s_files_but_shows_its_own_interfaces);
	TEST(a_namespace_without_a_process_is_joined_where_it_is_mounted);
	TEST(a_pid_namespace_without_a_process_is_left_alone);
	return tap_done();
}
