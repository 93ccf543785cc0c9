/* A command below its target's control groups, as /proc/PID/cgroup and the groups' own files show it from outside. */
#define _GNU_SOURCE
#include "cgroup.h"
#include "control-groups.h"
#include "exec-client.h"

static const char *const sleeper[] = { "sleep", "987071", NULL };

static json_t *request_below(pid_t pid, const char *const argv[])
{
	json_t *request = request_of(pid, namespaces_of(pid, "uts"), argv);

	(void) json_object_set_new(request, "cgroup", json_string("target"));
	return request;
}

static struct exec_run *start_below(pid_t pid, const char *const argv[])
{
	struct exec_run *run = open_run(NULL);

	send_request(run, request_below(pid, argv));
	if (!await_started(run))
		printf("# %s\n", text_in(run->failure, "message"));
	must(run->started);
	return run;
}

/* What cat(1) prints of /proc/PID/cgroup, to free. */
static char *lines_of(pid_t pid)
{
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/cgroup", (int) pid);
	return output_of((const char *const []) { "cat", path, NULL });
}

static struct target_child start_uts(void)
{
	return start_target(TARGET("unshare", "-u"), 0);
}

static void the_command_lives_below_the_target_s_group_and_leaves_nothing(void)
{
	struct target_child target = start_uts();
	const char *group = make_group(hierarchy_at("v2"), "below");
	char want[PATH_MAX], *lines;
	struct exec_run *run;
	pid_t helper;

	move_to(group, target.pid);
	run = start_below(target.pid, sleeper);
	helper = run->helper;
	lines = lines_of(command_of(run));
	(void) snprintf(want, sizeof(want), "0::/%s/nsatlas-exec-%d\n", strrchr(group, '/') + 1, (int) helper);
	if (!ok(strstr(lines, want)))
		printf("# %s, want %s", lines, want);
	free(lines);
	(void) close_run(run);
	ok(!has_group(helper));
	is_number(count_processes("987071"), 0);
	end_target(&target);
	ok(rmdir(group) == 0);
}

/* Both files line by line but for the group of ours in v2. */
static void in_every_v1_hierarchy_it_is_where_the_target_is(void)
{
	static const char *const controllers[] = { "pids", "memory", "freezer", "cpu", "name=systemd" };
	struct target_child target = start_uts();
	char *of_target, *of_command, *at;
	struct exec_run *run;

	for (size_t i = 0; i < 5; i++)
		if (hierarchy_at(controllers[i])[0] != '\0')
			move_to(make_group(hierarchy_at(controllers[i]), "follow"), target.pid);
	run = start_below(target.pid, sleeper);
	of_target = lines_of(target.pid);
	of_command = lines_of(command_of(run));
	at = strstr(of_target, "0::");
	ok(strstr(of_target, "follow") && at);
	ok(strncmp(of_target, of_command, (size_t) (at - of_target)) == 0);
	free(of_target);
	free(of_command);
	(void) close_run(run);
	end_target(&target);
	remove_groups();
}

static void without_that_wish_it_is_where_the_helper_is(void)
{
	struct target_child target = start_uts();
	const char *group = make_group(hierarchy_at("v2"), "apart");
	struct exec_run *run = open_run(NULL);
	char *lines;

	move_to(group, target.pid);
	send_request(run, request_of(target.pid, namespaces_of(target.pid, "uts"), sleeper));
	must(await_started(run));
	lines = lines_of(command_of(run));
	ok(!strstr(lines, "apart") && strstr(lines, "nsatlas-exec-"));
	free(lines);
	(void) close_run(run);
	end_target(&target);
	remove_groups();
}

/* The target and what joins make two, then the command's own children. */
static void the_limits_of_the_target_hold(void)
{
	struct target_child target = start_uts();
	const char *pids = make_group(hierarchy_at("pids"), "limits");
	struct exec_run *run;

	move_to(pids, target.pid);
	write_group(pids, "pids.max", "3");
	run = run_exec(NULL, request_below(target.pid, SHELL("sleep 0.1 & sleep 0.1 & sleep 0.1 & wait; echo all")));
	ok(strstr(run->err, "fork"));
	is_number(run->out_length, 0);
	(void) close_run(run);
	write_group(pids, "pids.max", "1");
	run = run_exec(NULL, request_below(target.pid, SHELL("echo ran")));
	is_failure(run, "limit", "join");
	is_string(text_in(run->failure, "errno"), "EAGAIN");
	ok(!has_group(run->helper));
	(void) close_run(run);
	end_target(&target);
	remove_groups();
}

static void expect_refused(const char *const prefix[], pid_t pid, const char *failure, const char *words)
{
	struct exec_run *run = run_exec(prefix, request_below(pid, SHELL("echo ran")));

	is_failure(run, failure, "target");
	if (!ok(strstr(text_in(run->failure, "message"), words)))
		printf("# %s\n", text_in(run->failure, "message"));
	ok(!run->started && run->out_length == 0);
	ok(!has_group(run->helper));
	(void) close_run(run);
}

static void where_no_group_can_be_made_it_is_refused_with_the_reason(void)
{
	struct target_child target = start_uts();
	const char *group = make_group(hierarchy_at("v2"), "refused"), *threads;

	move_to(group, target.pid);
	write_group(group, "cgroup.max.descendants", "0");
	expect_refused(NULL, target.pid, "limit", "no further group");
	write_group(group, "cgroup.max.descendants", "max");
	write_group(group, "cgroup.freeze", "1");
	expect_refused(NULL, target.pid, "join", "frozen");
	write_group(group, "cgroup.freeze", "0");
	threads = make_group(group, "threads");
	write_group(threads, "cgroup.type", "threaded");
	expect_refused(NULL, target.pid, "unsupported", "threads");
	end_target(&target);
	remove_groups();
}

static void where_the_groups_cannot_be_reached_too(void)
{
	static const char read_only[] = "mount -o remount,bind,ro $(findmnt -nro TARGET -t cgroup2) && exec \"$@\"";
	static const char not_mounted[] = "umount $(findmnt -nro TARGET -t cgroup2) && exec \"$@\"";
	static const char one_missing[] = "umount $(findmnt -nro TARGET -t cgroup -O pids) && exec \"$@\"";
	struct target_child target = start_uts();

	move_to(make_group(hierarchy_at("pids"), "missing"), target.pid);
	expect_refused((const char *const []) { "unshare", "-m", "sh", "-c", read_only, "sh", NULL }, target.pid, "unsupported", "control group");
	expect_refused((const char *const []) { "unshare", "-m", "sh", "-c", not_mounted, "sh", NULL }, target.pid, "unsupported", "mount");
	expect_refused((const char *const []) { "unshare", "-m", "sh", "-c", one_missing, "sh", NULL }, target.pid, "unsupported", "pids");
	end_target(&target);
	remove_groups();
}

static void a_frozen_v1_group_is_not_entered(void)
{
	struct target_child target = start_uts();
	const char *freezer = make_group(hierarchy_at("freezer"), "frozen");

	move_to(freezer, target.pid);
	write_group(freezer, "freezer.state", "FROZEN");
	expect_refused(NULL, target.pid, "join", "frozen");
	thaw(freezer);
	end_target(&target);
	remove_groups();
}

/* docker pause on a host of v1: SIGKILL waits for the thaw, which may never come. */
static void one_that_freezes_later_keeps_nothing_alive(void)
{
	struct target_child target = start_uts();
	const char *freezer = make_group(hierarchy_at("freezer"), "freezes");
	struct exec_run *run;
	pid_t helper;

	move_to(freezer, target.pid);
	run = start_below(target.pid, SHELL("setsid sleep 987072 & exec sleep 987072"));
	helper = run->helper;
	ok(comes_true(count_processes("987072") == 2));
	write_group(freezer, "freezer.state", "FROZEN");
	(void) close_run(run);
	is_number(count_processes("987072"), 0);
	ok(!has_group(helper));
	thaw(freezer);
	end_target(&target);
	remove_groups();
}

/* The group's owner may move whom it likes, and the command is ended all the same. */
static void a_command_that_is_taken_out_of_our_group_ends_with_it(void)
{
	struct target_child target = start_uts();
	const char *group = make_group(hierarchy_at("v2"), "taken"), *other = make_group(group, "other");
	struct exec_run *run;
	pid_t helper, command;

	move_to(group, target.pid);
	run = start_below(target.pid, sleeper);
	helper = run->helper;
	command = command_of(run);
	move_to(other, command);
	(void) close_run(run);
	ok(comes_true(kill(command, 0) < 0));
	ok(!has_group(helper));
	end_target(&target);
	remove_groups();
}

static void a_killed_helper_s_group_is_found_where_it_is(void)
{
	struct target_child target = start_uts();
	struct exec_run *run;
	pid_t helper;

	move_to(make_group(hierarchy_at("v2"), "found"), target.pid);
	run = start_below(target.pid, SHELL("setsid sleep " UNSEEN("98707", "3") " & exec sleep " UNSEEN("98707", "4")));
	helper = run->helper;
	ok(comes_true(count_processes("987073") == 1 && count_processes("987074") == 1));
	(void) kill(helper, SIGKILL);
	is_number(close_run(run), 128 + SIGKILL);
	ok(comes_true(count_processes("987074") == 0));
	ok(comes_true(count_processes("987073") == 1));
	ok(has_group(helper));
	is_number(cgroup_remove_leftover(helper), 0);
	is_number(count_processes("987073"), 0);
	ok(!has_group(helper));
	end_target(&target);
	remove_groups();
}

static void also_when_it_is_killed_at_any_moment_or_the_target_with_it(void)
{
	for (int round = 0; round < 40; round++) {
		struct target_child target = start_uts();
		struct exec_run *run = open_run(NULL);
		pid_t helper = run->helper;

		move_to(make_group(hierarchy_at("v2"), "moment"), target.pid);
		send_request(run, request_below(target.pid, SHELL("setsid sleep 987075 & exec sleep 987075")));
		(void) poll(NULL, 0, round / 2);
		if (round % 2)
			end_target(&target);
		(void) kill(helper, SIGKILL);
		(void) close_run(run);
		is_number(cgroup_remove_leftover(helper), 0);
		ok(!has_group(helper));
		if (round % 2 == 0)
			end_target(&target);
		remove_groups();
	}
	is_number(count_processes("987075"), 0);
}

int main(void)
{
	copy_programs();
	if (hierarchy_at("v2")[0] == '\0') {
		printf("1..0 # SKIP no control groups of version 2 are mounted here\n");
		return 0;
	}
	TEST(the_command_lives_below_the_target_s_group_and_leaves_nothing);
	TEST(in_every_v1_hierarchy_it_is_where_the_target_is);
	TEST(without_that_wish_it_is_where_the_helper_is);
	TEST(the_limits_of_the_target_hold);
	TEST(where_no_group_can_be_made_it_is_refused_with_the_reason);
	TEST(where_the_groups_cannot_be_reached_too);
	TEST(a_frozen_v1_group_is_not_entered);
	TEST(one_that_freezes_later_keeps_nothing_alive);
	TEST(a_command_that_is_taken_out_of_our_group_ends_with_it);
	TEST(a_killed_helper_s_group_is_found_where_it_is);
	TEST(also_when_it_is_killed_at_any_moment_or_the_target_with_it);
	return tap_done();
}
