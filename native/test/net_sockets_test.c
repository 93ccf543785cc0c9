/* Sockets of a net namespace, and who has them open: against ss(8), sock_diag against /proc/net, and what no machine shows. */
#define _GNU_SOURCE
#include "net-sockets-read.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <grp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "inspect-client.h"
#include "net-holders.h"
#include "net-sockets-json.h"
#include "net-sockets-parse.h"
#include "net-world.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

enum { ROWS_LIMIT = 256, ROW_ROOM = 256, MANY = 5000 };

/* --- what lives in the namespaces */

static void enter(const char *name)
{
	CLEANUP_FD int fd = -1;
	char path[64];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && setns(fd, CLONE_NEWNET) == 0);
}

static int open_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);

	must(fd >= 0);
	return fd;
}

static struct sockaddr_storage address_of(int family, const char *text, uint16_t port)
{
	struct sockaddr_storage storage = { .ss_family = (sa_family_t) family };
	struct sockaddr_in *in = (void *) &storage;
	struct sockaddr_in6 *in6 = (void *) &storage;

	must(inet_pton(family, text, family == AF_INET ? (void *) &in->sin_addr : (void *) &in6->sin6_addr) == 1);
	if (family == AF_INET)
		in->sin_port = htons(port);
	else
		in6->sin6_port = htons(port);
	return storage;
}

static socklen_t length_of(int family)
{
	return family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
}

static int bind_to(int fd, int family, const char *text, uint16_t port)
{
	const struct sockaddr_storage address = address_of(family, text, port);

	must(bind(fd, (const struct sockaddr *) &address, length_of(family)) == 0);
	return fd;
}

static int connect_to(int fd, int family, const char *text, uint16_t port)
{
	const struct sockaddr_storage address = address_of(family, text, port);

	must(connect(fd, (const struct sockaddr *) &address, length_of(family)) == 0 || errno == EINPROGRESS);
	return fd;
}

static int listen_at(int protocol, int family, const char *text, uint16_t port, int v6_only)
{
	int fd = open_socket(family, SOCK_STREAM, protocol);

	if (family == AF_INET6)
		must(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6_only, sizeof(v6_only)) == 0);
	must(listen(bind_to(fd, family, text, port), 8) == 0);
	return fd;
}

/* The side that closes first waits. */
static void leave_a_connection_in_time_wait(int listener)
{
	int fd = connect_to(open_socket(AF_INET, SOCK_STREAM, 0), AF_INET, "127.0.0.1", 80);
	int other = accept(listener, NULL, NULL);

	must(other >= 0);
	(void) close(fd);
	(void) close(other);
}

static void live_in_green(void *context)
{
	enter("green");
	(void) listen_at(0, AF_INET, "10.7.0.2", 700, 0);
	(void) context;
}

static void live_in_blue(void *context)
{
	int listener, fd;

	enter("blue");
	listener = listen_at(0, AF_INET, "0.0.0.0", 80, 0);
	leave_a_connection_in_time_wait(listener);
	(void) listen_at(0, AF_INET6, "::", 80, 1);
	(void) listen_at(0, AF_INET6, "::", 81, 0);
	(void) listen_at(IPPROTO_MPTCP, AF_INET, "127.0.0.1", 90, 0);
	(void) bind_to(open_socket(AF_INET, SOCK_DGRAM, 0), AF_INET, "127.0.0.1", 53);
	(void) bind_to(open_socket(AF_INET6, SOCK_DGRAM, 0), AF_INET6, "::1", 53);
	(void) connect_to(open_socket(AF_INET, SOCK_DGRAM, 0), AF_INET, "127.0.0.1", 53);
	fd = open_socket(AF_INET, SOCK_DGRAM, 0);
	must(setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, "in-blue", 8) == 0);
	(void) bind_to(fd, AF_INET, "0.0.0.0", 54);
	(void) connect_to(open_socket(AF_INET6, SOCK_STREAM, 0), AF_INET6, "::ffff:127.0.0.1", 80);
	(void) connect_to(open_socket(AF_INET, SOCK_STREAM, 0), AF_INET, "10.7.0.2", 700);
	/* Nobody is there. */
	(void) connect_to(open_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), AF_INET, "10.7.0.9", 9);
	(void) bind_to(open_socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE), AF_INET, "127.0.0.1", 77);
	(void) open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	(void) open_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
	(void) !dup(listener);
	/* It has them open too. */
	must((fd = fork()) >= 0);
	if (fd == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void) pause();
	}
	(void) context;
}

static void open_many(void *context)
{
	const struct rlimit limit = { MANY + 100, MANY + 100 };

	enter("many");
	must(setrlimit(RLIMIT_NOFILE, &limit) == 0);
	for (int i = 0; i < MANY; i++)
		(void) connect_to(bind_to(open_socket(AF_INET, SOCK_DGRAM, 0), AF_INET, "127.0.0.1", (uint16_t) (1000 + i)), AF_INET, "127.0.0.1", 9);
	(void) listen_at(0, AF_INET, "127.0.0.1", 80, 0);
	(void) context;
}

/* --- what we say */

static json_t *read_named(const char *name, int (*read)(struct net_joiner *, int, struct net *, struct net_sockets *))
{
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_NET struct net net = { 0 };
	CLEANUP_SOCKETS struct net_sockets sockets = { 0 };
	CLEANUP_HOLDERS struct net_holders holders = { 0 };
	CLEANUP_FD int fd = -1;
	struct jsonout json;
	json_t *document;
	char path[64];

	(void) snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0 && nsfs_identify(fd, &net.identity) == 0);
	must(read(&joiner, fd, &net, &sockets) == 0);
	must(net_holders_find(&net, &sockets, &holders) == 0);
	must(jsonout_init(&json, -1) == 0);
	jsonout_object_begin(&json, NULL);
	net_sockets_write(&sockets, &json);
	jsonout_object_end(&json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	must(document);
	jsonout_free(&json);
	return document;
}

/* --- rows as ss(8) prints them: `tcp LISTEN [::]:80 [::]:* v6only:1 inode 4711 pids 12,13` */

struct rows {
	char of[ROWS_LIMIT][ROW_ROOM];
	size_t count;
};

static int compare_rows(const void *left, const void *right)
{
	return strcmp(left, right);
}

static void sort_rows(struct rows *rows)
{
	qsort(rows->of, rows->count, ROW_ROOM, compare_rows);
}

static void append(char row[ROW_ROOM], const char *format, ...)
{
	size_t length = strlen(row);
	va_list arguments;

	va_start(arguments, format);
	(void) vsnprintf(row + length, ROW_ROOM - length, format, arguments);
	va_end(arguments);
}

static bool is_any(const char *address)
{
	return strcmp(address, "::") == 0 || strcmp(address, "0.0.0.0") == 0;
}

/* An inet6 socket that takes IPv4 too has `*` for any address. */
static void append_endpoint(char row[ROW_ROOM], const json_t *socket, const json_t *endpoint)
{
	bool is_inet6 = strcmp(string_in(socket, "family"), "inet6") == 0;
	const char *address = endpoint ? string_in(endpoint, "address") : is_inet6 ? "::" : "0.0.0.0";
	bool is_star = is_inet6 && is_any(address) && !json_is_true(get(socket, "v6Only"));

	append(row, is_star ? " *" : is_inet6 ? " [%s]" : " %s", address);
	if (endpoint == get(socket, "local") && json_is_integer(get(socket, "ifindex")))
		append(row, "%%in-blue");
	if (endpoint)
		append(row, ":%lld", number_in(endpoint, "port"));
	else
		append(row, ":*");
}

static void add_ours(struct rows *rows, const json_t *socket)
{
	const json_t *remote = get(socket, "remote");
	char *row = rows->of[rows->count++];
	json_t *pid;
	size_t i;

	must(rows->count < ROWS_LIMIT);
	append(row, "%s %s", string_in(socket, "protocol"), string_in(socket, "state"));
	append_endpoint(row, socket, get(socket, "local"));
	append_endpoint(row, socket, json_is_null(remote) ? NULL : remote);
	if (json_is_boolean(get(socket, "v6Only")) && strcmp(string_in(socket, "protocol"), "tcp") == 0)
		append(row, " v6only:%d", json_is_true(get(socket, "v6Only")));
	if (strcmp(string_in(socket, "protocol"), "raw") != 0)
		append(row, " inode %lld", number_in(socket, "inode"));
	append(row, " pids");
	json_array_foreach(get(socket, "pids"), i, pid)
		append(row, " %lld", (long long) json_integer_value(pid));
}

static int compare_pids(const void *left, const void *right)
{
	return *(const int *) left - *(const int *) right;
}

/* `users:(("a",pid=1,fd=3),("a",pid=1,fd=4),("b",pid=2,fd=3))`, each process once. */
static void append_users(char row[ROW_ROOM], const char *line)
{
	int pids[32], count = 0;

	while ((line = strstr(line, "pid=")) && count < 32) {
		line += 4;
		pids[count++] = atoi(line);
	}
	qsort(pids, (size_t) count, sizeof(pids[0]), compare_pids);
	append(row, " pids");
	for (int i = 0; i < count; i++)
		if (i == 0 || pids[i] != pids[i - 1])
			append(row, " %d", pids[i]);
}

static void add_of_ss(struct rows *rows, const char *line)
{
	char protocol[16], state[16], local[64], remote[64];
	char *row = rows->of[rows->count++];
	const char *v6_only = strstr(line, "v6only:"), *inode = strstr(line, "ino:");

	must(rows->count < ROWS_LIMIT);
	must(sscanf(line, "%15s %15s %*s %*s %63s %63s", protocol, state, local, remote) == 4);
	append(row, "%s %s %s %s", protocol, state, local, remote);
	if (v6_only && strcmp(protocol, "tcp") == 0)
		append(row, " %.8s", v6_only);
	if (inode)
		append(row, " inode %d", atoi(inode + 4));
	append_users(row, line);
}

static void ask_ss(const char *name, struct rows *rows)
{
	char *text = output_of(((const char *const []) { "ip", "netns", "exec", name, "ss", "-tuwaHnpeO", "--mptcp", NULL }));
	char *rest = text;

	for (char *line; (line = strsep(&rest, "\n"));)
		if (*line)
			add_of_ss(rows, line);
	free(text);
	sort_rows(rows);
}

/* ss(8) lists no UDP-Lite. */
static void collect_ours(const json_t *document, struct rows *rows)
{
	json_t *socket;
	size_t i;

	json_array_foreach(get(document, "sockets"), i, socket)
		if (strcmp(string_in(socket, "protocol"), "udplite") != 0)
			add_ours(rows, socket);
	sort_rows(rows);
}

static void rows_are_alike(const struct rows *got, const struct rows *want)
{
	is_number(got->count, want->count);
	for (size_t i = 0; i < got->count && i < want->count; i++)
		if (!is_string(got->of[i], want->of[i]))
			return;
}

/* --- facts */

static void every_socket_is_what_ss_says(void)
{
	static struct rows got, want;
	json_t *document = read_named("blue", net_sockets_read);

	collect_ours(document, &got);
	ask_ss("blue", &want);
	ok(want.count >= 15);
	rows_are_alike(&got, &want);
	json_decref(document);
}

static void a_socket_of_udplite_is_there(void)
{
	json_t *document = read_named("blue", net_sockets_read);
	const json_t *row = row_with(get(document, "sockets"), "protocol", "udplite");

	is_string(string_in(row, "state"), "UNCONN");
	is_string(string_in(get(row, "local"), "address"), "127.0.0.1");
	is_number(number_in(get(row, "local"), "port"), 77);
	ok(json_is_null(get(row, "remote")));
	is_number(json_array_size(get(row, "pids")), 2);
	json_decref(document);
}

static void those_that_wait_for_anybody_come_first(void)
{
	json_t *document = read_named("blue", net_sockets_read);
	bool met_connected = false;
	json_t *row;
	size_t i;

	json_array_foreach(get(document, "sockets"), i, row) {
		met_connected |= !json_is_null(get(row, "remote"));
		ok(!met_connected || !json_is_null(get(row, "remote")));
	}
	is_string(string_in(json_array_get(get(document, "sockets"), json_array_size(get(document, "sockets")) - 1), "state"), "TIME-WAIT");
	is_number(number_in(document, "socketsLeftOut"), 0);
	json_decref(document);
}

/* A kernel may be built without sock_diag. */
static void proc_net_tells_the_same_but_for_a_few_words(void)
{
	static struct rows got, want;
	json_t *files = read_named("blue", net_sockets_read_files), *diag = read_named("blue", net_sockets_read);
	json_t *row;
	size_t i;

	json_array_foreach(get(diag, "sockets"), i, row) {
		(void) json_object_set_new(row, "v6Only", json_null());
		(void) json_object_set_new(row, "ifindex", json_null());
		if (strcmp(string_in(row, "protocol"), "mptcp") != 0)
			add_ours(&want, row);
	}
	json_array_foreach(get(files, "sockets"), i, row)
		add_ours(&got, row);
	sort_rows(&got);
	sort_rows(&want);
	rows_are_alike(&got, &want);
	json_decref(diag);
	json_decref(files);
}

static void what_is_missing_without_sock_diag_is_a_gap(void)
{
	CLEANUP_JOINER struct net_joiner joiner = { 0 };
	CLEANUP_NET struct net net = { 0 };
	CLEANUP_SOCKETS struct net_sockets sockets = { 0 };
	CLEANUP_FD int fd = open("/run/netns/green", O_RDONLY | O_CLOEXEC);

	must(fd >= 0 && net_sockets_read_files(&joiner, fd, &net, &sockets) == 0);
	is_number(net.gap_count, 3);
	is_string(net.gaps[0].what, "sockets: tcp inet");
	is_string(net.gaps[1].what, "sockets: mptcp inet");
	is_string(net.gaps[2].what, "sockets: mptcp inet6");
	is_string(net.gaps[2].why, "this kernel has the protocol, but cannot list its sockets (sock_diag)");
}

static void of_many_the_first_are_given_and_the_rest_is_counted(void)
{
	const pid_t child = start_child(open_many, NULL);
	const int64_t before = test_now_ms();
	json_t *document = read_named("many", net_sockets_read);
	const json_t *first = json_array_get(get(document, "sockets"), 0);

	ok(test_now_ms() - before < 2000);
	is_number(json_array_size(get(document, "sockets")), NET_SOCKETS_LIMIT);
	is_number(number_in(document, "socketsLeftOut"), MANY + 1 - NET_SOCKETS_LIMIT);
	is_string(string_in(first, "state"), "LISTEN");
	is_json(get(first, "pids"), json_pack("[i]", (int) child));
	is_number(number_in(get(json_array_get(get(document, "sockets"), 1), "local"), "port"), 1000);
	json_decref(document);
	end_child(child);
}

/* --- what no machine shows */

struct message {
	struct nlmsghdr header;
	struct inet_diag_msg socket;
	struct nlattr attribute;
	uint8_t value[4];
};

static struct message whole_message(void)
{
	return (struct message) {
		.header = { .nlmsg_len = sizeof(struct message), .nlmsg_type = SOCK_DIAG_BY_FAMILY },
		.socket = { .idiag_family = AF_INET6, .idiag_state = TCP_LISTEN, .id.idiag_sport = htons(80), .idiag_inode = 7 },
		.attribute = { .nla_len = sizeof(struct nlattr) + 1, .nla_type = INET_DIAG_SKV6ONLY },
		.value = { 1 },
	};
}

static void a_message_that_is_none_is_refused(void)
{
	struct net_socket socket;
	struct message message = whole_message();

	is_number(net_sockets_parse(&message.header, NET_PROTOCOL_TCP, &socket), 0);
	ok(socket.has_v6_only && socket.v6_only);
	is_number(socket.local.port, 80);
	message.header.nlmsg_len = sizeof(struct nlmsghdr) + sizeof(struct inet_diag_msg) - 1;
	is_number(net_sockets_parse(&message.header, NET_PROTOCOL_TCP, &socket), -EBADMSG);
	message = whole_message();
	message.attribute.nla_len = sizeof(struct nlattr) + 2;
	is_number(net_sockets_parse(&message.header, NET_PROTOCOL_TCP, &socket), -EBADMSG);
	message = whole_message();
	message.socket.idiag_family = AF_UNIX;
	is_number(net_sockets_parse(&message.header, NET_PROTOCOL_TCP, &socket), -EBADMSG);
}

static void an_association_of_sctp_has_states_of_its_own(void)
{
	struct net_socket socket = { .protocol = NET_PROTOCOL_SCTP, .family = AF_INET, .state = 3, .remote.port = 9 };

	is_string(net_socket_state(&socket), "ESTAB");
	socket.remote.port = 0;
	socket.state = TCP_LISTEN;
	is_string(net_socket_state(&socket), "LISTEN");
	socket.state = 99;
	ok(net_socket_state(&socket) == NULL);
}

/* --- an ordinary user, whose sandbox is joined through its user namespace */

enum { USER = 1234 };

static void become_user(void)
{
	if (setgroups(0, NULL) < 0 || setresgid(USER, USER, USER) < 0 || setresuid(USER, USER, USER) < 0)
		_exit(126);
	/* The change of user has made it unreadable even to its own user. */
	(void) prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void be_root_of_a_sandbox(void *context)
{
	CLEANUP_FD int map = -1;

	(void) context;
	become_user();
	must(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0);
	map = open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC);
	must(map >= 0 && write(map, "0 1234 1", 8) == 8);
	(void) listen_at(0, AF_INET, "0.0.0.0", 700, 0);
}

static void the_owner_of_a_socket_is_ours_also_of_a_user_s_sandbox(void)
{
	pid_t pid = start_child(be_root_of_a_sandbox, NULL);
	struct answer answer = inspect_as("net", ino_of(pid, "net"), place_of_process(pid), become_user);
	const json_t *sockets = get(answer.document, "sockets");

	is_number(json_array_size(sockets), 1);
	is_number(number_in(json_array_get(sockets, 0), "uid"), USER);
	is_number(json_integer_value(json_array_get(get(json_array_get(sockets, 0), "pids"), 0)), pid);
	free_answer(&answer);
	end_child(pid);
}

static void a_heading_is_no_socket(void)
{
	static const char heading[] = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
	static const char line[] = "   1: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0";
	struct net_socket socket;

	is_number(net_sockets_parse_line(heading, sizeof(heading) - 1, NET_PROTOCOL_TCP, AF_INET, &socket), -EBADMSG);
	is_number(net_sockets_parse_line(line, sizeof(line) - 1, NET_PROTOCOL_TCP, AF_INET6, &socket), -EBADMSG);
	is_number(net_sockets_parse_line(line, sizeof(line) - 1, NET_PROTOCOL_TCP, AF_INET, &socket), 0);
	is_number(socket.inode, 4711);
	is_number(socket.uid, 1000);
}

int main(void)
{
	pid_t blue, green;

	enter_world();
	sh("ip netns add blue && ip netns add green && ip netns add many && ip -n blue link set lo up && ip -n many link set lo up");
	sh("ip -n blue link add in-blue type veth peer name in-green netns green && ip -n blue addr add 10.7.0.1/24 dev in-blue");
	sh("ip -n green addr add 10.7.0.2/24 dev in-green && ip -n blue link set in-blue up && ip -n green link set in-green up");
	green = start_child(live_in_green, NULL);
	blue = start_child(live_in_blue, NULL);
	TEST(every_socket_is_what_ss_says);
	TEST(a_socket_of_udplite_is_there);
	TEST(those_that_wait_for_anybody_come_first);
	TEST(proc_net_tells_the_same_but_for_a_few_words);
	TEST(what_is_missing_without_sock_diag_is_a_gap);
	TEST(of_many_the_first_are_given_and_the_rest_is_counted);
	TEST(a_message_that_is_none_is_refused);
	TEST(an_association_of_sctp_has_states_of_its_own);
	TEST(the_owner_of_a_socket_is_ours_also_of_a_user_s_sandbox);
	TEST(a_heading_is_no_socket);
	end_child(blue);
	end_child(green);
	return tap_done();
}
