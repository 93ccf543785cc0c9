/* The file of the policy: whose it must be, and whom its names mean. */
#define _GNU_SOURCE
#include "policy-file.h"
#include "policy-names.h"

#include "targets.h"

static char directory[] = "/tmp/nsatlas-rights-policy-XXXXXX";
static char path[128];
static struct policy policy;
static struct policy_problem problem;

static void write_policy(const char *text)
{
	FILE *file = fopen(path, "we");

	must(file && fputs(text, file) >= 0 && fclose(file) == 0 && chmod(path, 0644) == 0);
}

static int load(const char *from)
{
	int r = policy_load(from, &policy, &problem);

	policy_free(&policy);
	return r;
}

#define is_refused(from, words) \
	do { \
		is_number(load(from), -EINVAL); \
		if (!ok(strstr(problem.message, words))) \
			printf("# it says: %s\n", problem.message); \
		is_number(problem.line, 0); \
	} while (0)

static void a_file_of_root_that_nobody_else_can_write_is_read(void)
{
	write_policy("permit exec any as any in any auth none\n");
	is_number(load(path), 0);
	must(chmod(path, 0600) == 0);
	is_number(load(path), 0);
}

static void a_file_that_somebody_else_could_have_written_is_refused(void)
{
	write_policy("");
	must(chown(path, 23456, 0) == 0);
	is_refused(path, "belongs to uid 23456, not to root");
	must(chown(path, 0, 23456) == 0 && chmod(path, 0664) == 0);
	is_refused(path, "can be written by its group or by others (mode 0664)");
	must(chmod(path, 0646) == 0);
	is_refused(path, "can be written by its group or by others (mode 0646)");
}

static void a_directory_in_which_somebody_else_could_put_another_is_refused(void)
{
	write_policy("");
	must(chmod(directory, 0775) == 0);
	is_refused(path, "can be written by its group or by others");
	must(chmod(directory, 0755) == 0 && chown(directory, 23456, 0) == 0);
	is_refused(path, "belongs to uid 23456, not to root");
	must(chown(directory, 0, 0) == 0);
	/* /tmp itself, which is on the way, is sticky. */
	is_number(load(path), 0);
}

static void a_link_is_refused_wherever_it_stands_in_the_path(void)
{
	char last[160], on_the_way[160], through[200];

	write_policy("");
	(void) snprintf(last, sizeof(last), "%s/link", directory);
	(void) snprintf(on_the_way, sizeof(on_the_way), "%s/folder", directory);
	(void) snprintf(through, sizeof(through), "%s/policy", on_the_way);
	must(symlink("policy", last) == 0 && symlink(".", on_the_way) == 0);
	is_refused(last, "a symbolic link");
	is_refused(through, "a symbolic link, or no directory");
	must(unlink(last) == 0 && unlink(on_the_way) == 0);
}

static void what_is_no_regular_file_is_refused_at_once(void)
{
	char fifo[160];

	(void) snprintf(fifo, sizeof(fifo), "%s/fifo", directory);
	must(mkfifo(fifo, 0600) == 0);
	is_refused(fifo, "not a regular file");
	is_refused(directory, "not a regular file");
	is_refused("/dev/null", "not a regular file");
	is_refused("policy", "not an absolute path");
	is_refused("/nonexistent/policy", "the directory /nonexistent: No such file");
	must(unlink(fifo) == 0);
}

static void a_file_of_more_than_64_KiB_is_refused(void)
{
	write_policy("");
	must(truncate(path, POLICY_FILE_LIMIT + 1) == 0);
	is_refused(path, "longer than 64 KiB");
}

/* id(1) is the witness. */
static void names_are_those_of_the_host(void)
{
	CLEANUP_FREE char *gid = output_of((const char *const []) { "id", "-g", "daemon", NULL });

	write_policy("permit exec user nobody as any in any auth none\npermit exec group daemon as any in any auth none\n"
		     "permit exec user no-such-user as any in any auth none\n");
	is_number(policy_load(path, &policy, &problem), 0);
	ok(policy.rules[0].has_id && policy.rules[0].id == 65534);
	ok(policy.rules[1].has_id && policy.rules[1].id == (uint32_t) atoi(gid));
	ok(!policy.rules[2].has_id);
	policy_free(&policy);
}

static void a_user_comes_with_all_groups(void)
{
	static struct policy_who who;
	CLEANUP_FREE char *groups = output_of((const char *const []) { "id", "-G", "root", NULL });
	char *rest = groups, *group;
	size_t count = 0;

	is_number(policy_who_of_uid(0, &who), 0);
	while ((group = strsep(&rest, " \n"))) {
		bool found = false;

		for (size_t i = 0; *group && i < who.group_count; i++)
			found |= who.groups[i] == (gid_t) atoi(group);
		ok(*group == '\0' || found);
		count += *group != '\0';
	}
	is_number(who.group_count, count);
	is_number(policy_who_of_name("no-such-user", &who), -ENOENT);
	is_number(policy_who_of_uid(3999999999u, &who), -ENOENT);
	is_number(policy_who_of_name("nobody", &who), 0);
	is_number(who.uid, 65534);
}

/* What `npx nsatlas policy check` shows. */
static char *check(void)
{
	char program[4096];

	(void) snprintf(program, sizeof(program), "%s/nsatlas-exec", getenv("NSATLAS_BUILD"));
	return output_of((const char *const []) { program, "--check-policy", path, NULL });
}

static void the_program_checks_a_file_and_says_where_the_fault_is(void)
{
	static const struct { const char *text; const char *words; } rows[] = {
		{ "deny exec any\n# so\n\npermit exec any as any in any auth none\n", ": 2 rules\n" },
		{ "deny exec any\npermit exec anybody\n", ":2:13: \"anybody\" is none of any, user, group, owner\n" },
		{ "deny exec any\ndeny exec  user no-such-user\n", ":2:17: there is no user no-such-user\n" },
		{ "deny exec group no-such-group\n", ":1:17: there is no group no-such-group\n" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP_FREE char *said = NULL;
		char wanted[512];

		write_policy(rows[i].text);
		said = check();
		(void) snprintf(wanted, sizeof(wanted), "%s%s", path, rows[i].words);
		is_string(said, wanted);
	}
}

static void remove_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(void)
{
	must(mkdtemp(directory) && chmod(directory, 0755) == 0 && atexit(remove_directory) == 0);
	(void) snprintf(path, sizeof(path), "%s/policy", directory);
	TEST(a_file_of_root_that_nobody_else_can_write_is_read);
	TEST(a_file_that_somebody_else_could_have_written_is_refused);
	TEST(a_directory_in_which_somebody_else_could_put_another_is_refused);
	TEST(a_link_is_refused_wherever_it_stands_in_the_path);
	TEST(what_is_no_regular_file_is_refused_at_once);
	TEST(a_file_of_more_than_64_KiB_is_refused);
	TEST(names_are_those_of_the_host);
	TEST(a_user_comes_with_all_groups);
	TEST(the_program_checks_a_file_and_says_where_the_fault_is);
	return tap_done();
}
