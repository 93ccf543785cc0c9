/* CVE-2019-14271, CVE-2025-32463: whoever enters a container and then loads a library, or looks up a name, loads and asks what the
 * container put there. nsatlas-join does neither; the command does, with the container's rights. */
#define _GNU_SOURCE
#include "hostile-root.h"
#include "terminal-client.h"

static char directory[80];

static const char *const loads_nothing[] = { "/loader-trap", NULL };
static const char *const looks_up_a_name[] = { "getent", "passwd", "nobody-of-this-name", NULL };

static struct exec_run *run_inside(const struct target_child *target, const char *as, const char *const argv[])
{
	json_t *request = request_of(target->pid, namespaces_of(target->pid, EVERY_TYPE), argv);

	(void) json_object_set_new(request, "as", json_string(as));
	return run_exec(NULL, request);
}

static void expect_nothing_sprung(const struct target_child *target)
{
	char *told = sprung(target);

	is_string(told, "");
	free(told);
}

/* One or more, and each by a process of the container. */
static void expect_sprung_with_the_container_s_rights(const struct target_child *target)
{
	char *told = sprung(target), *want = container_s_line(target), *at = told;

	ok(told[0] != '\0');
	while (strncmp(at, want, strlen(want)) == 0)
		at += strlen(want);
	is_string(at, "");
	free(told);
	free(want);
}

static void what_joins_loads_nothing_of_the_container_and_asks_it_no_name(void)
{
	struct target_child target = start_hostile(directory);
	char *want = container_s_line(&target);
	struct exec_run *run;

	arm_preload(&target);
	for (int i = 0; i < 2; i++) {
		run = run_inside(&target, i == 0 ? "target" : "root", loads_nothing);
		is_string(run->out, want);
		(void) close_run(run);
		expect_nothing_sprung(&target);
	}
	run = open_terminal(terminal_request(target.pid, EVERY_TYPE, loads_nothing));
	want[strlen(want) - 1] = '\0';
	ok(sees(run, want));
	await_end(run);
	(void) close_run(run);
	expect_nothing_sprung(&target);
	/* Telling why it failed takes no messages from there either. */
	run = run_inside(&target, "target", (const char *const []) { "/etc/passwd", NULL });
	ok(run->failure != NULL || number_in(run->end, "code") != 0);
	(void) close_run(run);
	expect_nothing_sprung(&target);
	free(want);
	end_target(&target);
}

/* The trap works: else the test above proves nothing. */
static void what_is_preloaded_there_has_the_container_s_rights(void)
{
	struct target_child target = start_hostile(directory);

	arm_preload(&target);
	(void) close_run(run_inside(&target, "target", (const char *const []) { "cat", NULL }));
	expect_sprung_with_the_container_s_rights(&target);
	end_target(&target);
}

static void its_name_service_has_the_container_s_rights(void)
{
	struct target_child target = start_hostile(directory);

	(void) close_run(run_inside(&target, "target", (const char *const []) { "cat", NULL }));
	expect_nothing_sprung(&target);
	(void) close_run(run_inside(&target, "target", looks_up_a_name));
	expect_sprung_with_the_container_s_rights(&target);
	end_target(&target);
}

static void its_loader_has_the_container_s_rights(void)
{
	struct target_child target = start_hostile(directory);
	char *want = container_s_line(&target);
	struct exec_run *run;

	arm_loader(&target);
	run = run_inside(&target, "target", looks_up_a_name);
	is_string(run->out, want);
	(void) close_run(run);
	free(want);
	end_target(&target);
}

/* HOME, SHELL and USER come from no passwd of the container's. */
static void its_passwd_is_not_asked(void)
{
	struct target_child target = start_hostile(directory);
	struct exec_run *run = run_inside(&target, "root", SHELL("echo $HOME $SHELL $USER"));

	is_string(run->out, "/root /bin/sh root\n");
	(void) close_run(run);
	end_target(&target);
}

/* What the helper has to know of it, it reads in a /proc of its own. */
static void a_proc_that_the_container_made_up_is_not_believed(void)
{
	static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid", "user", "uts", NULL };
	struct target_child target = start_hostile(directory);
	char pid[16], proc[96], *want, *got;
	struct exec_run *run = open_run(NULL);

	(void) snprintf(pid, sizeof(pid), "%d", (int) target.pid);
	(void) snprintf(proc, sizeof(proc), "%s/proc", directory);
	free(output_of((const char *const []) { "nsenter", "-m", "-t", pid, "mount", "-t", "tmpfs", "false", proc, NULL }));
	free(in_hostile(&target, "mkdir -p proc/self/ns proc/1/ns && echo 'CapEff: ffffffffffffffff' >proc/self/status && cp proc/self/status proc/1/"));
	send_request(run, request_of(target.pid, namespaces_of(target.pid, EVERY_TYPE), (const char *const []) { "cat", "/proc/self/status", "-", NULL }));
	must(await_started(run));
	for (const char *const *type = types; *type; type++)
		is_number(ino_of(command_of(run), *type), ino_of(target.pid, *type));
	want = status_of(target.pid, "CapEff");
	got = status_of(command_of(run), "CapEff");
	is_string(got, want);
	send_frame(run, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(run);
	is_string(run->out, "CapEff: ffffffffffffffff\n");
	(void) close_run(run);
	free(want);
	free(got);
	end_target(&target);
}

int main(void)
{
	copy_programs();
	(void) snprintf(directory, sizeof(directory), "%s/root", programs);
	must(mkdir(directory, 0755) == 0);
	TEST(what_joins_loads_nothing_of_the_container_and_asks_it_no_name);
	TEST(what_is_preloaded_there_has_the_container_s_rights);
	TEST(its_name_service_has_the_container_s_rights);
	TEST(its_loader_has_the_container_s_rights);
	TEST(its_passwd_is_not_asked);
	TEST(a_proc_that_the_container_made_up_is_not_believed);
	return tap_done();
}
