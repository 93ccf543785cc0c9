/* The parsers of proc_pid_status(5) and proc_pid_limits(5), given what a kernel may write and what none does. */
#define _GNU_SOURCE
#include "process-limits.h"
#include "process-status.h"

#include "cleanup.h"
#include "tap.h"

#define IDS "Uid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\n"
#define SETS "CapInh:\t0000000000000001\nCapPrm:\t0000000000000002\nCapEff:\t0000000000000003\nCapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000005\n"
#define REST SETS "NoNewPrivs:\t1\n"

/* On the heap and without a NUL, so that a read beyond the end is seen. */
static struct procfs_buffer exact(const char *text)
{
	size_t length = strlen(text);
	struct procfs_buffer copy = { .bytes = malloc(length + !length), .length = length };

	must(copy.bytes);
	memcpy(copy.bytes, text, length);
	return copy;
}

static int parse_status(const char *text, struct process_status *ret_status)
{
	CLEANUP_BUFFER struct procfs_buffer copy = exact(text);

	return process_parse_status(&copy, ret_status);
}

static void a_status_gives_what_is_in_it(void)
{
	struct process_status status;

	if (is_number(parse_status("Name:\tx\nUmask:\t0137\n" IDS "Groups:\t5 4294967295 \nVmHWM:\t    12 kB\nVmSize:\t      3060 kB\nVmRSS:\t       8 kB\n"
		"VmSwap:\t       0 kB\n" REST "Seccomp:\t2\nSeccomp_filters:\t3\nvoluntary_ctxt_switches:\t9\nnonvoluntary_ctxt_switches:\t10\n", &status), 0)) {
		is_number(status.uids[PROCESS_ID_FILE_SYSTEM], 4);
		is_number(status.gids[PROCESS_ID_REAL], 5);
		is_number(status.group_count, 2);
		is_number(status.groups[1], 4294967295);
		ok(status.has_umask && status.umask == 0137);
		is_number(status.capabilities.bounding, 0x1ffffffffff);
		is_number(status.capabilities.ambient, 5);
		ok(status.has_memory);
		is_number(status.memory[PROCESS_MEMORY_VIRTUAL], 3060 * 1024);
		is_number(status.memory[PROCESS_MEMORY_PEAK_RESIDENT], 12 * 1024);
		ok(status.no_new_privs && status.has_seccomp && status.seccomp == 2 && status.has_seccomp_filters && status.seccomp_filters == 3);
		ok(status.has_switches && status.voluntary_switches == 9 && status.involuntary_switches == 10);
	}
	process_status_free(&status);
}

static void what_a_status_may_lack_is_absent(void)
{
	struct process_status status;

	is_number(parse_status(IDS "Groups:\t \n" REST, &status), 0);
	is_number(status.group_count, 0);
	ok(!status.has_umask && !status.has_memory && !status.has_seccomp && !status.has_seccomp_filters && !status.has_switches);
	process_status_free(&status);
}

static void a_status_of_another_form_is_refused(void)
{
	static const char *const texts[] = {
		"", IDS REST, IDS "Groups:\tx\n" REST, "Uid:\t1\t2\t3\nGid:\t5\t6\t7\t8\nGroups:\t\n" REST, IDS "Groups:\t\nNoNewPrivs:\t1\n",
		IDS "Groups:\t4294967296\n" REST, IDS "Groups:\t\n" SETS, IDS "Groups:\t\n" SETS "NoNewPrivs:\t2\n",
		IDS "Groups:\t\n" REST "Seccomp:\t3\n", IDS "Groups:\t\n" REST "VmSize:\t1 kB\n", IDS "Groups:\t\n" REST "Umask:\t0189\n",
		IDS "Groups:\t\nCapInh:\t00000000000000001\n" REST, IDS "Groups:\t\n" REST "VmSize:\t99999999999999999999 kB\n",
	};
	struct process_status status;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!is_number(parse_status(texts[i], &status), -EBADMSG))
			printf("# %s\n", texts[i]);
		process_status_free(&status);
	}
}

static int parse_limit(const char *text, struct process_limit *ret_limit)
{
	static struct procfs_buffer copy;

	procfs_buffer_free(&copy);
	copy = exact(text);
	return process_parse_limit(copy.bytes, copy.length, ret_limit);
}

static void a_limit_gives_name_values_and_unit(void)
{
	struct process_limit limit;

	if (is_number(parse_limit("Max open files            20000                unlimited            files     ", &limit), 0)) {
		is_bytes(limit.name, limit.name_length, "Max open files");
		ok(limit.has_soft && limit.soft == 20000 && !limit.has_hard);
		is_bytes(limit.unit, limit.unit_length, "files");
	}
	if (is_number(parse_limit("Max nice priority         0                    18446744073709551614           ", &limit), 0)) {
		is_number(limit.hard, UINT64_MAX - 1);
		is_number(limit.unit_length, 0);
	}
}

static void a_limit_of_another_form_is_refused(void)
{
	static const char *const lines[] = {
		"", "Max open files", "Max open files            ", "Max open files            20000", "Max open files            20000 many",
		"                          1 2 files", "Max open files 20000 20000 files", "Max open\377files            1                    2",
		"Max open files            18446744073709551616 1 files", "Max open files            -1 1 files",
	};
	struct process_limit limit;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!is_number(parse_limit(lines[i], &limit), -EBADMSG))
			printf("# %s\n", lines[i]);
}

static void a_file_of_limits_has_a_head_and_an_end(void)
{
	static const char head[] = "Limit                     Soft Limit           Hard Limit           Units     \n";
	static const char line[] = "Max open files            1                    2                    files     \n";
	struct process_limit limits[PROCESS_LIMITS_MAX];
	char text[sizeof(head) + (PROCESS_LIMITS_MAX + 1) * sizeof(line)];
	struct procfs_buffer whole = { .bytes = text };
	size_t count, length = (size_t) snprintf(text, sizeof(text), "%s", head);

	is_number(process_parse_limits(&whole, limits, &count), -EBADMSG);
	whole.length = length;
	is_number(process_parse_limits(&whole, limits, &count), 0);
	is_number(count, 0);
	for (int i = 0; i <= PROCESS_LIMITS_MAX; i++) {
		whole.length = length;
		is_number(process_parse_limits(&whole, limits, &count), 0);
		is_number(count, i);
		length += (size_t) snprintf(text + length, sizeof(text) - length, "%s", line);
	}
	whole.length = length;
	is_number(process_parse_limits(&whole, limits, &count), -E2BIG);
}

int main(void)
{
	TEST(a_status_gives_what_is_in_it);
	TEST(what_a_status_may_lack_is_absent);
	TEST(a_status_of_another_form_is_refused);
	TEST(a_limit_gives_name_values_and_unit);
	TEST(a_limit_of_another_form_is_refused);
	TEST(a_file_of_limits_has_a_head_and_an_end);
	return tap_done();
}
