/* A conversation with rtnetlink(7) about tables that change meanwhile, and about what is not there. */
#define _GNU_SOURCE
#include "net-inspected.h"

#include <linux/rtnetlink.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "clock.h"

struct disturbance {
	size_t messages;
	bool wanted;
};

/* Adds an address between the first datagram of a dump and the next. */
static int disturb(const struct nlmsghdr *message, void *context)
{
	struct disturbance *disturbance = context;

	(void) message;
	if (disturbance->messages++ == 0 && disturbance->wanted)
		sh("ip addr add 10.99.0.1/32 dev fb");
	return 0;
}

static void a_dump_whose_table_changed_meanwhile_says_so(void)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct disturbance disturbed = { .wanted = true }, quiet = { .wanted = false };
	struct netlink_question question;

	must(netlink_open_own(&netlink) == 0);
	(void) netlink_begin(&question, RTM_GETADDR, sizeof(struct ifaddrmsg));
	is_number(netlink_dump(&netlink, &question, disturb, &disturbed), -EAGAIN);
	is_number(netlink_dump(&netlink, &question, disturb, &quiet), 0);
	/* More than one datagram holds. */
	ok(quiet.messages > 1500);
}

static void a_link_that_is_not_there_is_ENODEV(void)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct net_link link;

	must(netlink_open_own(&netlink) == 0);
	is_number(net_read_link(&netlink, 123456, &link), -ENODEV);
	is_number(net_read_link(&netlink, 1, &link), 0);
	is_string(link.name, "lo");
}

static int refuse_all(const struct nlmsghdr *message, void *context)
{
	(void) message;
	(void) context;
	return -EBADMSG;
}

static void what_was_left_of_a_broken_off_answer_is_not_the_next_answer(void)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct netlink_question question;
	struct net_link link;

	must(netlink_open_own(&netlink) == 0);
	(void) netlink_begin(&question, RTM_GETLINK, sizeof(struct ifinfomsg));
	is_number(netlink_dump(&netlink, &question, refuse_all, NULL), -EBADMSG);
	is_number(net_read_link(&netlink, 1, &link), 0);
	is_string(link.name, "lo");
}

/* What a root of the namespace can send us, each well within the time that we wait for one datagram. */
static _Noreturn void send_on_and_on(const struct sockaddr_nl *to)
{
	const struct nlmsghdr message = { .nlmsg_len = sizeof(message), .nlmsg_type = NLMSG_NOOP };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;) {
		(void) sendto(fd, &message, sizeof(message), MSG_DONTWAIT, (const struct sockaddr *) to, sizeof(*to));
		(void) usleep(10000);
	}
}

static void who_sends_on_and_on_keeps_nobody_waiting(void)
{
	CLEANUP_NETLINK struct netlink netlink = { 0 };
	struct netlink_question question;
	struct sockaddr_nl own = { 0 };
	struct net_link link;
	pid_t sender;
	int64_t began;

	must(netlink_open_own(&netlink) == 0 && net_read_link(&netlink, 1, &link) == 0);
	must(getsockname(netlink.fd, (struct sockaddr *) &own, &(socklen_t) { sizeof(own) }) == 0);
	sender = fork();
	must(sender >= 0);
	if (sender == 0)
		send_on_and_on(&own);
	began = clock_now_ms();
	/* The kernel answers to no such question. */
	(void) netlink_begin(&question, NLMSG_NOOP, sizeof(struct ifinfomsg));
	is_number(netlink_ask(&netlink, &question, refuse_all, NULL), -ETIMEDOUT);
	ok(clock_now_ms() - began < 3 * 1000 * NETLINK_TIMEOUT_S);
	must(kill(sender, SIGKILL) == 0 && waitpid(sender, NULL, 0) == sender);
}

static void a_table_that_changes_while_it_is_read_is_read_again(void)
{
	static const char change[] = "link add x type ifb\nlink del x\n";
	struct program_child restless;

	sh("ip netns add restless");
	restless = spawn((const char *const []) { "ip", "-n", "restless", "-force", "-batch", "-", NULL });
	for (int i = 0; i < 20; i++) {
		json_t *net;

		for (int j = 0; j < 50; j++)
			must(write(restless.input, change, sizeof(change) - 1) > 0);
		net = inspect_named("restless");
		is_json(get(link_named(net, "lo"), "ifindex"), json_integer(1));
		ok(json_array_size(get(net, "links")) <= 2 || json_array_size(get(net, "gaps")) > 0);
		json_decref(net);
	}
	end_program(&restless);
	sh("ip netns del restless");
}

static void make_world(void)
{
	enter_world();
	sh("ip link add fb type ifb");
	sh("i=0; while [ $i -lt 1500 ]; do echo \"addr add 10.$((i / 250)).$((i %% 250)).1/32 dev fb\"; i=$((i + 1)); done | ip -batch -");
}

int main(void)
{
	make_world();
	TEST(a_dump_whose_table_changed_meanwhile_says_so);
	TEST(a_link_that_is_not_there_is_ENODEV);
	TEST(what_was_left_of_a_broken_off_answer_is_not_the_next_answer);
	TEST(who_sends_on_and_on_keeps_nobody_waiting);
	TEST(a_table_that_changes_while_it_is_read_is_read_again);
	return tap_done();
}
