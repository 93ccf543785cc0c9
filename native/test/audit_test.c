/* The record of what was done: each line is whole, says the truth, and cannot be forged by what it quotes. */
#define _GNU_SOURCE
#include <jansson.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "audit-record.h"
#include "audit-trail.h"
#include "targets.h"

static char folder[] = "/tmp/nsatlas-audit-XXXXXX";
static char file[64], journal[64];
static int journal_fd = -1;

#define HOSTILE "ls\n{\"forged\":1}\x1b[2J\xff"

static struct audit_act act(void)
{
	static const struct ns_identity joined[] = { { .type = NSTYPE_NET, .ino = 4026531840 } };
	static const char arguments[] = HOSTILE "\0-l";

	return (struct audit_act) {
		.verb = "exec", .connection = -1, .user = "ann", .viewer = "session 1\n2", .target = 4711, .start_time = 88, .namespaces = joined,
		.namespace_count = 1, .as = "target", .arguments = arguments, .argument_count = 2, .is_terminal = true,
	};
}

static void empty_file(void)
{
	must(truncate(file, 0) == 0 || errno == ENOENT);
}

/* Every line of the file as one JSON document. */
static json_t *records(void)
{
	json_t *list = json_array();
	FILE *stream = fopen(file, "re");
	char line[64 * 1024];

	must(stream);
	while (fgets(line, sizeof(line), stream)) {
		json_t *record = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

		ok(record != NULL);
		(void) json_array_append_new(list, record);
	}
	(void) fclose(stream);
	return list;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "(none)";
}

static void both_lines_of_a_run_say_the_same_act(void)
{
	const struct audit_act done = act();
	json_t *list, *first, *second;

	empty_file();
	audit_trail_open(file, NULL);
	is_number(audit_record(&done, AUDIT_BEGINS, NULL), 0);
	is_number(audit_record(&done, AUDIT_ENDED, &(struct audit_result) { .signal = SIGKILL, .duration_ms = 7, .bytes_in = 3, .bytes_out = 5 }), 0);
	list = records();
	if (!is_number(json_array_size(list), 2))
		return;
	first = json_array_get(list, 0);
	second = json_array_get(list, 1);
	is_string(text_of(first, "event"), "begins");
	is_string(text_of(second, "event"), "ended");
	is_string(text_of(second, "run"), text_of(first, "run"));
	is_string(text_of(second, "signal"), "SIGKILL");
	is_number(json_integer_value(json_object_get(second, "bytesOut")), 5);
	is_string(text_of(first, "user"), "ann");
	is_number(json_integer_value(json_object_get(json_object_get(first, "target"), "pid")), 4711);
	is_string(text_of(json_array_get(json_object_get(first, "namespaces"), 0), "type"), "net");
	json_decref(list);
}

/* Log injection (CVE-2023-28486): a command line is one value of one line, whatever it holds. */
static void what_is_quoted_forges_no_line(void)
{
	const struct audit_act done = act();
	json_t *list, *argv;

	empty_file();
	audit_trail_open(file, NULL);
	is_number(audit_record(&done, AUDIT_BEGINS, NULL), 0);
	list = records();
	is_number(json_array_size(list), 1);
	argv = json_object_get(json_array_get(list, 0), "argv");
	is_number(json_array_size(argv), 2);
	/* Bytes that are no UTF-8 travel whole: base64 of HOSTILE, by base64(1). */
	is_string(text_of(json_array_get(argv, 0), "b64"), "bHMKeyJmb3JnZWQiOjF9G1sySv8=");
	is_string(json_string_value(json_array_get(argv, 1)), "-l");
	json_decref(list);
}

static void arguments_without_end_are_cut_and_that_is_told(void)
{
	static char arguments[8000];
	struct audit_act done = act();
	json_t *list, *record;

	memset(arguments, 'x', sizeof(arguments) - 1);
	done.arguments = arguments;
	done.argument_count = 1;
	empty_file();
	audit_trail_open(file, NULL);
	is_number(audit_record(&done, AUDIT_BEGINS, NULL), 0);
	list = records();
	record = json_array_get(list, 0);
	ok(json_is_true(json_object_get(record, "argvCut")));
	is_number(json_string_length(json_array_get(json_object_get(record, "argv"), 0)), 4096);
	json_decref(list);
}

static void lines_of_processes_that_run_at_the_same_time_do_not_mix(void)
{
	enum { WRITERS = 8, LINES = 200 };
	json_t *list;

	empty_file();
	for (int i = 0; i < WRITERS; i++) {
		if (fork() != 0)
			continue;
		const struct audit_act done = act();

		audit_trail_open(file, NULL);
		for (int line = 0; line < LINES; line++)
			if (audit_record(&done, AUDIT_BEGINS, NULL) < 0)
				_exit(1);
		_exit(0);
	}
	for (int i = 0; i < WRITERS; i++) {
		int status = 1;

		must(wait(&status) > 0);
		is_number(status, 0);
	}
	list = records();
	is_number(json_array_size(list), WRITERS * LINES);
	json_decref(list);
}

static int record_into(const char *path)
{
	const struct audit_act done = act();

	audit_trail_open(path, NULL);
	return audit_record(&done, AUDIT_BEGINS, NULL);
}

static void a_file_that_others_could_have_written_is_not_taken(void)
{
	char path[96], other[96];

	(void) snprintf(path, sizeof(path), "%s/loose", folder);
	(void) snprintf(other, sizeof(other), "%s/link", folder);
	is_number(record_into(path), 0);
	must(chmod(path, 0620) == 0);
	is_number(record_into(path), -EPERM);
	must(chmod(path, 0600) == 0 && chown(path, 4242, 4242) == 0);
	is_number(record_into(path), -EPERM);
	must(chown(path, 0, 0) == 0 && symlink(path, other) == 0);
	is_number(record_into(other), -ELOOP);
	must(unlink(other) == 0 && link(path, other) == 0);
	is_number(record_into(path), -EINVAL);
	must(unlink(other) == 0 && unlink(path) == 0 && mkfifo(path, 0600) == 0);
	ok(record_into(path) < 0);
	must(unlink(path) == 0);
	is_number(record_into("/nowhere/at/all"), -ENOENT);
}

/* A limit on the size of files stands for the end of the disk. */
static void a_disk_without_room_is_told(void)
{
	pid_t child = fork();
	int status = 1;

	must(child >= 0);
	if (child == 0) {
		const struct rlimit small = { 10, 10 };

		(void) signal(SIGXFSZ, SIG_IGN);
		must(setrlimit(RLIMIT_FSIZE, &small) == 0);
		empty_file();
		_exit(record_into(file) == -ENOSPC && record_into(file) == -EFBIG ? 0 : 1);
	}
	must(waitpid(child, &status, 0) == child);
	is_number(status, 0);
	is_number(record_into("/dev/full"), -EINVAL);
}

static void the_journal_is_told_too(void)
{
	const struct audit_act done = act();
	char datagram[32 * 1024];
	ssize_t n;

	audit_trail_open(NULL, journal);
	is_number(audit_record(&done, AUDIT_BEGINS, NULL), 0);
	n = recv(journal_fd, datagram, sizeof(datagram) - 1, MSG_DONTWAIT);
	if (!ok(n > 0))
		return;
	datagram[n] = '\0';
	ok(strstr(datagram, "MESSAGE=exec begins: \"ls\\x0a{\\x22forged\\x22:1}\\x1b[2J\\xff\" \"-l\"\n"));
	ok(strstr(datagram, "\nNSATLAS_USER=\"ann\"\n"));
	ok(strstr(datagram, "\nNSATLAS_VIEWER=\"session 1\\x0a2\"\n"));
	ok(strstr(datagram, "\nNSATLAS_TARGET_PID=4711\n"));
	ok(!strstr(datagram, "\x1b"));
}

static void without_a_journal_nothing_waits(void)
{
	const struct audit_act done = act();

	(void) close(journal_fd);
	(void) unlink(journal);
	audit_trail_open(NULL, journal);
	is_number(audit_record(&done, AUDIT_BEGINS, NULL), 0);
}

static void open_journal(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	memcpy(address.sun_path, journal, strlen(journal) + 1);
	journal_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	must(journal_fd >= 0 && bind(journal_fd, (const struct sockaddr *) &address, sizeof(address)) == 0);
}

static void remove_folder(void)
{
	free(output_of((const char *const []) { "rm", "-r", folder, NULL }));
}

int main(void)
{
	must(mkdtemp(folder) && atexit(remove_folder) == 0);
	(void) snprintf(file, sizeof(file), "%s/audit.jsonl", folder);
	(void) snprintf(journal, sizeof(journal), "%s/journal", folder);
	open_journal();
	TEST(both_lines_of_a_run_say_the_same_act);
	TEST(what_is_quoted_forges_no_line);
	TEST(arguments_without_end_are_cut_and_that_is_told);
	TEST(lines_of_processes_that_run_at_the_same_time_do_not_mix);
	TEST(a_file_that_others_could_have_written_is_not_taken);
	TEST(a_disk_without_room_is_told);
	TEST(the_journal_is_told_too);
	TEST(without_a_journal_nothing_waits);
	return tap_done();
}
