/* How often somebody may be wrong: pure with a clock of the test's, and in its directory. */
#define _GNU_SOURCE
#include "lockout.h"

#include "targets.h"

enum { MINUTE = 60 * 1000, NOW = 100 * MINUTE };

static char directory[] = "/tmp/nsatlas-rights-lockout-XXXXXX";

static void the_fifth_failure_shuts_for_five_minutes(void)
{
	struct lockout lockout = { 0 };

	for (unsigned int i = 0; i < 4; i++)
		lockout_add(&lockout, LOCKOUT_OF_NAME, NOW + i);
	is_number(lockout_left_ms(&lockout, NOW + 4), 0);
	lockout_add(&lockout, LOCKOUT_OF_NAME, NOW + 4);
	is_number(lockout_left_ms(&lockout, NOW + 4), 5 * MINUTE);
	is_number(lockout_left_ms(&lockout, NOW + 4 + 5 * MINUTE - 1), 1);
	is_number(lockout_left_ms(&lockout, NOW + 4 + 5 * MINUTE), 0);
}

static void failures_older_than_five_minutes_are_forgotten(void)
{
	struct lockout lockout = { 0 };

	for (unsigned int i = 0; i < 20; i++) {
		lockout_add(&lockout, LOCKOUT_OF_NAME, NOW + i * 2 * MINUTE);
		is_number(lockout_left_ms(&lockout, NOW + i * 2 * MINUTE), 0);
	}
	is_number(lockout.count, 3);
}

static void what_was_none_is_taken_back_and_opens_what_it_shut(void)
{
	struct lockout lockout = { 0 };

	for (unsigned int i = 0; i < 5; i++)
		lockout_add(&lockout, LOCKOUT_OF_NAME, NOW + i);
	lockout_take_back(&lockout, NOW + 4);
	is_number(lockout.count, 4);
	is_number(lockout_left_ms(&lockout, NOW + 5), 0);
	lockout_take_back(&lockout, NOW + 99);
	is_number(lockout.count, 4);
}

static void its_text_is_read_as_it_was_written_and_in_no_other_way(void)
{
	static const char *const bad[] = {
		"", "nsatlas-failures 1\n", "nsatlas-failures 1\nuntil -1\n", "nsatlas-failures 1\nuntil 0\nat x\n", "nsatlas-failures 1\nuntil 0\nat 1",
		"nsatlas-failures 1\nuntil  0\n", "nsatlas-failures 1\nuntil 99999999999999999999999\n", "nsatlas-failures 2\nuntil 0\n",
	};
	char text[LOCKOUT_TEXT_LIMIT];
	struct lockout lockout = { 0 }, read;

	for (unsigned int i = 0; i < LOCKOUT_MOST; i++)
		lockout_add(&lockout, LOCKOUT_OF_PEER, UINT64_MAX - 10 * MINUTE + i);
	is_number(lockout_parse(text, lockout_format(&lockout, text), &read), 0);
	is_number(read.count, LOCKOUT_MOST);
	ok(memcmp(&read, &lockout, sizeof(read)) == 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_number(lockout_parse(bad[i], strlen(bad[i]), &read), -EBADMSG);
}

static void each_key_is_counted_by_itself(void)
{
	uint64_t left = 0;

	for (unsigned int i = 0; i < 5; i++)
		is_number(lockout_begin(directory, "user a", LOCKOUT_OF_NAME, NOW + i, &left), 0);
	is_number(lockout_begin(directory, "user a", LOCKOUT_OF_NAME, NOW + 5, &left), -EUSERS);
	is_number(left, 5 * MINUTE - 1);
	is_number(lockout_begin(directory, "user a", 0, NOW + 5, &left), -EUSERS);
	is_number(lockout_begin(directory, "user b", LOCKOUT_OF_NAME, NOW + 5, &left), 0);
	is_number(lockout_succeed(directory, "user a", NOW + 4, true), 0);
	is_number(lockout_begin(directory, "user a", LOCKOUT_OF_NAME, NOW + 6, &left), 0);
}

static void attempts_at_the_same_time_are_all_counted(void)
{
	int let_in = 0;

	for (int i = 0; i < 20; i++) {
		if (fork() == 0) {
			uint64_t left = 0;

			_exit(lockout_begin(directory, "user c", LOCKOUT_OF_NAME, NOW, &left) == 0 ? 0 : 1);
		}
	}
	for (int i = 0; i < 20; i++) {
		int status;

		must(wait(&status) > 0);
		let_in += status == 0;
	}
	is_number(let_in, LOCKOUT_OF_NAME);
}

static void a_file_that_was_spoilt_lets_nobody_in(void)
{
	uint64_t left = 0;

	must(lockout_begin(directory, "user d", LOCKOUT_OF_NAME, NOW, &left) == 0);
	free(output_of((const char *const []) { "sh", "-c", "for f in \"$0\"/failures-*; do echo x >> \"$f\"; done", directory, NULL }));
	is_number(lockout_begin(directory, "user d", LOCKOUT_OF_NAME, NOW, &left), -EBADMSG);
}

static void remove_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(void)
{
	must(mkdtemp(directory) && atexit(remove_directory) == 0);
	TEST(the_fifth_failure_shuts_for_five_minutes);
	TEST(failures_older_than_five_minutes_are_forgotten);
	TEST(what_was_none_is_taken_back_and_opens_what_it_shut);
	TEST(its_text_is_read_as_it_was_written_and_in_no_other_way);
	TEST(each_key_is_counted_by_itself);
	TEST(attempts_at_the_same_time_are_all_counted);
	TEST(a_file_that_was_spoilt_lets_nobody_in);
	return tap_done();
}
