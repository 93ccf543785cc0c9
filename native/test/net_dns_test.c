/* resolv.conf(5) of a process: what it says, and all that can lie in its place. */
#define _GNU_SOURCE
#include "net-dns.h"

#include <sched.h>

#include "fuse.h"
#include "helper.h"
#include "net-world.h"

/* The root of a target that we made, and its etc. */
static char root[] = "/tmp/sockets-dns-XXXXXX";

static void in_root(char path[256], const char *name)
{
	(void) snprintf(path, 256, "%s/%s", root, name);
}

static void put(const char *name, const char *text)
{
	char path[256];
	FILE *file;

	in_root(path, name);
	file = fopen(path, "we");
	must(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void clear(void)
{
	char path[256];

	in_root(path, "etc/resolv.conf");
	must(unlink(path) == 0 || rmdir(path) == 0 || errno == ENOENT);
}

static void put_link(const char *target)
{
	char path[256];

	clear();
	in_root(path, "etc/resolv.conf");
	must(symlink(target, path) == 0);
}

static void live_in_root(void *context)
{
	must(chroot(root) == 0 && chdir("/") == 0);
	(void) context;
}

static json_t *written(const struct net_dns *dns)
{
	struct jsonout json;
	json_t *document;

	must(jsonout_init(&json, -1) == 0);
	net_dns_write(dns, NULL, &json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, 0, NULL) : NULL;
	must(document);
	jsonout_free(&json);
	return document;
}

static json_t *read_of(pid_t pid)
{
	CLEANUP_DNS struct net_dns dns = { 0 };

	net_dns_read(pid, start_time_of(pid), ino_of_path("/proc/self/ns/net"), &dns);
	return written(&dns);
}

/* What is read in our root; it takes less than milliseconds. */
static json_t *read_root_within(int64_t milliseconds)
{
	pid_t pid = start_child(live_in_root, NULL);
	int64_t before = test_now_ms();
	json_t *dns = read_of(pid);

	ok(test_now_ms() - before < milliseconds);
	is_number(number_in(dns, "pid"), pid);
	end_child(pid);
	return dns;
}

static void trouble_is(const char *want)
{
	json_t *dns = read_root_within(800);

	is_string(string_in(dns, "trouble"), want);
	is_number(json_array_size(get(dns, "nameservers")), 0);
	json_decref(dns);
}

static void nameserver_is(const char *want)
{
	json_t *dns = read_root_within(800);

	ok(json_is_null(get(dns, "trouble")));
	is_json(get(dns, "nameservers"), json_pack("[s]", want));
	json_decref(dns);
}

/* --- what it says */

static void every_word_is_taken_as_the_c_library_takes_it(void)
{
	json_t *dns;

	clear();
	put("etc/resolv.conf", "# a comment\n; nameserver 9.9.9.9\nnameserver 10.0.0.1\nnameserver\t fe80::1%eth0 trailing\nnameserver\n"
		" nameserver 8.8.8.8\ndomain old.example more\nsearch a.example \t b.example\noptions ndots:5 edns0\noptions rotate\nnameservers 7.7.7.7");
	dns = read_root_within(800);
	is_json(get(dns, "nameservers"), json_pack("[s, s]", "10.0.0.1", "fe80::1%eth0"));
	is_json(get(dns, "search"), json_pack("[s, s]", "a.example", "b.example"));
	is_json(get(dns, "options"), json_pack("[s, s, s]", "ndots:5", "edns0", "rotate"));
	ok(json_is_null(get(dns, "trouble")));
	json_decref(dns);
}

static void bytes_that_are_no_text_are_kept(void)
{
	static const char text[] = "nameserver \xff\xfe\ndomain x\r y\n";
	CLEANUP_DNS struct net_dns dns = { 0 };
	json_t *document;

	net_dns_parse(text, sizeof(text) - 1, &dns);
	document = written(&dns);
	is_string(string_in(json_array_get(get(document, "nameservers"), 0), "b64"), "//4=");
	is_json(get(document, "search"), json_pack("[s]", "x\r"));
	json_decref(document);
}

static void more_than_32_name_servers_are_not_given(void)
{
	char text[1024] = "";
	json_t *dns;

	for (int i = 0; i < 40; i++)
		(void) snprintf(text + strlen(text), sizeof(text) - strlen(text), "nameserver 10.0.0.%d\n", i);
	clear();
	put("etc/resolv.conf", text);
	dns = read_root_within(800);
	is_number(json_array_size(get(dns, "nameservers")), 32);
	is_string(string_in(dns, "trouble"), "it has more words than are given, 32 of a kind");
	json_decref(dns);
}

static void links_are_followed_inside_the_root(void)
{
	char path[256];

	in_root(path, "run");
	must(mkdir(path, 0755) == 0);
	put("run/stub.conf", "nameserver 10.0.0.2\n");
	put_link("../run/stub.conf");
	nameserver_is("10.0.0.2");
	put_link("/run/./stub.conf");
	nameserver_is("10.0.0.2");
	put_link("../../../../../../../run/stub.conf");
	nameserver_is("10.0.0.2");
	in_root(path, "run/chain");
	must(symlink("stub.conf", path) == 0);
	put_link("//run//chain");
	nameserver_is("10.0.0.2");
}

/* --- what can lie in its place */

/* The very path, but of ours. */
static void no_link_leads_out_of_the_root(void)
{
	char outside[] = "/tmp/sockets-outside-XXXXXX", path[64];
	int fd = mkstemp(outside);

	must(fd >= 0 && write(fd, "nameserver 6.6.6.6\n", 19) == 19);
	put_link(outside);
	trouble_is("there is none");
	(void) snprintf(path, sizeof(path), "../../..%s", outside);
	put_link(path);
	trouble_is("there is none");
	(void) close(fd);
	(void) unlink(outside);
}

static void no_link_of_proc_is_followed(void)
{
	char path[256];

	in_root(path, "proc");
	must(mkdir(path, 0555) == 0 && mount("proc", path, "proc", 0, NULL) == 0);
	put_link("/proc/self/root/etc/resolv.conf");
	trouble_is("its path leads through a link of /proc");
	(void) snprintf(path, sizeof(path), "/proc/%d/root/etc/resolv.conf", (int) getpid());
	put_link(path);
	trouble_is("its path leads through a link of /proc");
	(void) snprintf(path, sizeof(path), "/proc/%d/environ", (int) getpid());
	put_link(path);
	trouble_is("it is a file of the kernel's own, as in /proc or /sys");
	put_link("/proc/kmsg");
	trouble_is("it is a file of the kernel's own, as in /proc or /sys");
	in_root(path, "proc");
	must(umount2(path, MNT_DETACH) == 0);
}

static void what_is_no_regular_file_is_named(void)
{
	char path[256];

	in_root(path, "etc/resolv.conf");
	clear();
	trouble_is("there is none");
	must(mkfifo(path, 0644) == 0);
	trouble_is("it is a FIFO");
	clear();
	must(mkdir(path, 0755) == 0);
	trouble_is("it is a directory");
	clear();
	must(mknod(path, S_IFCHR | 0666, (1 << 8) | 5) == 0);
	trouble_is("it is a device");
	clear();
	must(mknod(path, S_IFSOCK | 0644, 0) == 0);
	trouble_is("it is a socket");
	put_link("resolv.conf");
	trouble_is("its path has too many links");
	put_link("..");
	trouble_is("it is a directory");
	put_link("passwd/x");
	put("etc/passwd", "");
	trouble_is("there is none: a part of its path is no directory");
}

static void of_a_large_file_only_the_start_is_read(void)
{
	char path[256];
	json_t *dns;
	FILE *file;

	clear();
	in_root(path, "etc/resolv.conf");
	file = fopen(path, "we");
	must(file && fputs("nameserver 10.0.0.3\nsearch ", file) > 0);
	/* A line that is cut is no line. */
	for (int i = 0; i < 66000; i++)
		(void) fputc('x', file);
	must(fclose(file) == 0 && truncate(path, 1024L * 1024 * 1024) == 0);
	dns = read_root_within(800);
	is_string(string_in(dns, "trouble"), "it is larger than 64 KiB: only the start was read");
	is_json(get(dns, "nameservers"), json_pack("[s]", "10.0.0.3"));
	is_number(json_array_size(get(dns, "search")), 0);
	json_decref(dns);
}

static void lease_is_held(void *context)
{
	int fd = open(context, O_RDWR | O_CLOEXEC);

	must(fd >= 0 && fcntl(fd, F_SETLEASE, F_WRLCK) == 0);
	/* Who holds a lease is told by SIGIO that somebody wants the file. */
	(void) signal(SIGIO, SIG_IGN);
}

static void a_lease_does_not_keep_us_waiting(void)
{
	char path[256];
	pid_t pid;

	clear();
	put("etc/resolv.conf", "nameserver 10.0.0.4\n");
	in_root(path, "etc/resolv.conf");
	pid = start_child(lease_is_held, path);
	trouble_is("a process holds a lease on it");
	end_child(pid);
}

static int count_children(void)
{
	char path[64];
	FILE *file;
	int count = 0, pid;

	(void) snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int) getpid());
	file = fopen(path, "re");
	must(file);
	while (fscanf(file, "%d", &pid) == 1)
		count++;
	(void) fclose(file);
	return count;
}

/* The file, or a directory on the way to it, is on a file system whose server is stopped. */
static void a_dead_file_system_is_given_up(const char *link)
{
	char path[256];
	pid_t server;
	int children;
	json_t *dns;

	in_root(path, "fuse");
	must(mkdir(path, 0755) == 0 || errno == EEXIST);
	server = fuse_start(path);
	put_link(link);
	must(kill(server, SIGSTOP) == 0);
	children = count_children();
	dns = read_root_within(NET_DNS_DEADLINE_MS + 800);
	is_string(string_in(dns, "trouble"), "the file system did not answer in 1 s");
	is_number(json_is_true(get(dns, "late")), true);
	is_number(count_children(), children);
	json_decref(dns);
	end_child(server);
	must(umount2(path, MNT_DETACH) == 0);
}

static void a_file_on_a_dead_file_system_is_given_up(void)
{
	a_dead_file_system_is_given_up("/fuse/f");
	a_dead_file_system_is_given_up("/fuse/directory/f");
}

static void a_living_fuse_is_read(void)
{
	char path[256];
	pid_t server;

	in_root(path, "fuse");
	server = fuse_start(path);
	put_link("/fuse/f");
	/* This one cannot read. */
	trouble_is("it could not be read: ENOSYS");
	end_child(server);
	must(umount2(path, MNT_DETACH) == 0);
}

/* Takes every request, and answers none but the first. */
static void swallow(void *context)
{
	const struct fuse_init_out init = { .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION, .max_write = 4096 };
	static _Alignas(struct fuse_in_header) char request[FUSE_REQUEST_ROOM];
	int fd = *(int *) context;

	must(read(fd, request, sizeof(request)) > 0);
	fuse_reply(fd, ((const struct fuse_in_header *) request)->unique, &init, sizeof(init));
	if (fork() != 0)
		return;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	while (read(fd, request, sizeof(request)) > 0)
		;
	_exit(0);
}

/* Then not even SIGKILL ends who waits, and yet nobody waits for that one. */
static void a_server_that_takes_the_question_and_is_silent_is_given_up(void)
{
	char path[256], options[64];
	pid_t server;
	json_t *dns;
	int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

	in_root(path, "fuse");
	(void) snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", fd);
	must(fd >= 0 && mount("fuse", path, "fuse", 0, options) == 0);
	server = start_child(swallow, &fd);
	(void) close(fd);
	put_link("/fuse/f");
	dns = read_root_within(NET_DNS_DEADLINE_MS + 800);
	is_string(string_in(dns, "trouble"), "the file system did not answer in 1 s");
	json_decref(dns);
	must(umount2(path, MNT_DETACH) == 0);
	end_child(server);
}

struct race {
	char path[256];
	char other[256];
};

static void change_all_the_time(void *context)
{
	const struct race *race = context;

	if (fork() != 0)
		return;
	(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;) {
		int fd;

		(void) unlink(race->path);
		(void) mkfifo(race->path, 0644);
		(void) unlink(race->path);
		(void) symlink("/etc/passwd", race->path);
		(void) unlink(race->path);
		fd = open(race->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		(void) !write(fd, "nameserver 10.0.0.5\n", 20);
		(void) close(fd);
	}
}

static void what_changes_under_us_is_one_of_what_it_was(void)
{
	static const char *const may_be[] = { "it is a FIFO", "there is none" };
	struct race race;
	pid_t pid, reader;

	clear();
	in_root(race.path, "etc/resolv.conf");
	pid = start_child(change_all_the_time, &race);
	reader = start_child(live_in_root, NULL);
	for (int i = 0; i < 40; i++) {
		json_t *dns = read_of(reader);
		const char *trouble = string_in(dns, "trouble");

		ok(!trouble || strcmp(trouble, may_be[0]) == 0 || strcmp(trouble, may_be[1]) == 0);
		json_decref(dns);
	}
	end_child(reader);
	end_child(pid);
}

/* --- whose it is */

static void the_process_must_be_the_one_and_in_the_namespace(void)
{
	pid_t pid = start_child(live_in_root, NULL);
	CLEANUP_DNS struct net_dns other_start = { 0 }, other_net = { 0 }, gone = { 0 };

	net_dns_read(pid, start_time_of(pid) + 1, ino_of_path("/proc/self/ns/net"), &other_start);
	is_string(other_start.trouble, "another process has its pid");
	net_dns_read(pid, start_time_of(pid), 1, &other_net);
	is_string(other_net.trouble, "the process is not in this net namespace");
	end_child(pid);
	net_dns_read(pid, 1, 1, &gone);
	is_string(gone.trouble, "the process has ended");
}

static struct answer ask_helper(const char *type, json_t *resolver)
{
	char link[32];
	json_t *request;
	struct answer answer;
	char *text;

	(void) snprintf(link, sizeof(link), "/proc/self/ns/%s", type);
	request = json_pack("{s:i, s:s, s:{s:s, s:I}, s:[{s:i, s:I}], s:o}", "protocol", 1, "verb", "inspect",
		"namespace", "type", type, "ino", (json_int_t) ino_of_path(link),
		"places", "pid", (int) getpid(), "startTime", (json_int_t) start_time_of(getpid()), "resolverOf", resolver);
	text = json_dumps(request, JSON_COMPACT);
	answer = ask_as("nsatlas-inspect", text, NULL);
	free(text);
	json_decref(request);
	return answer;
}

static void the_helper_reads_it_where_it_is_asked_to(void)
{
	pid_t pid = start_child(live_in_root, NULL);
	struct answer answer, refused, incomplete;

	clear();
	put("etc/resolv.conf", "nameserver 10.0.0.6\n");
	answer = ask_helper("net", json_pack("{s:i, s:I}", "pid", (int) pid, "startTime", (json_int_t) start_time_of(pid)));
	is_json(get(get(answer.document, "dns"), "nameservers"), json_pack("[s]", "10.0.0.6"));
	ok(json_is_null(get(get(answer.document, "dns"), "trouble")));
	refused = ask_helper("uts", json_pack("{s:i, s:i}", "pid", (int) pid, "startTime", 1));
	is_string(string_in(refused.failure, "message"), "the request: resolverOf is of net namespaces only");
	incomplete = ask_helper("net", json_pack("{s:i}", "pid", (int) pid));
	is_string(string_in(incomplete.failure, "failure"), "usage");
	free_answer(&incomplete);
	free_answer(&refused);
	free_answer(&answer);
	end_child(pid);
}

/* The same within the whole program, under its filter. */
static void the_helper_gives_a_dead_file_system_up(void)
{
	pid_t pid, server;
	char path[256];
	int64_t before;
	struct answer answer;

	in_root(path, "fuse");
	server = fuse_start(path);
	put_link("/fuse/f");
	must(kill(server, SIGSTOP) == 0);
	pid = start_child(live_in_root, NULL);
	before = test_now_ms();
	answer = ask_helper("net", json_pack("{s:i, s:I}", "pid", (int) pid, "startTime", (json_int_t) start_time_of(pid)));
	ok(test_now_ms() - before < NET_DNS_DEADLINE_MS + 1500);
	is_string(string_in(get(answer.document, "dns"), "trouble"), "the file system did not answer in 1 s");
	is_number(answer.status, 0);
	free_answer(&answer);
	end_child(pid);
	end_child(server);
	must(umount2(path, MNT_DETACH) == 0);
}

int main(void)
{
	char path[256];

	enter_world();
	must(mkdtemp(root));
	must(mount("root", root, "tmpfs", 0, NULL) == 0);
	in_root(path, "etc");
	must(mkdir(path, 0755) == 0);
	TEST(every_word_is_taken_as_the_c_library_takes_it);
	TEST(bytes_that_are_no_text_are_kept);
	TEST(more_than_32_name_servers_are_not_given);
	TEST(links_are_followed_inside_the_root);
	TEST(no_link_leads_out_of_the_root);
	TEST(no_link_of_proc_is_followed);
	TEST(what_is_no_regular_file_is_named);
	TEST(of_a_large_file_only_the_start_is_read);
	TEST(a_lease_does_not_keep_us_waiting);
	TEST(a_file_on_a_dead_file_system_is_given_up);
	TEST(a_living_fuse_is_read);
	TEST(a_server_that_takes_the_question_and_is_silent_is_given_up);
	TEST(what_changes_under_us_is_one_of_what_it_was);
	TEST(the_process_must_be_the_one_and_in_the_namespace);
	TEST(the_helper_reads_it_where_it_is_asked_to);
	TEST(the_helper_gives_a_dead_file_system_up);
	must(umount2(root, MNT_DETACH) == 0 && rmdir(root) == 0);
	return tap_done();
}
