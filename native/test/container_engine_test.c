/* State files inside the root of an engine's process: its tree is in its own hand. */
#define _GNU_SOURCE
#include "state-files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "container-engine.h"
#include "stuck.h"

enum { USER = 65534 };

/* A process in the root /mnt, of this user, with these arguments and working directory. */
struct engine {
	pid_t pid;
	uint64_t start_time;
	char prefix[32];
};

static _Noreturn void be_engine(uid_t uid, const char *directory, const char *argument)
{
	int ends[2];

	/* Reads from a pipe into which nobody writes. */
	if (pipe(ends) < 0 || dup2(ends[0], STDIN_FILENO) < 0)
		_exit(1);
	if (chroot(root) < 0 || chdir(directory) < 0 || setresgid(uid, uid, uid) < 0 || setresuid(uid, uid, uid) < 0)
		_exit(1);
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	(void) execl("/engine", "sh", "-c", "read x", "engine", argument, NULL);
	_exit(1);
}

static void put_program(void)
{
	must(system("cp /bin/busybox /mnt/engine") == 0);
}

static struct engine start_engine(uid_t uid, const char *directory, const char *argument)
{
	struct engine engine = { 0 };
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	struct procfs_stat stat;
	bool runs = false;

	engine.pid = fork();
	must(engine.pid >= 0);
	if (engine.pid == 0)
		be_engine(uid, directory, argument);
	for (int try = 0; try < 1000 && !runs; try++) {
		CLEANUP_FD int fd = -1;

		must(procfs_open(engine.pid, &fd) == 0 && procfs_read_stat(fd, &buffer, &stat) == 0);
		runs = stat.comm_length == 6 && memcmp(stat.comm, "engine", 6) == 0;
		(void) usleep(1000);
	}
	must(runs);
	engine.start_time = stat.start_time;
	(void) snprintf(engine.prefix, sizeof(engine.prefix), "/proc/%d/root", engine.pid);
	return engine;
}

static void stop_engine(const struct engine *engine)
{
	must(kill(engine->pid, SIGKILL) == 0 && waitpid(engine->pid, NULL, 0) == engine->pid);
}

/* The host's root is another one, and empty. */
static struct container *ask_inside(const struct engine *engine, enum container_runtime runtime, const char *const ids[], size_t count)
{
	struct container *containers = calloc(count, sizeof(*containers));

	must(containers && (mkdir("/tmp/container_engine_test", 0755) == 0 || errno == EEXIST));
	for (size_t i = 0; i < count; i++)
		containers[i] = (struct container) { .runtime = runtime, .id = strdup(ids[i]), .engine = { engine->pid, engine->start_time } };
	is_number(container_read("/tmp/container_engine_test", containers, count), 0);
	must(rmdir("/tmp/container_engine_test") == 0);
	return containers;
}

static void is_inside(const struct engine *engine, const char *evidence, const char *path)
{
	char want[PATH_MAX];

	(void) snprintf(want, sizeof(want), "%s%s", engine->prefix, path);
	is_string(evidence, want);
}

static void own(const char *below, uid_t uid)
{
	char path[PATH_MAX];

	full_path(path, below);
	must(lchown(path, uid, uid) == 0);
}

/* One container is all that is asked about, and this is what is known of it. */
static void is_unread(const struct engine *engine, enum container_runtime runtime, const char *id, int error)
{
	struct container *container = ask_inside(engine, runtime, &id, 1);

	ok(is_silent(container));
	if (is_number(container->unread_count > 0, 1))
		is_number(container->unread[0].error, error);
	container_free(container, 1);
}

/* --- what is found */

static void docker_in_a_container_keeps_its_files_in_there(void)
{
	static const char *const ids[] = { A };
	struct engine engine;
	struct container *container;

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/inner\",\"Config\":{\"Image\":\"i\",\"Labels\":{\"a\":\"b\"}}}");
	engine = start_engine(0, "/", "");
	container = ask_inside(&engine, CONTAINER_DOCKER, ids, 1);
	is_string(container->name, "inner");
	is_string(container->image, "i");
	is_number(container->labels.count, 1);
	is_inside(&engine, container->evidence, DOCKER A "/config.v2.json");
	is_number(container->unread_count, 0);
	container_free(container, 1);
	stop_engine(&engine);
}

static void a_named_infra_is_known_through_its_members_inside_too(void)
{
	static const char *const ids[] = { A, B };
	struct engine engine;
	struct container *containers;

	put_program();
	put_file(PODMAN A "/userdata/config.json", "{\"hostname\":\"shop\"}");
	put_file(PODMAN B "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.cri-o.SandboxID\":\"" A "\"}}");
	engine = start_engine(0, "/", "");
	containers = ask_inside(&engine, CONTAINER_PODMAN, ids, 2);
	ok(containers[0].sandbox && !containers[1].sandbox);
	is_string(containers[0].pod_name, "shop");
	is_string(containers[1].pod_name, "shop");
	container_free(containers, 2);
	stop_engine(&engine);
}

static void docker_with_remapped_users_or_another_data_root(void)
{
	static const char *const ids[] = { A, B, C };
	struct engine engine;
	struct container *containers;

	put_program();
	put_file("/var/lib/docker/100000.100000/containers/" A "/config.v2.json", "{\"Name\":\"/remapped\"}");
	put_file("/etc/docker/daemon.json", "{\"data-root\":\"/srv/docker\"}");
	put_file("/srv/docker/containers/" B "/config.v2.json", "{\"Name\":\"/elsewhere\"}");
	put_file("/data/100000.100000/containers/" C "/config.v2.json", "{\"Name\":\"/told\"}");
	engine = start_engine(0, "/", "--data-root=/data");
	containers = ask_inside(&engine, CONTAINER_DOCKER, ids, 3);
	is_string(containers[0].name, "remapped");
	is_string(containers[1].name, "elsewhere");
	is_string(containers[2].name, "told");
	container_free(containers, 3);
	stop_engine(&engine);
}

static void a_shim_stands_in_the_bundle_of_its_container(void)
{
	static const char *const ids[] = { "probe" };
	static const char bundle[] = "/opt/state/io.containerd.runtime.v2.task/mine/probe";
	struct engine engine;
	struct container *container;

	put_program();
	put_file("/opt/state/io.containerd.runtime.v2.task/mine/probe/config.json", "{\"annotations\":{\"a\":\"b\"}}");
	engine = start_engine(0, bundle, "");
	container = ask_inside(&engine, CONTAINER_CONTAINERD, ids, 1);
	is_number(container->annotations.count, 1);
	is_inside(&engine, container->evidence, "/opt/state/io.containerd.runtime.v2.task/mine/probe/config.json");
	container_free(container, 1);
	stop_engine(&engine);
}

static void containerd_of_other_programs(void)
{
	static const char *const ids[] = { A, B };
	struct engine engine;
	struct container *containers;

	put_program();
	put_file("/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io/" A "/config.json", "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"k3s\"}}");
	put_file("/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby/" B "/config.json", "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"moby\"}}");
	engine = start_engine(0, "/", "");
	containers = ask_inside(&engine, CONTAINER_CONTAINERD, ids, 2);
	is_string(containers[0].name, "k3s");
	is_string(containers[1].name, "moby");
	container_free(containers, 2);
	stop_engine(&engine);
}

/* --- whose files are believed */

#define ROOTLESS "/home/NAME/.local/share/containers/storage/overlay-containers/"

static void a_rootless_user_s_files_are_found_in_the_home_that_passwd_names(void)
{
	static const char *const ids[] = { D };
	struct engine engine;
	struct container *container;

	put_program();
	put_file("/etc/passwd", "root:x:0:0::/root:/bin/sh\nbroken\nu:x:65534:65534:U:/home/NAME:/bin/sh\n");
	put_file(ROOTLESS "containers.json", "[{\"id\":\"" D "\",\"names\":[\"mine\"]}]");
	own(ROOTLESS "containers.json", USER);
	engine = start_engine(USER, "/", "");
	container = ask_inside(&engine, CONTAINER_PODMAN, ids, 1);
	is_string(container->name, "mine");
	is_inside(&engine, container->evidence, ROOTLESS "containers.json");
	container_free(container, 1);
	stop_engine(&engine);
	/* An engine of root's does not look there. */
	engine = start_engine(0, "/", "");
	container = ask_inside(&engine, CONTAINER_PODMAN, ids, 1);
	ok(is_silent(container));
	container_free(container, 1);
	stop_engine(&engine);
}

static void conmon_names_the_storage(void)
{
	static const char *const ids[] = { D };
	struct engine engine;
	struct container *container;

	put_program();
	put_file("/srv/s/overlay-containers/containers.json", "[{\"id\":\"" D "\",\"names\":[\"afar\"]}]");
	own("/srv/s/overlay-containers/containers.json", USER);
	engine = start_engine(USER, "/", "/srv/s/overlay-containers/" D "/userdata");
	container = ask_inside(&engine, CONTAINER_PODMAN, ids, 1);
	is_string(container->name, "afar");
	container_free(container, 1);
	stop_engine(&engine);
}

static void a_third_user_s_file_is_not_believed(void)
{
	struct engine engine;

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/theirs\"}");
	own(DOCKER A "/config.v2.json", 1234);
	engine = start_engine(USER, "/", "");
	is_unread(&engine, CONTAINER_DOCKER, A, EACCES);
	stop_engine(&engine);
}

/* --- what is in the way */

static void no_path_leads_out_of_the_tree(void)
{
	static const char *const ids[] = { A };
	struct engine engine;
	struct container *container;

	put_program();
	/* Here it leads to the tree's own root, from there above it. */
	must(mkdir("/mnt/inner", 0755) == 0);
	put_file("/outside/containers/" A "/config.v2.json", "{\"Name\":\"/outside\"}");
	engine = start_engine(0, "/", "--data-root=/inner/../outside");
	container = ask_inside(&engine, CONTAINER_DOCKER, ids, 1);
	ok(is_silent(container));
	container_free(container, 1);
	stop_engine(&engine);
}

static void a_link_and_a_huge_file_are_named_and_not_read(void)
{
	struct engine engine;
	char path[PATH_MAX];

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/huge\"}");
	full_path(path, DOCKER A "/config.v2.json");
	must(truncate(path, (off_t) 1 << 40) == 0);
	full_path(path, DOCKER B);
	must(symlink("../../../../" , path) == 0);
	make_directories_for(DOCKER D "/x");
	full_path(path, DOCKER D "/config.v2.json");
	must(symlink("/etc/passwd", path) == 0);
	put_file(DOCKER C "/config.v2.json", "{\"Name\":\"/big\"}");
	full_path(path, DOCKER C "/config.v2.json");
	must(truncate(path, CONTAINER_FOREIGN_JSON_LIMIT + 1) == 0);
	engine = start_engine(0, "/", "");
	is_unread(&engine, CONTAINER_DOCKER, A, EFBIG);
	is_unread(&engine, CONTAINER_DOCKER, B, ENOTDIR);
	is_unread(&engine, CONTAINER_DOCKER, D, ELOOP);
	is_unread(&engine, CONTAINER_DOCKER, C, EFBIG);
	stop_engine(&engine);
}

/* With /proc/PID/root in front, what could not be read would be longer than a text of the answer may be. */
static void a_path_of_its_own_does_not_cost_the_answer(void)
{
	static const char *const ids[] = { A };
	char argument[4096], path[PATH_MAX];
	struct container *container;
	struct engine engine;
	int length;

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/read\"}");
	full_path(path, "/link");
	must(symlink("/var", path) == 0);
	length = snprintf(argument, sizeof(argument), "--data-root=/link");
	while (length < 4011)
		length += snprintf(argument + length, sizeof(argument) - (size_t) length, "/a");
	engine = start_engine(0, "/", argument);
	container = ask_inside(&engine, CONTAINER_DOCKER, ids, 1);
	is_string(container->name, "read");
	container_free(container, 1);
	stop_engine(&engine);
}

static void a_FIFO_is_not_waited_for(void)
{
	struct engine engine;
	char path[PATH_MAX];

	put_program();
	make_directories_for(DOCKER A "/x");
	full_path(path, DOCKER A "/config.v2.json");
	must(mkfifo(path, 0644) == 0);
	engine = start_engine(0, "/", "");
	is_unread(&engine, CONTAINER_DOCKER, A, EBADMSG);
	stop_engine(&engine);
}

/* The next engine's containers are told of all the same, and so are those read before. */
static void a_FUSE_that_stands_still_costs_only_what_lies_in_it(void)
{
	static const char *const ids[] = { A, B };
	struct engine engine;
	struct container *containers;
	int64_t began;
	pid_t server;

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/read\"}");
	make_directories_for(DOCKER B "/x");
	server = fuse_start("/mnt" DOCKER B);
	must(access("/mnt" DOCKER B "/f", F_OK) == 0 && kill(server, SIGSTOP) == 0);
	engine = start_engine(0, "/", "");
	began = clock_now_ms();
	containers = ask_inside(&engine, CONTAINER_DOCKER, ids, 2);
	ok(clock_now_ms() - began < 5000);
	is_string(containers[0].name, "read");
	ok(is_silent(&containers[1]));
	is_number(containers[1].unread_count, 1);
	is_string(containers[1].unread[0].what, engine.prefix);
	is_number(containers[1].unread[0].error, ETIMEDOUT);
	container_free(containers, 2);
	stop_engine(&engine);
	must(kill(server, SIGKILL) == 0 && waitpid(server, NULL, 0) == server);
	must(umount2("/mnt" DOCKER B, MNT_DETACH) == 0);
}

static void an_engine_whose_memory_never_answers_holds_nothing_up(void)
{
	CLEANUP_BUFFER struct procfs_buffer buffer = { 0 };
	CLEANUP_FD int fd = -1;
	struct engine engine = { 0 };
	struct procfs_stat stat;
	struct stuck stuck;
	int64_t began;

	must(mkdir("/mnt/fuse", 0755) == 0);
	stuck = start_stuck_processes("/mnt/fuse");
	must(procfs_open(stuck.mapper, &fd) == 0 && procfs_read_stat(fd, &buffer, &stat) == 0);
	engine.pid = stuck.mapper;
	engine.start_time = stat.start_time;
	began = clock_now_ms();
	is_unread(&engine, CONTAINER_DOCKER, A, ETIMEDOUT);
	ok(clock_now_ms() - began < 5000);
	end_stuck_processes(&stuck);
}

static void a_directory_of_a_hundred_thousand_is_left_early(void)
{
	struct engine engine;
	struct container *container;
	static const char *const ids[] = { A };
	int64_t began;

	put_program();
	make_directories_for(TASKS "x");
	for (int i = 0; i < 100000; i++) {
		char path[PATH_MAX];

		(void) snprintf(path, sizeof(path), "/mnt" TASKS "%d", i);
		must(mkdir(path, 0755) == 0);
	}
	engine = start_engine(0, "/", "");
	began = clock_now_ms();
	container = ask_inside(&engine, CONTAINER_CONTAINERD, ids, 1);
	ok(clock_now_ms() - began < 900);
	ok(is_silent(container));
	container_free(container, 1);
	stop_engine(&engine);
}

static void another_process_with_its_pid_is_not_asked(void)
{
	struct engine engine;

	put_program();
	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/inner\"}");
	engine = start_engine(0, "/", "");
	engine.start_time++;
	is_unread(&engine, CONTAINER_DOCKER, A, ESTALE);
	engine.start_time--;
	stop_engine(&engine);
	is_unread(&engine, CONTAINER_DOCKER, A, ESRCH);
}

int main(void)
{
	enter_own_mounts();
	TEST_WITH_FILES(docker_in_a_container_keeps_its_files_in_there);
	TEST_WITH_FILES(a_named_infra_is_known_through_its_members_inside_too);
	TEST_WITH_FILES(docker_with_remapped_users_or_another_data_root);
	TEST_WITH_FILES(a_shim_stands_in_the_bundle_of_its_container);
	TEST_WITH_FILES(containerd_of_other_programs);
	TEST_WITH_FILES(a_rootless_user_s_files_are_found_in_the_home_that_passwd_names);
	TEST_WITH_FILES(conmon_names_the_storage);
	TEST_WITH_FILES(a_third_user_s_file_is_not_believed);
	TEST_WITH_FILES(no_path_leads_out_of_the_tree);
	TEST_WITH_FILES(a_link_and_a_huge_file_are_named_and_not_read);
	TEST_WITH_FILES(a_path_of_its_own_does_not_cost_the_answer);
	TEST_WITH_FILES(a_FIFO_is_not_waited_for);
	TEST_WITH_FILES(a_FUSE_that_stands_still_costs_only_what_lies_in_it);
	TEST_WITH_FILES(an_engine_whose_memory_never_answers_holds_nothing_up);
	TEST_WITH_FILES(a_directory_of_a_hundred_thousand_is_left_early);
	TEST_WITH_FILES(another_process_with_its_pid_is_not_asked);
	return tap_done();
}
