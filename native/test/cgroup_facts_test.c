/* The control groups of a process as the whole program tells them, against cat(1) of real ones. */
#define _GNU_SOURCE
#include "control-groups.h"
#include "process-inspected.h"

#include <sched.h>
#include <sys/mount.h>

static void nothing(void *context)
{
	(void) context;
}

/* The group of the hierarchy that has this controller; `v2` is the one that has number 0. */
static const json_t *group_of(const json_t *facts, const char *controller)
{
	json_t *row, *word;
	size_t i, j;

	json_array_foreach(json_object_get(facts, "cgroups"), i, row) {
		if (strcmp(controller, "v2") == 0 && number_in(row, "hierarchy") == 0)
			return row;
		json_array_foreach(json_object_get(row, "controllers"), j, word)
			if (number_in(row, "hierarchy") != 0 && strcmp(json_string_value(word), controller) == 0)
				return row;
	}
	return NULL;
}

static const json_t *value_of(const json_t *row, const char *file)
{
	return json_object_get(row_where(json_object_get(row, "files"), "file", file), "value");
}

/* What counts use may have changed since. */
static bool stands_still(const char *file)
{
	return !strstr(file, "usage") && !strstr(file, "stat") && !strstr(file, ".current");
}

static void files_are_what_cat_prints(const json_t *row, const char *group)
{
	json_t *file;
	size_t i;

	json_array_foreach(json_object_get(row, "files"), i, file) {
		const char *name = string_in(file, "file");
		char *want = cat_group(group, name);

		if (stands_still(name) && !is_string(string_in(file, "value"), want))
			printf("# %s/%s\n", group, name);
		free(want);
	}
	ok(json_is_null(json_object_get(row, "trouble")));
}

/* Null where the hierarchy is not mounted here, and the test is given up. */
static const char *group_in(const char *controller, const char *name)
{
	const char *hierarchy = hierarchy_at(controller);

	if (hierarchy[0] != '\0')
		return make_group(hierarchy, name);
	tap_skip("not every hierarchy is mounted here");
	return NULL;
}

static void path_is_that_of(const json_t *row, const char *group)
{
	text_is(json_object_get(row, "path"), strrchr(group, '/'));
}

static void a_v1_group_is_told_with_its_limits(void)
{
	const char *pids = group_in("pids", "facts"), *memory = group_in("memory", "facts"), *freezer = group_in("freezer", "facts");
	pid_t pid;
	json_t *facts;

	if (!pids || !memory || !freezer)
		return;
	pid = start_child(nothing, NULL);
	write_group(pids, "pids.max", "7");
	write_group(memory, "memory.limit_in_bytes", "104857600");
	move_to(pids, pid);
	move_to(memory, pid);
	move_to(freezer, pid);
	facts = facts_of(pid);
	path_is_that_of(group_of(facts, "pids"), pids);
	is_string(json_string_value(value_of(group_of(facts, "pids"), "pids.max")), "7\n");
	is_string(json_string_value(value_of(group_of(facts, "pids"), "pids.current")), "1\n");
	is_string(json_string_value(value_of(group_of(facts, "memory"), "memory.limit_in_bytes")), "104857600\n");
	ok(value_of(group_of(facts, "memory"), "memory.usage_in_bytes"));
	is_string(json_string_value(value_of(group_of(facts, "freezer"), "freezer.state")), "THAWED\n");
	files_are_what_cat_prints(group_of(facts, "pids"), pids);
	files_are_what_cat_prints(group_of(facts, "memory"), memory);
	files_are_what_cat_prints(group_of(facts, "freezer"), freezer);
	json_decref(facts);
	end_child(pid);
	remove_groups();
}

static void a_v2_group_is_told_with_its_controllers(void)
{
	const char *group = group_in("v2", "facts\377 a:b");
	pid_t pid;
	json_t *facts;
	char *want;

	if (!group)
		return;
	pid = start_child(nothing, NULL);
	move_to(group, pid);
	facts = facts_of(pid);
	path_is_that_of(group_of(facts, "v2"), group);
	is_string(json_string_value(value_of(group_of(facts, "v2"), "cgroup.type")), "domain\n");
	if (ok(value_of(group_of(facts, "v2"), "cgroup.events")))
		ok(strstr(json_string_value(value_of(group_of(facts, "v2"), "cgroup.events")), "populated 1\n"));
	files_are_what_cat_prints(group_of(facts, "v2"), group);
	want = cat_group(group, "cgroup.controllers");
	is_number(json_array_size(json_object_get(group_of(facts, "v2"), "controllers")) == 0, want[0] == '\0' || want[0] == '\n');
	free(want);
	json_decref(facts);
	end_child(pid);
	remove_groups();
}

/* One row for each line, each with what the line says. */
static void every_hierarchy_has_its_row(void)
{
	pid_t pid = start_child(nothing, NULL);
	json_t *facts = facts_of(pid), *row;
	char path[64], *text, *rest, *line;
	size_t i = 0;

	(void) snprintf(path, sizeof(path), "/proc/%d/cgroup", (int) pid);
	text = output_of((const char *const []) { "cat", path, NULL });
	rest = text;
	while ((line = strsep(&rest, "\n")) && *line != '\0') {
		char *number = strsep(&line, ":"), *controllers = strsep(&line, ":");

		row = json_array_get(json_object_get(facts, "cgroups"), i++);
		is_number(number_in(row, "hierarchy"), atoi(number));
		text_is(json_object_get(row, "path"), line);
		if (strncmp(controllers, "name=", 5) == 0)
			text_is(json_object_get(row, "name"), controllers + 5);
	}
	is_number(json_array_size(json_object_get(facts, "cgroups")), i);
	free(text);
	json_decref(facts);
	end_child(pid);
}

static void a_long_value_is_cut_behind_a_line(void)
{
	const char *group = group_in("devices", "facts");
	pid_t pid;
	json_t *facts;
	const json_t *row;
	char *want;

	if (!group)
		return;
	pid = start_child(nothing, NULL);
	move_to(group, pid);
	write_group(group, "devices.deny", "a");
	for (int minor = 0; minor < 600; minor++) {
		char rule[32];

		(void) snprintf(rule, sizeof(rule), "c 7:%d r", minor);
		write_group(group, "devices.allow", rule);
	}
	facts = facts_of(pid);
	row = row_where(json_object_get(group_of(facts, "devices"), "files"), "file", "devices.list");
	want = cat_group(group, "devices.list");
	must(strlen(want) > 4096);
	if (ok(row)) {
		const char *got = string_in(row, "value");

		ok(strlen(got) <= 4096 && strlen(got) > 4000);
		ok(strncmp(got, want, strlen(got)) == 0 && got[strlen(got) - 1] == '\n');
		ok(json_is_true(json_object_get(row, "cut")));
	}
	free(want);
	json_decref(facts);
	end_child(pid);
	remove_groups();
}

static void hide_the_hierarchies(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || umount2("/sys/fs/cgroup", MNT_DETACH) < 0)
		_exit(126);
}

static void a_group_that_cannot_be_seen_says_why(void)
{
	const char *group = group_in("v2", "unseen");
	pid_t pid;
	json_t *facts;

	if (!group)
		return;
	pid = start_child(nothing, NULL);
	move_to(group, pid);
	facts = facts_as(pid, hide_the_hierarchies);
	path_is_that_of(group_of(facts, "v2"), group);
	is_string(string_in(group_of(facts, "v2"), "trouble"), "this hierarchy is not mounted where the helper can see it");
	is_number(json_array_size(json_object_get(group_of(facts, "v2"), "files")), 0);
	json_decref(facts);
	end_child(pid);
	remove_groups();
}

int main(void)
{
	TEST(a_v1_group_is_told_with_its_limits);
	TEST(a_v2_group_is_told_with_its_controllers);
	TEST(every_hierarchy_has_its_row);
	TEST(a_long_value_is_cut_behind_a_line);
	TEST(a_group_that_cannot_be_seen_says_why);
	return tap_done();
}
