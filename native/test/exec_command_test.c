/* Which of the commands asked for is run: the first that exists, as the joined mount namespace has it. */
#define _GNU_SOURCE
#include "exec-client.h"

static struct target_child target;

/* In the target: /bin/one, without its interpreter, without the right to be executed, and what is no program. */
#define PREPARE \
	"mount -t tmpfs tmpfs /opt; mkdir /opt/bin; cd /opt/bin; " \
	"printf '#!/bin/sh\\necho one $*\\n' >one; printf '#!/nowhere/sh\\n' >orphan; echo x >data; echo x >noise; " \
	"chmod 755 one orphan noise; ln -s /nowhere dangling; mount --bind /opt/bin /usr/local/sbin; "

static struct exec_run *run_first_of(const char *argv, const char *otherwise)
{
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "mnt"), SHELL(""));
	json_t *first = json_loads(argv, 0, NULL), *others = json_loads(otherwise, 0, NULL);

	must(first && others);
	(void) json_object_set_new(request, "argv", first);
	(void) json_object_set_new(request, "otherwise", others);
	return run_exec(NULL, request);
}

static void expect_run(const char *argv, const char *otherwise, const char *out, const char *started)
{
	struct exec_run *run = run_first_of(argv, otherwise);
	char *ran = run->started ? json_dumps(json_object_get(run->started, "argv"), JSON_COMPACT) : strdup("nothing");

	is_string(run->out, out);
	is_code(run, 0);
	is_string(ran, started);
	free(ran);
	(void) close_run(run);
}

static void the_first_that_exists_is_run_and_told(void)
{
	expect_run("[\"one\",\"a\"]", "[[\"echo\",\"b\"]]", "one a\n", "[\"one\",\"a\"]");
	expect_run("[\"nosuchshell\",\"a\"]", "[[\"one\",\"b\",\"c\"],[\"echo\",\"d\"]]", "one b c\n", "[\"one\",\"b\",\"c\"]");
	expect_run("[\"/opt/nowhere\"]", "[[\"nosuch\"],[\"/opt/bin/../nowhere\"],[\"dangling\"],[\"/opt/bin/one\"]]", "one\n", "[\"/opt/bin/one\"]");
	expect_run("[\"echo\",\"x\"]", "[]", "x\n", "[\"echo\",\"x\"]");
}

static void arguments_that_are_no_text_are_told_as_they_are(void)
{
	expect_run("[\"nosuch\"]", "[[\"printf\",\"%s\",{\"b64\":\"/w==\"},\"\"]]", "\xff", "[\"printf\",\"%s\",{\"b64\":\"/w==\"},\"\"]");
}

static void expect_refused(const char *argv, const char *otherwise, const char *error, const char *word)
{
	struct exec_run *run = run_first_of(argv, otherwise);

	is_failure(run, "join", "run");
	is_string(text_in(run->failure, "errno"), error);
	if (!ok(strstr(text_in(run->failure, "message"), word)))
		printf("# %s\n", text_in(run->failure, "message"));
	ok(run->started == NULL && run->out_length == 0);
	is_number(close_run(run), 1);
}

static void one_that_exists_and_cannot_be_run_is_the_end_of_it(void)
{
	expect_refused("[\"nosuch\"]", "[[\"orphan\"],[\"one\"]]", "ELIBACC", "\"orphan\"");
	expect_refused("[\"/opt/bin/orphan\"]", "[[\"one\"]]", "ELIBACC", "interpreter");
	expect_refused("[\"data\"]", "[[\"one\"]]", "EACCES", "\"data\"");
	expect_refused("[\"noise\"]", "[[\"one\"]]", "ENOEXEC", "\"noise\"");
}

static void where_none_is_there_all_are_named(void)
{
	expect_refused("[\"nosuch\"]", "[]", "ENOENT", "\"nosuch\"");
	expect_refused("[\"no-bash\"]", "[[\"no-sh\"],[\"no-busybox\",\"sh\"]]", "ENOENT", "\"no-bash\" \"no-sh\" \"no-busybox\"");
}

int main(void)
{
	copy_programs();
	target = start_target((const char *const []) { "unshare", "-m", "sh", "-c", PREPARE READY, NULL }, 0);
	TEST(the_first_that_exists_is_run_and_told);
	TEST(arguments_that_are_no_text_are_told_as_they_are);
	TEST(one_that_exists_and_cannot_be_run_is_the_end_of_it);
	TEST(where_none_is_there_all_are_named);
	end_target(&target);
	return tap_done();
}
