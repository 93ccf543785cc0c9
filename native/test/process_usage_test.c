/* What processes use, as the whole program tells it, against ps(1) and what the test made them use. */
#define _GNU_SOURCE
#include "inspect-client.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>

#define QUESTION "{\"protocol\":1,\"verb\":\"inspect\",\"usage\":{}}"
#define HELD ((size_t) 200 * 1024 * 1024)

enum { BURNT_MS = 500, ROW_START_TIME = 1, ROW_TICKS, ROW_PAGES, ROW_AFTER_MS, ROW_LENGTH };

/* The document, to decref. */
static json_t *usage_as(void (*become)(void))
{
	struct answer answer = ask_as("nsatlas-inspect", QUESTION, become);
	json_t *usage = json_incref(answer.document);

	ok(answer.whole);
	is_number(answer.status, 0);
	must(usage);
	is_number(number_in(usage, "schema"), 1);
	free_answer(&answer);
	return usage;
}

static const json_t *row_of(const json_t *usage, pid_t pid)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(usage, "processes"), i, row)
		if (json_integer_value(json_array_get(row, 0)) == pid)
			return row;
	return NULL;
}

static long long at(const json_t *row, size_t column)
{
	return json_integer_value(json_array_get(row, column));
}

static long long burnt_ms(void)
{
	struct timespec used;

	(void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1000LL + used.tv_nsec / 1000000;
}

static void burn(void *context)
{
	(void) context;
	while (burnt_ms() < BURNT_MS)
		;
}

static void what_a_process_burnt_is_told_in_ticks(void)
{
	pid_t pid = start_child(burn, NULL);
	json_t *usage = usage_as(NULL);
	const json_t *row = row_of(usage, pid);
	long long ms = at(row, ROW_TICKS) * 1000 / number_in(usage, "ticksPerSecond");

	is_number(json_array_size(row), ROW_LENGTH);
	is_number(at(row, ROW_START_TIME), start_time_of(pid));
	is_number(number_in(usage, "ticksPerSecond"), sysconf(_SC_CLK_TCK));
	if (!ok(ms >= BURNT_MS - 20 && ms <= BURNT_MS + 100))
		printf("# %lld ms\n", ms);
	json_decref(usage);
	end_child(pid);
}

static void hold(void *context)
{
	char *held = mmap(NULL, HELD, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void) context;
	if (held == MAP_FAILED)
		_exit(126);
	memset(held, 1, HELD);
}

static long long kib_of(pid_t pid)
{
	char digits[16], *text;
	long long kib;

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	text = output_of((const char *const []) { "ps", "-p", digits, "-o", "rss", "--no-headers", NULL });
	kib = strtoll(text, NULL, 10);
	free(text);
	return kib;
}

static void what_a_process_holds_in_memory_is_as_ps_says(void)
{
	pid_t pid = start_child(hold, NULL);
	json_t *usage = usage_as(NULL);
	long long kib = at(row_of(usage, pid), ROW_PAGES) * number_in(usage, "pageSize") / 1024;

	ok(kib >= (long long) HELD / 1024);
	/* The kernel counts in batches for each processor, so two looks at the same memory differ by some pages. */
	if (!ok(llabs(kib - kib_of(pid)) <= 4096))
		printf("# %lld KiB, ps says %lld\n", kib, kib_of(pid));
	json_decref(usage);
	end_child(pid);
}

static int64_t boot_now_ms(void)
{
	struct timespec now;

	(void) clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void each_row_says_when_it_was_read(void)
{
	int64_t before = boot_now_ms();
	json_t *usage = usage_as(NULL);
	int64_t after = boot_now_ms();
	long long began = number_in(usage, "bootMs"), last = 0;
	json_t *row;
	size_t i;

	ok(began >= before && began <= after);
	json_array_foreach(json_object_get(usage, "processes"), i, row) {
		if (at(row, ROW_AFTER_MS) < last || began + at(row, ROW_AFTER_MS) > after)
			ok(!"in order");
		last = at(row, ROW_AFTER_MS);
	}
	is_number(number_in(usage, "leftOut"), 0);
	json_decref(usage);
}

static void an_ordinary_user_is_told_of_everybody(void)
{
	json_t *usage = usage_as(become_nobody);

	is_number(at(row_of(usage, getpid()), ROW_START_TIME), start_time_of(getpid()));
	is_number(json_array_size(json_object_get(usage, "unread")), 0);
	json_decref(usage);
}

static void be_nobody_under_hidepid(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || mount("proc", "/proc", "proc", 0, "hidepid=2") < 0)
		_exit(126);
	become_nobody();
}

/* Not with zeros: it is not known. */
static void who_is_hidden_has_no_row(void)
{
	json_t *usage = usage_as(be_nobody_under_hidepid);

	ok(!row_of(usage, getpid()));
	ok(json_array_size(json_object_get(usage, "processes")) > 0);
	json_decref(usage);
}

static void a_wish_that_is_none_is_refused(void)
{
	is_refused(ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"usage\":{\"pid\":1}}", NULL), "usage", "request");
	is_refused(ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"usage\":[]}", NULL), "usage", "request");
}

int main(void)
{
	TEST(what_a_process_burnt_is_told_in_ticks);
	TEST(what_a_process_holds_in_memory_is_as_ps_says);
	TEST(each_row_says_when_it_was_read);
	TEST(an_ordinary_user_is_told_of_everybody);
	TEST(who_is_hidden_has_no_row);
	TEST(a_wish_that_is_none_is_refused);
	return tap_done();
}
