/* Opening a namespace again by what it is: the very one, or none. */
#define _GNU_SOURCE
#include "nsfs.h"

#include <sched.h>
#include <sys/mount.h>

#include "helper.h"
#include "net-world.h"
#include "opener.h"

static void leave_uts(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWUTS) == 0);
}

static struct ns_identity identity_of(pid_t pid, const char *link)
{
	struct ns_identity identity;
	char path[64];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, link);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && nsfs_identify(fd, &identity) == 0 && close(fd) == 0);
	return identity;
}

/* The id forgotten: then only the places are left. */
static struct ns_identity without_id(struct ns_identity identity)
{
	identity.has_id = false;
	return identity;
}

static void opens(const struct ns_identity *identity, const struct ns_place *places, size_t count)
{
	CLEANUP_FD int fd = -1;
	struct stat status;

	if (!is_number(nsfs_open(identity, places, count, &fd), 0))
		return;
	must(fstat(fd, &status) == 0);
	is_number(status.st_ino, identity->ino);
	ok((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

static void is_refused(const struct ns_identity *identity, const struct ns_place *places, size_t count, int want)
{
	int fd = -1;

	is_number(nsfs_open(identity, places, count, &fd), want);
	is_number(fd, -1);
}

static void a_namespace_is_what_stat_says(void)
{
	struct ns_identity identity = identity_of(getpid(), "net");

	is_number(identity.type, NSTYPE_NET);
	is_number(identity.ino, ino_of(getpid(), "net"));
}

static void what_is_no_namespace_is_told(void)
{
	CLEANUP_FD int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
	struct ns_identity identity;

	must(fd >= 0);
	is_number(nsfs_identify(fd, &identity), -ENOTTY);
}

static void a_namespace_with_an_id_is_opened_without_a_place(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	struct ns_identity identity = identity_of(pid, "uts");

	if (!identity.has_id)
		tap_skip("this kernel has no ids of namespaces");
	else
		opens(&identity, NULL, 0);
	end_child(pid);
}

static void another_id_is_another_namespace(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	struct ns_identity identity = identity_of(pid, "uts");
	const struct ns_place place = { .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) };

	if (!identity.has_id) {
		tap_skip("this kernel has no ids of namespaces");
	} else {
		identity.id++;
		is_refused(&identity, &place, 1, -ESTALE);
	}
	end_child(pid);
}

static void a_namespace_is_opened_through_its_member(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	const struct ns_identity identity = without_id(identity_of(pid, "uts"));
	const struct ns_place place = { .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) };

	opens(&identity, &place, 1);
	is_refused(&identity, NULL, 0, -ESRCH);
	end_child(pid);
}

static void a_member_that_is_another_process_now_is_stale(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	const struct ns_identity identity = without_id(identity_of(pid, "uts"));
	const struct ns_place place = { .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) + 1 };

	is_refused(&identity, &place, 1, -ESTALE);
	end_child(pid);
}

static void a_member_that_has_ended_is_gone(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	const struct ns_identity identity = without_id(identity_of(pid, "uts"));
	const struct ns_place place = { .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) };

	end_child(pid);
	is_refused(&identity, &place, 1, -ESRCH);
}

static void a_member_that_has_gone_elsewhere_is_stale(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	struct ns_identity identity = without_id(identity_of(getpid(), "uts"));
	const struct ns_place place = { .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) };

	is_refused(&identity, &place, 1, -ESTALE);
	end_child(pid);
}

static void the_first_place_that_is_right_is_taken(void)
{
	pid_t pid = start_child(leave_uts, NULL);
	const struct ns_identity identity = without_id(identity_of(pid, "uts"));
	char none[] = "/nonexistent";
	const struct ns_place places[] = {
		{ .type = NSTYPE_UTS, .path = none },
		{ .type = NSTYPE_UTS, .pid = getpid(), .start_time = start_time_of(getpid()) },
		{ .type = NSTYPE_UTS, .pid = pid, .start_time = start_time_of(pid) },
	};

	opens(&identity, places, 3);
	end_child(pid);
}

static void leave_pid_and_lose_its_init(void *context)
{
	pid_t child;

	(void) context;
	must(unshare(CLONE_NEWPID) == 0);
	child = fork();
	if (child == 0)
		_exit(0);
	must(waitpid(child, NULL, 0) == child);
}

static void a_namespace_kept_for_children_is_opened_through_their_parent(void)
{
	pid_t pid = start_child(leave_pid_and_lose_its_init, NULL);
	const struct ns_identity identity = without_id(identity_of(pid, "pid_for_children"));
	const struct ns_place place = { .type = NSTYPE_PID, .pid = pid, .start_time = start_time_of(pid) };

	opens(&identity, &place, 1);
	end_child(pid);
}

static void a_name_of_ip_netns_is_opened_by_its_path(void)
{
	char path[] = "/run/netns/blue", link[] = "/run/netns/link";
	struct ns_place place = { .type = NSTYPE_NET, .path = path };
	struct ns_identity identity = { .type = NSTYPE_NET };

	sh("ip netns add blue");
	identity.ino = ino_of_path(path);
	opens(&identity, &place, 1);
	must(symlink(path, link) == 0);
	place.path = link;
	opens(&identity, &place, 1);
	sh("rm /run/netns/link; ip netns del blue");
}

static void take_a_name(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("there", "/run/netns", "tmpfs", 0, NULL) == 0);
	sh("ip netns add red");
}

static void a_path_of_another_mount_namespace_is_found_there(void)
{
	pid_t pid = start_child(take_a_name, NULL);
	char path[] = "/run/netns/red", outside[64];
	const struct ns_place there = { .type = NSTYPE_NET, .pid = pid, .start_time = start_time_of(pid), .path = path };
	const struct ns_place here = { .type = NSTYPE_NET, .path = path };
	struct ns_identity identity = { .type = NSTYPE_NET };

	(void) snprintf(outside, sizeof(outside), "/proc/%d/root%s", (int) pid, path);
	identity.ino = ino_of_path(outside);
	opens(&identity, &there, 1);
	is_refused(&identity, &here, 1, -ESRCH);
	end_child(pid);
}

struct trap {
	const char *path;
	const char *target;
};

static void lay_trap(void *context)
{
	const struct trap *trap = context;

	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("there", "/run/netns", "tmpfs", 0, NULL) == 0);
	must(symlink(trap->target, trap->path) == 0);
}

/* A link of the other side leads nowhere but inside its own tree. */
static void a_link_of_a_foreign_tree_does_not_lead_out_of_it(void)
{
	static const struct trap traps[] = {
		{ "/run/netns/trap", "/proc/self/ns/net" }, { "/run/netns/trap", "../../../../../../proc/self/ns/net" }, { "/run/netns/trap", "/proc/1/root/etc/passwd" },
	};

	for (size_t i = 0; i < sizeof(traps) / sizeof(traps[0]); i++) {
		pid_t pid = start_child(lay_trap, (void *) (uintptr_t) &traps[i]);
		char path[64];
		int root, fd = -1;

		(void) snprintf(path, sizeof(path), "/proc/%d/root", (int) pid);
		root = open(path, O_PATH | O_CLOEXEC);
		must(root >= 0);
		ok(nsfs_open_path_below(root, "/run/netns/trap", &fd) < 0);
		is_number(fd, -1);
		(void) close(root);
		end_child(pid);
	}
}

static void a_file_that_is_no_namespace_is_not_opened(void)
{
	int fd = -1;

	must(mkfifo("/run/netns/fifo", 0600) == 0);
	is_number(nsfs_open_path("/run/netns/fifo", &fd), -ENOTTY);
	is_number(nsfs_open_path("/run/netns", &fd), -ENOTTY);
	is_number(nsfs_open_path("/etc/passwd", &fd), -ENOTTY);
	ok(nsfs_open_path("/run/netns/none", &fd) < 0);
	is_number(fd, -1);
	must(unlink("/run/netns/fifo") == 0);
}

/* The same through the process that the inspect door has for it. */
static void check_opener(void)
{
	must(opener_start() == 0 && only_child_of(getpid()) > 0);
	a_name_of_ip_netns_is_opened_by_its_path();
	a_path_of_another_mount_namespace_is_found_there();
	a_link_of_a_foreign_tree_does_not_lead_out_of_it();
	a_file_that_is_no_namespace_is_not_opened();
}

static void the_opener_finds_the_same(void)
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0) {
		check_opener();
		(void) fflush(stdout);
		_exit(tap.bad);
	}
	must(waitpid(pid, &status, 0) == pid);
	is_number(status, 0);
}

int main(void)
{
	enter_world();
	TEST(a_namespace_is_what_stat_says);
	TEST(what_is_no_namespace_is_told);
	TEST(a_namespace_with_an_id_is_opened_without_a_place);
	TEST(another_id_is_another_namespace);
	TEST(a_namespace_is_opened_through_its_member);
	TEST(a_member_that_is_another_process_now_is_stale);
	TEST(a_member_that_has_ended_is_gone);
	TEST(a_member_that_has_gone_elsewhere_is_stale);
	TEST(the_first_place_that_is_right_is_taken);
	TEST(a_namespace_kept_for_children_is_opened_through_their_parent);
	TEST(a_name_of_ip_netns_is_opened_by_its_path);
	TEST(a_path_of_another_mount_namespace_is_found_there);
	TEST(a_link_of_a_foreign_tree_does_not_lead_out_of_it);
	TEST(a_file_that_is_no_namespace_is_not_opened);
	TEST(the_opener_finds_the_same);
	return tap_done();
}
