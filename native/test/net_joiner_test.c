/* The child that joins for us: what it is asked, what it holds, and when it ends. */
#define _GNU_SOURCE
#include "net-joiner.h"

#include <fcntl.h>
#include <sched.h>

#include "helper.h"
#include "net-read.h"
#include "net-world.h"

static int open_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	must(fd >= 0);
	return fd;
}

/* The name of the only link but lo of that namespace; what it returns is what the joiner says. */
static int name_second_link(struct net_joiner *joiner, int ns_fd, char ret_name[NET_NAME_ROOM])
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	CLEANUP_NET struct net net = { 0 };
	int fd;
	int r = net_joiner_open(joiner, ns_fd, NETLINK_ROUTE, &fd);

	if (r < 0)
		return r;
	must(netlink_open(fd, &netlink) == 0 && net_read(&netlink, &net) == 0);
	must(net.tables[NET_LINKS].count == 2);
	memcpy(ret_name, net_links(&net)[1].name, NET_NAME_ROOM);
	return 0;
}

static void one_child_joins_one_namespace_after_the_other(void)
{
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_FD int blue = open_path("/run/netns/blue");
	CLEANUP_FD int green = open_path("/run/netns/green");
	char name[NET_NAME_ROOM] = "";
	pid_t child;

	is_number(name_second_link(&joiner, blue, name), 0);
	is_string(name, "in-blue");
	child = only_child_of(getpid());
	is_number(name_second_link(&joiner, green, name), 0);
	is_string(name, "in-green");
	is_number(name_second_link(&joiner, blue, name), 0);
	is_string(name, "in-blue");
	ok(child > 0);
	is_number(only_child_of(getpid()), child);
}

static void the_child_holds_nothing_but_its_way_to_us(void)
{
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_FD int blue = open_path("/run/netns/blue");
	char name[NET_NAME_ROOM];

	is_number(name_second_link(&joiner, blue, name), 0);
	ok(comes_true(count_descriptors(only_child_of(getpid()), "") == 1));
}

static void the_child_ends_with_its_joiner(void)
{
	struct net_joiner joiner = { 0 };
	CLEANUP_FD int blue = open_path("/run/netns/blue");
	char name[NET_NAME_ROOM];

	is_number(name_second_link(&joiner, blue, name), 0);
	net_joiner_end(&joiner);
	/* SIGCHLD is ignored: the kernel buries it. */
	ok(comes_true(only_child_of(getpid()) == 0));
}

static void join_blue_for_ever(void *context)
{
	static struct net_joiner joiner;
	char name[NET_NAME_ROOM];

	(void) context;
	must(name_second_link(&joiner, open_path("/run/netns/blue"), name) == 0);
}

static void the_child_dies_with_a_parent_that_is_killed(void)
{
	pid_t parent = start_child(join_blue_for_ever, NULL), child = only_child_of(parent);

	ok(child > 0);
	must(kill(child, SIGSTOP) == 0);
	ok(!has_ended(child));
	end_child(parent);
	ok(comes_true(has_ended(child)));
}

/* --- as an ordinary user: what a child of the test finds is its exit status */

static int exit_status_of(int (*look)(const int *ns_fds), const int *ns_fds)
{
	int status;
	pid_t pid;

	(void) signal(SIGCHLD, SIG_DFL);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		become_nobody();
		(void) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
		_exit(look(ns_fds));
	}
	must(waitpid(pid, &status, 0) == pid);
	(void) signal(SIGCHLD, SIG_IGN);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int net_of(const struct target_child *target)
{
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/net", (int) target->pid);
	return open_path(path);
}

static struct target_child start_sandbox(const char *link)
{
	struct target_child sandbox = start_target(TARGET("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "unshare", "-Urn"), 0);

	sh("nsenter -t %d -n ip link add %s type ifb", (int) sandbox.pid, link);
	return sandbox;
}

static int find_both(const int *ns_fds)
{
	struct net_joiner joiner = { 0 };
	char first[NET_NAME_ROOM] = "", second[NET_NAME_ROOM] = "";

	if (name_second_link(&joiner, ns_fds[0], first) < 0 || name_second_link(&joiner, ns_fds[1], second) < 0)
		return 1;
	return strcmp(first, "one") == 0 && strcmp(second, "two") == 0 ? 0 : 2;
}

static void an_ordinary_user_reaches_each_of_their_sandboxes(void)
{
	struct target_child one = start_sandbox("one"), two = start_sandbox("two");
	int ns_fds[] = { net_of(&one), net_of(&two) };

	is_number(exit_status_of(find_both, ns_fds), 0);
	(void) close(ns_fds[0]);
	(void) close(ns_fds[1]);
	end_target(&two);
	end_target(&one);
}

static int find_denied(const int *ns_fds)
{
	struct net_joiner joiner = { 0 };
	int fd;

	return net_joiner_open(&joiner, ns_fds[0], NETLINK_ROUTE, &fd) == -EPERM ? 0 : 1;
}

static void an_ordinary_user_does_not_reach_what_is_roots(void)
{
	CLEANUP_FD int blue = open_path("/run/netns/blue");

	is_number(exit_status_of(find_denied, &blue), 0);
}

/* Traceable is what is dumpable, and then the files of /proc/PID are its user's and not root's. */
static int find_guarded(const int *ns_fds)
{
	struct net_joiner joiner = { 0 };
	struct stat status;
	char path[32];
	int fd;

	(void) snprintf(path, sizeof(path), "/proc/%d/status", (int) getpid());
	if (stat(path, &status) < 0 || status.st_uid != 65534)
		return 1;
	/* A refused join does not spend the child, so that it can be looked at. */
	if (net_joiner_open(&joiner, ns_fds[0], NETLINK_ROUTE, &fd) != -EPERM)
		return 2;
	(void) snprintf(path, sizeof(path), "/proc/%d/status", (int) only_child_of(getpid()));
	return stat(path, &status) == 0 && status.st_uid == 0 ? 0 : 3;
}

static void nobody_without_rights_can_trace_the_child(void)
{
	CLEANUP_FD int blue = open_path("/run/netns/blue");

	is_number(exit_status_of(find_guarded, &blue), 0);
}

int main(void)
{
	enter_world();
	sh("ip netns add blue && ip netns add green && ip -n blue link add in-blue type ifb && ip -n green link add in-green type ifb");
	TEST(the_child_dies_with_a_parent_that_is_killed);
	TEST(an_ordinary_user_reaches_each_of_their_sandboxes);
	TEST(an_ordinary_user_does_not_reach_what_is_roots);
	TEST(nobody_without_rights_can_trace_the_child);
	(void) signal(SIGCHLD, SIG_IGN);
	TEST(one_child_joins_one_namespace_after_the_other);
	TEST(the_child_holds_nothing_but_its_way_to_us);
	TEST(the_child_ends_with_its_joiner);
	return tap_done();
}
