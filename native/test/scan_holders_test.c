/* What holds a namespace that no process lives in: each trap is found, with its reason and its holder. */
#define _GNU_SOURCE
#include "net-world.h"
#include "scan-sockets.h"
#include "trapped.h"

static struct trap spring_and_scan(const char *verb)
{
	struct trap trap = spring(verb, NULL);

	trap.scan = scan_now();
	return trap;
}

static const json_t *row_of(const struct trap *trap)
{
	return row_in(trap, trap->scan);
}

/* The very namespace, by the id that the trap asked for, and asked about whole. */
static bool is_found(const struct trap *trap)
{
	const json_t *row = row_of(trap);

	if (!ok(row) || !ok(!json_object_get(row, "unread")))
		return false;
	return ok(!json_object_get(trap->found, "id") || json_equal(json_object_get(row, "id"), json_object_get(trap->found, "id")));
}

/* Its one holder is of this kind, and is the trap: pid, start time and, as far as it has them, tid and fd. */
static void is_held_by(const struct trap *trap, const char *kind)
{
	static const char *const names[] = { "pid", "startTime", "tid", "fd" };
	const json_t *holders, *holder;

	if (!is_found(trap))
		return;
	holders = json_object_get(row_of(trap), "holders");
	holder = json_array_get(holders, 0);
	is_number(json_array_size(holders), 1);
	is_string(string_in(holder, "kind"), kind);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		is_number(number_in(holder, names[i]), number_in(trap->found, names[i]));
}

static void is_caught(const char *verb, const char *kind)
{
	struct trap trap = spring_and_scan(verb);

	is_held_by(&trap, kind);
	disarm(&trap);
}

static void a_thread_that_lives_elsewhere_is_named(void)
{
	is_caught("thread", "thread");
}

static void a_thread_whose_children_will_be_born_elsewhere_is_named(void)
{
	is_caught("thread-for-children", "forChildren");
}

static void a_descriptor_is_named_by_process_and_number(void)
{
	is_caught("descriptor", "descriptor");
}

static void a_descriptor_in_a_table_that_a_thread_has_to_itself_is_named_by_the_thread(void)
{
	is_caught("thread-descriptor", "descriptor");
}

static void a_descriptor_that_reads_as_a_path_is_found(void)
{
	is_caught("unmounted", "descriptor");
}

static void a_socket_is_named_by_process_and_number(void)
{
	is_caught("socket", "socket");
}

static void a_socket_in_a_table_that_a_thread_has_to_itself_is_named_by_the_thread(void)
{
	is_caught("thread-socket", "socket");
}

static void a_tun_that_is_open_is_named(void)
{
	is_caught("tun", "tun");
}

/* By whatever tier the helper takes. */
static void unasked_a_scan_names_the_same_holder(void)
{
	struct trap trap = spring("thread-descriptor", NULL);

	helper_tier = NULL;
	trap.scan = scan_now();
	helper_tier = "proc";
	is_held_by(&trap, "descriptor");
	disarm(&trap);
}

static void sockets_of_other_groups_of_net_cls_are_let_be(void)
{
	static const struct { const char *own, *others; bool may; } cases[] = {
		{ "0::/\n", "0::/user\n", true },
		{ "5:net_cls,net_prio:/\n0::/\n", "5:net_cls,net_prio:/\n0::/user\n", true },
		{ "5:net_cls,net_prio:/\n0::/\n", "5:net_cls,net_prio:/docker/x\n0::/\n", false },
		{ "5:net_prio:/\n4:net_cls:/a\n", "5:net_prio:/\n4:net_cls:/b\n", false },
		{ "5:net_prio:/\n4:net_cls:/a\n", "5:net_prio:/\n4:net_cls:/a\n", true },
		{ "0::/\n", "5:net_cls:/\n0::/\n", false },
		{ "", "", true },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct procfs_buffer own = { .bytes = (char *) (uintptr_t) cases[i].own, .length = strlen(cases[i].own) };
		const struct procfs_buffer others = { .bytes = (char *) (uintptr_t) cases[i].others, .length = strlen(cases[i].others) };

		is_number(scan_sockets_may_take(&own, &others), cases[i].may);
	}
}

/* --- what needs no holder */

static void what_only_a_relative_a_mount_or_the_next_children_hold_is_found(void)
{
	static const char *const verbs[] = { "parent", "pid-for-children", "time-for-children", "mount-elsewhere" };

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		struct trap trap = spring_and_scan(verbs[i]);
		const json_t *row = row_of(&trap), *mount = json_array_get(json_object_get(row, "mounts"), 0);

		ok(is_found(&trap) && !json_object_get(row, "holders"));
		ok(!json_object_get(trap.found, "path") || (json_equal(json_object_get(trap.found, "path"), json_object_get(mount, "path")) &&
			json_equal(json_object_get(trap.found, "mnt"), json_object_get(mount, "mnt"))));
		disarm(&trap);
	}
}

static void when_the_traps_are_gone_so_is_what_they_held(void)
{
	struct trap trap = spring_and_scan("descriptor");
	json_t *found = json_incref(trap.found), *scan;

	ok(row_of(&trap));
	disarm(&trap);
	scan = scan_now();
	ok(!json_equal(json_object_get(namespace_of(scan, "uts", (uint64_t) number_in(found, "ino")), "id"), json_object_get(found, "id")) ||
		!json_object_get(found, "id"));
	/* One that dies with its trap does so a moment later. */
	ok(comes_true(count_processes("/traps") == 0));
	json_decref(found);
	json_decref(scan);
}

static void what_lives_for_its_processes_has_no_holder(void)
{
	json_t *scan = scan_now();
	const json_t *row = namespace_of(scan, "ipc", ino_of(getpid(), "ipc"));

	ok(row && !json_object_get(row, "holders"));
	json_decref(scan);
}

static const json_t *look_in(const json_t *scan, const char *what)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(scan, "completeness"), "looks"), i, row)
		if (strcmp(string_in(row, "what"), what) == 0)
			return row;
	return NULL;
}

static void a_scan_says_how_far_each_look_came(void)
{
	struct trap trap = spring_and_scan("thread");

	ok(number_in(look_in(trap.scan, "threads"), "done") >= 1);
	ok(number_in(look_in(trap.scan, "descriptors"), "done") >= 2);
	ok(number_in(look_in(trap.scan, "mounts"), "done") >= 1);
	disarm(&trap);
}

static void what_a_look_is_refused_is_counted_and_named(void)
{
	struct trap trap = spring("unreadable", NULL);
	const json_t *look;

	trap.scan = scan_as(become_nobody);
	look = look_in(trap.scan, "descriptors");
	ok(has_row(json_object_get(look, "missed"), "why", "the kernel refuses their descriptors"));
	ok(!row_of(&trap));
	json_decref(trap.scan);
	trap.scan = scan_now();
	ok(is_found(&trap));
	disarm(&trap);
}

/* --- bounds */

enum { MANY = 40 };

static void open_own_namespace_often(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWUTS) == 0);
	for (int i = 0; i < MANY; i++)
		must(open("/proc/self/ns/uts", O_RDONLY | O_CLOEXEC) >= 0);
}

static void of_many_holders_the_first_are_named_and_the_rest_counted(void)
{
	pid_t pid = start_child(open_own_namespace_often, NULL);
	json_t *scan = scan_now();
	const json_t *row = namespace_of(scan, "uts", ino_of(pid, "uts"));

	is_number(json_array_size(json_object_get(row, "holders")), 16);
	is_number(number_in(row, "holdersLeftOut"), MANY - 16);
	json_decref(scan);
	end_child(pid);
}

int main(void)
{
	enter_world();
	helper_tier = "proc";
	TEST(a_thread_that_lives_elsewhere_is_named);
	TEST(a_thread_whose_children_will_be_born_elsewhere_is_named);
	TEST(a_descriptor_is_named_by_process_and_number);
	TEST(a_descriptor_in_a_table_that_a_thread_has_to_itself_is_named_by_the_thread);
	TEST(a_descriptor_that_reads_as_a_path_is_found);
	TEST(a_socket_is_named_by_process_and_number);
	TEST(a_socket_in_a_table_that_a_thread_has_to_itself_is_named_by_the_thread);
	TEST(a_tun_that_is_open_is_named);
	TEST(unasked_a_scan_names_the_same_holder);
	TEST(sockets_of_other_groups_of_net_cls_are_let_be);
	TEST(what_only_a_relative_a_mount_or_the_next_children_hold_is_found);
	TEST(when_the_traps_are_gone_so_is_what_they_held);
	TEST(what_lives_for_its_processes_has_no_holder);
	TEST(a_scan_says_how_far_each_look_came);
	TEST(what_a_look_is_refused_is_counted_and_named);
	TEST(of_many_holders_the_first_are_named_and_the_rest_counted);
	return tap_done();
}
