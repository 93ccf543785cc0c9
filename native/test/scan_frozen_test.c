/* Frozen processes as a scan tells them, with real control groups: the freezer of v1 and the v2 hierarchy. */
#define _GNU_SOURCE
#include "helper.h"
#include "control-groups.h"

#include <sched.h>
#include <sys/mount.h>

static void nothing(void *context)
{
	(void) context;
}

static bool is_told_frozen(const json_t *scan, pid_t pid)
{
	return json_is_true(json_object_get(process_of(scan, pid), "frozen"));
}

static bool group_says(const char *group, const char *file, const char *words)
{
	char *text = cat_group(group, file);
	bool says = strstr(text, words) != NULL;

	free(text);
	return says;
}

static void freeze_v1(const char *group)
{
	write_group(group, "freezer.state", "FROZEN");
	must(comes_true(group_says(group, "freezer.state", "FROZEN")));
}

static void freeze_v2(const char *group)
{
	write_group(group, "cgroup.freeze", "1");
	must(comes_true(group_says(group, "cgroup.events", "frozen 1")));
}

/* One process in the group, one in a group below, one beside: before, during and after. */
static void is_told_while_frozen(const char *hierarchy, void (*freeze)(const char *group))
{
	const char *group = make_group(hierarchy, "cold"), *below = make_group(group, "below"), *beside = make_group(hierarchy, "warm");
	pid_t in_group = start_child(nothing, NULL), in_below = start_child(nothing, NULL), in_beside = start_child(nothing, NULL);
	json_t *before, *during, *after;

	move_to(group, in_group);
	move_to(below, in_below);
	move_to(beside, in_beside);
	before = scan_now();
	freeze(group);
	during = scan_now();
	thaw(group);
	after = scan_now();
	ok(!json_object_get(process_of(before, in_group), "frozen"));
	ok(is_told_frozen(during, in_group));
	ok(is_told_frozen(during, in_below));
	ok(!json_object_get(process_of(during, in_beside), "frozen"));
	ok(!json_object_get(process_of(during, getpid()), "frozen"));
	ok(!json_object_get(process_of(after, in_group), "frozen"));
	ok(!has_row(gaps_of(during), "what", "whether control groups are frozen"));
	json_decref(before);
	json_decref(during);
	json_decref(after);
	end_child(in_group);
	end_child(in_below);
	end_child(in_beside);
	remove_groups();
}

static void a_group_frozen_by_the_v1_freezer_is_told(void)
{
	const char *hierarchy = hierarchy_at("freezer");

	if (hierarchy[0] == '\0') {
		tap_skip("no v1 freezer is mounted");
		return;
	}
	is_told_while_frozen(hierarchy, freeze_v1);
}

static void a_group_frozen_in_the_v2_hierarchy_is_told(void)
{
	const char *hierarchy = hierarchy_at("v2");

	if (hierarchy[0] == '\0') {
		tap_skip("no cgroup2 is mounted");
		return;
	}
	is_told_while_frozen(hierarchy, freeze_v2);
}

static void the_name_of_a_frozen_group_may_hold_any_bytes(void)
{
	const char *hierarchy = hierarchy_at("v2"), *group;
	pid_t pid;
	json_t *scan;

	if (hierarchy[0] == '\0') {
		tap_skip("no cgroup2 is mounted");
		return;
	}
	group = make_group(hierarchy, "0::a b\t\\134\377\"freezer: (deleted)");
	pid = start_child(nothing, NULL);
	move_to(group, pid);
	freeze_v2(group);
	scan = scan_now();
	ok(is_told_frozen(scan, pid));
	thaw(group);
	json_decref(scan);
	end_child(pid);
	remove_groups();
}

/* Its mounts are its own: it sees no control groups. */
static void hide_the_hierarchies(void)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 || umount2("/sys/fs/cgroup", MNT_DETACH) < 0)
		_exit(126);
}

static void what_cannot_be_seen_is_a_gap_and_not_a_no(void)
{
	const char *hierarchy = hierarchy_at("v2"), *group;
	pid_t pid;
	json_t *scan;

	if (strncmp(hierarchy, "/sys/fs/cgroup", 14) != 0) {
		tap_skip("no cgroup2 is mounted at the usual place");
		return;
	}
	group = make_group(hierarchy, "unseen");
	pid = start_child(nothing, NULL);
	move_to(group, pid);
	scan = scan_as(hide_the_hierarchies);
	ok(has_row(gaps_of(scan), "what", "whether control groups are frozen"));
	json_decref(scan);
	end_child(pid);
	remove_groups();
}

int main(void)
{
	TEST(a_group_frozen_by_the_v1_freezer_is_told);
	TEST(a_group_frozen_in_the_v2_hierarchy_is_told);
	TEST(the_name_of_a_frozen_group_may_hold_any_bytes);
	TEST(what_cannot_be_seen_is_a_gap_and_not_a_no);
	return tap_done();
}
