/* Each type alone, all eight, and who holds them: seen by stat(2), ps(1), nsenter(1) and /proc. */
#define _GNU_SOURCE
#include "create-client.h"

static const char *const every_type[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };

enum { TYPE_COUNT = sizeof(every_type) / sizeof(every_type[0]) };

/* For one process: what STARTED says of a type, and what the kernel says. */
static void is_as_told(const struct exec_run *run, const char *type, bool is_new)
{
	const json_t *row = started_namespace(run, type);
	uint64_t ino = ino_of(holder_of(run), type);

	is_number(row != NULL, is_new);
	is_number(ino != ino_of(getpid(), type), is_new);
	if (row)
		is_number(number_in(row, "ino"), ino);
}

static void each_type_alone_is_made_and_no_other(void)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		struct exec_run *run = start_create(NULL, create_request("create-one", every_type[i]));

		for (size_t k = 0; run->started && k < TYPE_COUNT; k++)
			is_as_told(run, every_type[k], k == i);
		(void) close_run(run);
	}
}

static void all_eight_are_made_by_one_call(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-all", EVERY_TYPE));
	const json_t *calls = json_object_get(run->started, "calls");

	for (size_t i = 0; run->started && i < TYPE_COUNT; i++)
		is_as_told(run, every_type[i], true);
	is_number(number_in(run->started, "startTime"), start_time_of(holder_of(run)));
	is_number(json_array_size(calls), 1);
	is_string(json_string_value(json_array_get(calls, 0)),
		  "clone3({flags=CLONE_PIDFD|CLONE_PARENT|CLONE_NEWCGROUP|CLONE_NEWIPC|CLONE_NEWNS|CLONE_NEWNET|CLONE_NEWPID|CLONE_NEWTIME|CLONE_NEWUSER|CLONE_NEWUTS})");
	(void) close_run(run);
}

static void the_holder_is_the_first_process_and_has_a_name(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-hold", "pid mnt uts"));
	char pid[16];
	char *told, *within;

	(void) snprintf(pid, sizeof(pid), "%d", (int) holder_of(run));
	told = output_of((const char *const []) { "ps", "-o", "comm=,args=", "-p", pid, NULL });
	within = inside(run, "ps", "-o", "pid=", "-C", "nsatlas-hold");
	is_string(told, "nsatlas-hold    nsatlas-hold create-hold\n");
	is_number(atoi(within), 1);
	free(told);
	free(within);
	(void) close_run(run);
}

static void the_holder_reaps_the_orphans_of_its_pid_namespace(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-reap", "pid mnt"));

	free(inside(run, "sh", "-c", "for i in 1 2 3; do (sleep 0.05 &) ; done"));
	ok(comes_true(says(run, "0\n", "sh", "-c", "ps -eo comm= | grep -c sleep")));
	(void) close_run(run);
}

static void a_command_lives_there_and_its_end_is_told(void)
{
	json_t *request = with(create_request("create-run", "pid mnt uts net"), "argv", json_pack("[s, s, s]", "sh", "-c", "echo $$; hostname; exit 7"));
	struct exec_run *run;

	(void) with(request, "hostname", json_string("create-host"));
	run = start_create(NULL, request);
	await_end(run);
	is_string(run->out, "1\ncreate-host\n");
	is_code(run, 7);
	(void) close_run(run);
}

static void the_hostname_is_that_of_the_sandbox_alone(void)
{
	char *before = output_of((const char *const []) { "uname", "-n", NULL });
	struct exec_run *run = start_create(NULL, with(create_request("create-uts", "uts"), "hostname", json_string("create-host")));
	char *within = inside(run, "uname", "-n"), *after = output_of((const char *const []) { "uname", "-n", NULL });

	is_string(within, "create-host\n");
	is_string(after, before);
	free(before);
	free(within);
	free(after);
	(void) close_run(run);
}

static char *control_group_of(pid_t pid)
{
	char path[64], *line = calloc(1, 4096);
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/cgroup", (int) pid);
	file = fopen(path, "re");
	must(file && line);
	while (fgets(line, 4096, file) && strncmp(line, "0::", 3) != 0)
		;
	(void) fclose(file);
	return line;
}

static void the_control_group_has_the_name_and_is_the_root_of_a_new_cgroup_namespace(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-group", "cgroup"));
	char *outside = control_group_of(holder_of(run)), *within = inside(run, "grep", "^0::", "/proc/self/cgroup");

	ok(strstr(outside, "/nsatlas-sandbox-create-group\n") != NULL);
	ok(strncmp(within, "0::/", 4) == 0);
	free(outside);
	free(within);
	(void) close_run(run);
}

static void the_processes_and_interfaces_shown_are_the_sandboxes_own(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-views", "pid mnt net"));
	char *processes = inside(run, "sh", "-c", "ls -d /proc/[0-9]* | wc -l"), *interfaces = inside(run, "ls", "/sys/class/net");

	ok(atoi(processes) < 10);
	is_string(interfaces, "lo\n");
	free(processes);
	free(interfaces);
	(void) close_run(run);
}

static void its_end_is_that_of_the_connection(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-end", EVERY_TYPE));
	pid_t holder = holder_of(run);
	char *group = control_group_of(holder);

	is_number(kill(holder, 0), 0);
	(void) close_run(run);
	is_number(kill(holder, 0), -1);
	free(group);
	group = output_of((const char *const []) { "find", "/sys/fs/cgroup", "-name", "nsatlas-sandbox-create-end", NULL });
	is_string(group, "");
	free(group);
}

static const char *const user[] = { AS_USER, NULL };

static void an_ordinary_user_makes_what_a_user_namespace_allows(void)
{
	struct exec_run *run = start_create(user, create_request("create-user", EVERY_TYPE));
	char path[64], line[128] = "";
	FILE *file;

	for (size_t i = 0; run->started && i < TYPE_COUNT; i++)
		is_as_told(run, every_type[i], true);
	(void) snprintf(path, sizeof(path), "/proc/%d/uid_map", (int) holder_of(run));
	file = fopen(path, "re");
	must(file && fgets(line, sizeof(line), file));
	(void) fclose(file);
	is_string(line, "         0       4242          1\n");
	(void) close_run(run);
}

static void an_ordinary_user_is_told_that_user_is_missing(void)
{
	struct exec_run *run = run_exec(user, create_request("create-denied", "net uts"));

	is_failure(run, "denied", "request");
	is_string(text_in(run->failure, "errno"), "EPERM");
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	must(atexit(remove_list_of_user) == 0);
	TEST(each_type_alone_is_made_and_no_other);
	TEST(all_eight_are_made_by_one_call);
	TEST(the_holder_is_the_first_process_and_has_a_name);
	TEST(the_holder_reaps_the_orphans_of_its_pid_namespace);
	TEST(a_command_lives_there_and_its_end_is_told);
	TEST(the_hostname_is_that_of_the_sandbox_alone);
	TEST(the_control_group_has_the_name_and_is_the_root_of_a_new_cgroup_namespace);
	TEST(the_processes_and_interfaces_shown_are_the_sandboxes_own);
	TEST(its_end_is_that_of_the_connection);
	TEST(an_ordinary_user_makes_what_a_user_namespace_allows);
	TEST(an_ordinary_user_is_told_that_user_is_missing);
	return tap_done();
}
