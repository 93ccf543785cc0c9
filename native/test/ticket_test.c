/* Tickets: what their text is, for whom and until when they are good, and the directory in which they lie. */
#define _GNU_SOURCE
#include "ticket.h"

#include <sched.h>
#include <seccomp.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "sha256.h"
#include "targets.h"

#define SESSION "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER_SESSION "10112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

enum { MINUTE = 60 * 1000, NOW = 100 * MINUTE };

static const struct peer web = { .uid = 65534, .pid = 4711, .start_time = 882211 };
static const struct peer other_process = { .uid = 65534, .pid = 4712, .start_time = 882211 };
static const struct peer same_pid_later = { .uid = 65534, .pid = 4711, .start_time = 882212 };
static const struct peer other_user = { .uid = 1000, .pid = 4711, .start_time = 882211 };

static const struct ticket fresh = {
	.user = "alice", .uid = 1000, .session = SESSION, .peer = { .uid = 65534, .pid = 4711, .start_time = 882211 }, .created_ms = NOW, .used_ms = NOW,
};

static char directory[] = "/tmp/nsatlas-rights-ticket-XXXXXX";
static char token[TICKET_TOKEN + 1];
static char path[256];

/* --- pure */

struct age {
	uint64_t created;
	uint64_t used;
	int result;
};

static const struct age ages[] = {
	{ NOW, NOW, 0 },
	{ NOW - 5 * MINUTE + 1, NOW - 5 * MINUTE + 1, 0 },
	{ NOW - 5 * MINUTE, NOW - 5 * MINUTE, -EKEYEXPIRED },		/* idle */
	{ NOW - 14 * MINUTE, NOW - 4 * MINUTE, 0 },
	{ NOW - 15 * MINUTE + 1, NOW, 0 },
	{ NOW - 15 * MINUTE, NOW, -EKEYEXPIRED },			/* over, however busy */
	{ NOW + 1, NOW + 1, -EKEYEXPIRED },				/* of the future */
	{ NOW, NOW - 1, -EKEYEXPIRED },					/* used before it was made */
};

static void a_ticket_lasts_15_minutes_and_5_without_use(void)
{
	for (size_t i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		struct ticket ticket = fresh;

		ticket.created_ms = ages[i].created;
		ticket.used_ms = ages[i].used;
		if (!is_number(ticket_judge(&ticket, SESSION, &web, NOW), ages[i].result))
			printf("# row %zu\n", i);
	}
}

static void a_ticket_is_for_one_session_and_one_process(void)
{
	is_number(ticket_judge(&fresh, SESSION, &web, NOW), 0);
	is_number(ticket_judge(&fresh, OTHER_SESSION, &web, NOW), -EKEYREJECTED);
	is_number(ticket_judge(&fresh, "", &web, NOW), -EKEYREJECTED);
	is_number(ticket_judge(&fresh, SESSION, &other_process, NOW), -EKEYREJECTED);
	is_number(ticket_judge(&fresh, SESSION, &same_pid_later, NOW), -EKEYREJECTED);
	is_number(ticket_judge(&fresh, SESSION, &other_user, NOW), -EKEYREJECTED);
}

static void its_text_is_read_as_it_was_written_and_in_no_other_way(void)
{
	char text[TICKET_TEXT_LIMIT], changed[TICKET_TEXT_LIMIT + 1];
	size_t length = ticket_format(&fresh, text);
	struct ticket read;

	is_number(ticket_parse(text, length, &read), 0);
	is_string(read.user, "alice");
	is_number(read.uid, 1000);
	is_string(read.session, SESSION);
	ok(peer_is_same(&read.peer, &web));
	is_number(read.created_ms, NOW);
	for (size_t i = 0; i < length; i++)
		if (ticket_parse(text, i, &read) != -EBADMSG)
			printf("# cut to %zu bytes\n", i), ok(false);
	/* Every byte counts: none can be doubled, left out or be a blank. */
	for (size_t i = 0; i < length; i++) {
		memcpy(changed, text, length);
		memmove(changed + i + 1, changed + i, length - i);
		changed[i] = ' ';
		if (ticket_parse(changed, length + 1, &read) == 0 && strchr(read.user, ' ') == NULL)
			printf("# a blank before byte %zu\n", i), ok(false);
	}
	memset(changed, 'x', sizeof(changed));
	is_number(ticket_parse(changed, sizeof(changed), &read), -EBADMSG);
	memcpy(changed, text, length);
	changed[length - 1] = '\0';
	is_number(ticket_parse(changed, length, &read), -EBADMSG);
	/* A session of 63 digits. */
	memcpy(changed, text, length + 1);
	memmove(strstr(changed, "0011"), strstr(changed, "0011") + 1, strlen(strstr(changed, "0011")));
	is_number(ticket_parse(changed, length - 1, &read), -EBADMSG);
	is_number(ticket_parse("", 0, &read), -EBADMSG);
	is_number(ticket_parse("nsatlas-ticket 2\n", 17, &read), -EBADMSG);
}

static void a_token_is_64_lower_case_digits(void)
{
	ok(ticket_is_hexadecimal(SESSION));
	ok(!ticket_is_hexadecimal(""));
	ok(!ticket_is_hexadecimal(SESSION "0"));
	ok(!ticket_is_hexadecimal("00112233445566778899aabbccddeeff00112233445566778899aabbccddeefg"));
	ok(!ticket_is_hexadecimal("00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff"));
}

static void the_hash_is_that_of_sha256sum(void)
{
	static char text[300];

	memset(text, 'a', sizeof(text));
	/* Around the ends of blocks. */
	for (size_t length = 0; length < sizeof(text); length += length < 130 ? 1 : 41) {
		char file[] = "/tmp/nsatlas-rights-hash-XXXXXX", hash[SHA256_TEXT + 1];
		CLEANUP_FD int fd = mkstemp(file);
		CLEANUP_FREE char *printed = NULL;

		must(fd >= 0 && write(fd, text, length) == (ssize_t) length);
		if (length % 13 == 0 || (length >= 54 && length <= 66) || length == 119 || length == 120) {
			printed = output_of((const char *const []) { "sha256sum", file, NULL });
			printed[strcspn(printed, " ")] = '\0';
			sha256_text(text, length, hash);
			is_string(hash, printed);
		}
		(void) unlink(file);
	}
}

/* --- in the directory */

static void create(void)
{
	char hash[SHA256_TEXT + 1];

	must(ticket_create(directory, &fresh, token) == 0);
	sha256_text(token, TICKET_TOKEN, hash);
	(void) snprintf(path, sizeof(path), "%s/%s", directory, hash);
}

static int use(uint64_t now_ms)
{
	struct ticket ticket;

	return ticket_use(directory, token, SESSION, &web, now_ms, &ticket);
}

static void a_ticket_lies_under_the_hash_of_its_token_for_root_alone(void)
{
	char other[TICKET_TOKEN + 1];
	struct stat status;

	create();
	ok(ticket_is_hexadecimal(token));
	must(stat(path, &status) == 0);
	is_number(status.st_mode & 07777, 0600);
	must(ticket_create(directory, &fresh, other) == 0);
	ok(strcmp(other, token) != 0);
}

static void each_use_is_counted_and_puts_the_end_off(void)
{
	struct ticket ticket;

	create();
	is_number(use(NOW + 4 * MINUTE), 0);
	is_number(use(NOW + 8 * MINUTE), 0);
	is_number(ticket_look(directory, token, SESSION, &web, NOW + 8 * MINUTE, &ticket), 0);
	is_number(ticket.uses, 2);
	is_number(ticket.used_ms, NOW + 8 * MINUTE);
	is_number(ticket.created_ms, NOW);
	is_number(use(NOW + 13 * MINUTE), -EKEYEXPIRED);
	is_number(use(NOW + 12 * MINUTE), 0);
	is_number(use(NOW + 14 * MINUTE), 0);
	is_number(use(NOW + 15 * MINUTE), -EKEYEXPIRED);
}

static void a_ticket_is_denied_to_a_foreign_session_peer_or_token(void)
{
	struct ticket ticket;

	create();
	is_number(ticket_use(directory, token, OTHER_SESSION, &web, NOW, &ticket), -EKEYREJECTED);
	is_number(ticket_use(directory, token, SESSION, &other_process, NOW, &ticket), -EKEYREJECTED);
	is_number(ticket_use(directory, OTHER_SESSION, SESSION, &web, NOW, &ticket), -ENOENT);
	is_number(ticket_use(directory, "../../etc/passwd", SESSION, &web, NOW, &ticket), -EKEYREJECTED);
	is_number(ticket_release(directory, token, SESSION, &other_process, NOW), -EKEYREJECTED);
	is_number(use(NOW), 0);
}

static void a_ticket_given_back_is_none_any_more(void)
{
	create();
	is_number(ticket_release(directory, token, SESSION, &web, NOW), 0);
	is_number(use(NOW), -ENOENT);
	is_number(ticket_release(directory, token, SESSION, &web, NOW), -ENOENT);
	create();
	is_number(ticket_release(directory, token, SESSION, &web, NOW + 60 * MINUTE), 0);
	ok(access(path, F_OK) < 0);
}

static void a_file_that_is_not_as_we_make_it_is_denied(void)
{
	char link_path[300];

	create();
	must(chmod(path, 0640) == 0);
	is_number(use(NOW), -EPERM);
	must(chmod(path, 0600) == 0);
	is_number(use(NOW), 0);
	must(chown(path, 23456, 0) == 0);
	is_number(use(NOW), -EPERM);
	must(chown(path, 0, 0) == 0);
	(void) snprintf(link_path, sizeof(link_path), "%s/elsewhere", directory);
	must(link(path, link_path) == 0);
	is_number(use(NOW), -EPERM);
	must(unlink(path) == 0 && symlink("elsewhere", path) == 0);
	is_number(use(NOW), -EPERM);
	must(unlink(path) == 0 && mkfifo(path, 0600) == 0);
	is_number(use(NOW), -EPERM);
	must(unlink(path) == 0 && unlink(link_path) == 0 && mkdir(path, 0600) == 0);
	is_number(use(NOW), -EPERM);
	must(rmdir(path) == 0);
}

static void a_file_with_other_words_is_denied(void)
{
	CLEANUP_FD int fd = -1;

	create();
	fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
	must(fd >= 0 && write(fd, "uses 9\n", 7) == 7);
	is_number(use(NOW), -EBADMSG);
	must(ftruncate(fd, 1024 * 1024) == 0);
	is_number(use(NOW), -EFBIG);
}

static void a_directory_that_is_open_to_others_or_a_link_is_denied(void)
{
	char link_path[] = "/tmp/nsatlas-rights-link";
	struct ticket ticket;

	create();
	must(chmod(directory, 0750) == 0);
	is_number(use(NOW), -EPERM);
	must(chmod(directory, 0700) == 0 && chown(directory, 23456, 0) == 0);
	is_number(use(NOW), -EPERM);
	must(chown(directory, 0, 0) == 0);
	(void) unlink(link_path);
	must(symlink(directory, link_path) == 0);
	is_number(ticket_use(link_path, token, SESSION, &web, NOW, &ticket), -EPERM);
	must(unlink(link_path) == 0);
	is_number(use(NOW), 0);
}

static int count_files(void)
{
	CLEANUP_DIR DIR *dir = opendir(directory);
	struct dirent *entry;
	int count = 0;

	must(dir);
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	return count;
}

static void those_whose_time_is_over_are_cleared_away(void)
{
	is_number(ticket_clear(directory, NOW + 30 * MINUTE), 0);
	/* All but the one that was spoilt. */
	is_number(count_files(), 1);
	create();
	is_number(ticket_clear(directory, NOW + MINUTE), 0);
	is_number(use(NOW + MINUTE), 0);
}

/* What becomes of this in a child, as the errno that it exits with. */
static int in_child(int (*attempt)(void))
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0)
		_exit(-attempt());
	must(waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return -WEXITSTATUS(status);
}

static int create_without_chance(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	char other[TICKET_TOKEN + 1];

	if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(getrandom), 0) < 0 || seccomp_load(filter) < 0)
		return -ECHILD;
	return ticket_create(directory, &fresh, other);
}

static int give_back_where_nothing_can_be_written(void)
{
	struct ticket ticket;

	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount(directory, directory, NULL, MS_BIND, NULL) < 0 ||
	    mount(NULL, directory, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		return -ECHILD;
	if (ticket_use(directory, token, SESSION, &web, NOW, &ticket) != -EROFS)
		return -ECHILD;
	return ticket_release(directory, token, SESSION, &web, NOW);
}

/* The directory itself takes the last descriptor. */
static int clear_with_one_descriptor(void)
{
	int next = dup(0);
	struct rlimit limit = { (rlim_t) next + 1, (rlim_t) next + 1 };

	(void) close(next);
	return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? -ECHILD : ticket_clear(directory, NOW);
}

static void where_no_ticket_can_be_given_or_taken_back_that_is_told(void)
{
	char other[TICKET_TOKEN + 1];
	struct ticket ticket;

	is_number(ticket_create("/no/such/directory", &fresh, other), -ENOENT);
	is_number(ticket_clear("/no/such/directory", NOW), -ENOENT);
	create();
	is_number(ticket_use(directory, token, "no session", &web, NOW, &ticket), -EKEYREJECTED);
	is_number(in_child(create_without_chance), -EIO);
	is_number(in_child(give_back_where_nothing_can_be_written), -EROFS);
	is_number(in_child(clear_with_one_descriptor), -EMFILE);
}

static void uses_at_the_same_time_are_all_counted(void)
{
	struct ticket ticket;

	create();
	for (int i = 0; i < 20; i++) {
		if (fork() == 0)
			_exit(use(NOW) == 0 ? 0 : 1);
	}
	for (int i = 0; i < 20; i++) {
		int status;

		must(wait(&status) > 0);
		is_number(status, 0);
	}
	is_number(ticket_look(directory, token, SESSION, &web, NOW, &ticket), 0);
	is_number(ticket.uses, 20);
}

static void remove_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(void)
{
	must(mkdtemp(directory) && atexit(remove_directory) == 0);
	TEST(a_ticket_lasts_15_minutes_and_5_without_use);
	TEST(a_ticket_is_for_one_session_and_one_process);
	TEST(its_text_is_read_as_it_was_written_and_in_no_other_way);
	TEST(a_token_is_64_lower_case_digits);
	TEST(the_hash_is_that_of_sha256sum);
	TEST(a_ticket_lies_under_the_hash_of_its_token_for_root_alone);
	TEST(each_use_is_counted_and_puts_the_end_off);
	TEST(a_ticket_is_denied_to_a_foreign_session_peer_or_token);
	TEST(a_ticket_given_back_is_none_any_more);
	TEST(a_file_that_is_not_as_we_make_it_is_denied);
	TEST(a_file_with_other_words_is_denied);
	TEST(a_directory_that_is_open_to_others_or_a_link_is_denied);
	TEST(those_whose_time_is_over_are_cleared_away);
	TEST(where_no_ticket_can_be_given_or_taken_back_that_is_told);
	TEST(uses_at_the_same_time_are_all_counted);
	return tap_done();
}
