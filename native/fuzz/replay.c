/* replay CORPUS [MILLISECONDS]: every fuzz target in one program, without libFuzzer: each reads all that its corpus keeps, and then changed
 * pieces of it for a while, always the same ones. What it dies of is in build/fuzz/died-of. Prints TAP. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>

enum { INPUTS_MAX = 256, INPUT_ROOM = 64 * 1024, CHANGES_MAX = 8 };

#define TARGET(name) int fuzz_##name(const uint8_t *bytes, size_t length);
#include "targets.h"
#undef TARGET

static const struct target {
	const char *name;
	int (*run)(const uint8_t *bytes, size_t length);
} targets[] = {
#define TARGET(name) { #name, fuzz_##name },
#include "targets.h"
#undef TARGET
};

static struct input {
	uint8_t *bytes;
	size_t length;
} inputs[INPUTS_MAX];
static size_t input_count;

/* What the target looks at now, on the heap: a byte too far is seen. */
static struct input now;

static void keep_now(void)
{
	int fd = open("build/fuzz/died-of", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd >= 0)
		(void) !write(fd, now.bytes, now.length);
}

static void die(int signal)
{
	keep_now();
	_exit(128 + signal);
}

static void run(const struct target *target, const uint8_t *bytes, size_t length)
{
	now.bytes = malloc(length + (length == 0));
	now.length = length;
	if (!now.bytes)
		abort();
	memcpy(now.bytes, bytes, length);
	(void) target->run(now.bytes, now.length);
	free(now.bytes);
	now = (struct input) { 0 };
}

/* --- the corpus */

static bool read_input(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	struct input *input = &inputs[input_count];
	ssize_t n;

	if (fd < 0 || input_count == INPUTS_MAX)
		return false;
	input->bytes = malloc(INPUT_ROOM);
	if (!input->bytes)
		abort();
	n = read(fd, input->bytes, INPUT_ROOM);
	(void) close(fd);
	if (n < 0)
		return false;
	input->length = (size_t) n;
	input_count++;
	return true;
}

static bool read_corpus(const char *corpus, const char *name)
{
	char path[4096];
	struct dirent *entry;
	bool good = true;
	DIR *dir;

	while (input_count > 0)
		free(inputs[--input_count].bytes);
	(void) snprintf(path, sizeof(path), "%s/%s", corpus, name);
	dir = opendir(path);
	if (!dir)
		return false;
	while (good && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			good = read_input(dirfd(dir), entry->d_name);
	(void) closedir(dir);
	return good && input_count > 0;
}

/* --- changes */

static uint64_t state;

/* xorshift64: the same numbers in each run. */
static size_t below(size_t limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return limit == 0 ? 0 : (size_t) (state % limit);
}

static size_t change(uint8_t *bytes, size_t length)
{
	static const uint8_t odd[] = { 0x00, 0xff, 0x7f, 0x80, '\n', '"', '\\', ' ', ':', '0', '9', '-' };
	size_t at = below(length + 1), rest = length - at;

	switch (below(5)) {
	case 0:
		return at;
	case 1:
		if (rest > 0)
			bytes[at] ^= (uint8_t) (1u << below(8));
		return length;
	case 2:
		if (rest > 0)
			bytes[at] = odd[below(sizeof(odd))];
		return length;
	case 3:
		if (length < INPUT_ROOM) {
			memmove(bytes + at + 1, bytes + at, rest);
			bytes[at] = odd[below(sizeof(odd))];
			length++;
		}
		return length;
	default:
		if (rest > 0)
			memmove(bytes + at, bytes + at + 1, rest - 1);
		return rest > 0 ? length - 1 : length;
	}
}

/* The beginning of one, the end of another, and a few changes. */
static void run_changed(const struct target *target)
{
	static uint8_t bytes[INPUT_ROOM];
	const struct input *one = &inputs[below(input_count)], *other = &inputs[below(input_count)];
	size_t from = below(other->length + 1), length = one->length, changes = 1 + below(CHANGES_MAX);

	memcpy(bytes, one->bytes, length);
	if (below(4) == 0) {
		size_t rest = other->length - from;

		length = below(length + 1);
		if (rest > INPUT_ROOM - length)
			rest = INPUT_ROOM - length;
		memcpy(bytes + length, other->bytes + from, rest);
		length += rest;
	}
	for (size_t i = 0; i < changes; i++)
		length = change(bytes, length);
	run(target, bytes, length);
}

static int64_t now_ms(void)
{
	struct timespec time;

	(void) clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static size_t replay(const struct target *target, int64_t milliseconds)
{
	int64_t until = now_ms() + milliseconds;
	size_t runs = 0;

	state = 0x9e3779b97f4a7c15u;
	for (size_t i = 0; i < input_count; i++)
		run(target, inputs[i].bytes, inputs[i].length);
	for (; now_ms() < until; runs++)
		run_changed(target);
	return runs;
}

int main(int argc, char *argv[])
{
	const size_t count = sizeof(targets) / sizeof(targets[0]);
	int64_t milliseconds = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
	int bad = 0;

	if (argc < 2)
		return 2;
	(void) signal(SIGABRT, die);
	__sanitizer_set_death_callback(keep_now);
	(void) setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < count; i++) {
		bool good = read_corpus(argv[1], targets[i].name);

		printf("# %s\n", targets[i].name);
		printf("# %zu kept, %zu changed\n", input_count, good ? replay(&targets[i], milliseconds) : 0);
		printf("%sok %zu - %s reads all that was kept\n", good ? "" : "not ", i + 1, targets[i].name);
		bad += !good;
	}
	printf("1..%zu\n", count);
	return bad > 0;
}
