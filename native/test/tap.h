/* Test Anything Protocol, for one test program. Each test is a plain fact in the present tense:
 *
 *   static void a_zombie_has_left_all_but_user_and_pid(void) { ok(...); is_number(...); }
 *   int main(void) { TEST(a_zombie_has_left_all_but_user_and_pid); return tap_done(); }
 *
 * A check that fails says where and what; the test goes on, and counts once. */
#ifndef NSATLAS_TAP_H
#define NSATLAS_TAP_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct { int run; int failed; bool bad; const char *skip; } tap;

/* The name as a sentence: underscores are blanks. */
static inline void tap_print_name(const char *name)
{
	for (; *name; name++)
		(void) putchar(*name == '_' ? ' ' : *name);
}

static inline void tap_run(const char *name, void (*test)(void))
{
	tap.run++;
	tap.bad = false;
	tap.skip = NULL;
	test();
	if (tap.bad)
		tap.failed++;
	printf("%s %d - ", tap.bad ? "not ok" : "ok", tap.run);
	tap_print_name(name);
	if (tap.skip && !tap.bad)
		printf(" # SKIP %s", tap.skip);
	printf("\n");
	(void) fflush(stdout);
}

/* What this machine cannot show, and why. Give up the test after it: `if (...) { tap_skip("..."); return; }` */
static inline void tap_skip(const char *why)
{
	tap.skip = why;
}

static inline int tap_done(void)
{
	printf("1..%d\n", tap.run);
	return tap.failed == 0 ? 0 : 1;
}

static inline bool tap_check(bool good, const char *file, int line, const char *what)
{
	if (!good) {
		tap.bad = true;
		printf("# %s:%d: %s\n", file, line, what);
	}
	return good;
}

static inline bool tap_same_number(long long got, long long want, const char *file, int line, const char *what)
{
	if (got != want)
		printf("# got %lld, want %lld\n", got, want);
	return tap_check(got == want, file, line, what);
}

static inline bool tap_same_bytes(const char *got, size_t got_length, const char *want, const char *file, int line, const char *what)
{
	bool same = got_length == strlen(want) && memcmp(got, want, got_length) == 0;

	if (!same)
		printf("# got \"%.*s\", want \"%s\"\n", (int) got_length, got, want);
	return tap_check(same, file, line, what);
}

static inline bool tap_same_string(const char *got, const char *want, const char *file, int line, const char *what)
{
	return got ? tap_same_bytes(got, strlen(got), want, file, line, what) : tap_check(false, file, line, what);
}

#define TEST(function) tap_run(#function, function)
/* Each gives whether it holds, so that a test can stop where the rest makes no sense: `if (!ok(...)) return;` */
#define ok(condition) tap_check((condition), __FILE__, __LINE__, #condition)
#define is_number(got, want) tap_same_number((long long) (got), (long long) (want), __FILE__, __LINE__, #got " is " #want)
#define is_string(got, want) tap_same_string((got), (want), __FILE__, __LINE__, #got " is " #want)
#define is_bytes(got, length, want) tap_same_bytes((got), (length), (want), __FILE__, __LINE__, #got " is " #want)

/* For what the test itself needs: without it no test can go on. */
#define must(condition) \
	do { \
		if (!(condition)) { \
			printf("Bail out! %s:%d: %s: %s\n", __FILE__, __LINE__, #condition, strerror(errno)); \
			exit(1); \
		} \
	} while (0)

#endif
