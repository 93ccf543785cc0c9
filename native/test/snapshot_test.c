/* The table of namespaces: each once, found again, in any number. */
#define _GNU_SOURCE
#include "snapshot.h"

#include "tap.h"

static void a_namespace_noted_twice_is_one_row(void)
{
	struct snapshot snapshot = { 0 };
	size_t first, second, other;

	must(snapshot_add_ns(&snapshot, NSTYPE_NET, 4026531840, &first) == 0);
	must(snapshot_add_ns(&snapshot, NSTYPE_NET, 4026531840, &second) == 0);
	must(snapshot_add_ns(&snapshot, NSTYPE_UTS, 4026531840, &other) == 0);
	is_number(first, second);
	ok(other != first);
	is_number(snapshot.ns_count, 2);
	snapshot_free(&snapshot);
}

static void many_namespaces_are_all_found_again(void)
{
	struct snapshot snapshot = { 0 };
	size_t index;

	for (uint64_t ino = 0; ino < 100000; ino++)
		must(snapshot_add_ns(&snapshot, (enum nstype) (ino % NSTYPE_COUNT), 4026531840 + ino, &index) == 0 && index == ino);
	is_number(snapshot.ns_count, 100000);
	for (uint64_t ino = 0; ino < 100000; ino++)
		must(snapshot_add_ns(&snapshot, (enum nstype) (ino % NSTYPE_COUNT), 4026531840 + ino, &index) == 0 && index == ino);
	is_number(snapshot.ns_count, 100000);
	snapshot_free(&snapshot);
}

static void only_the_first_members_are_kept_as_readers(void)
{
	struct snapshot snapshot = { 0 };
	size_t index;

	must(snapshot_add_ns(&snapshot, NSTYPE_MNT, 1, &index) == 0);
	for (pid_t pid = 1; pid <= 1000; pid++)
		must(snapshot_add_reader(&snapshot.namespaces[index], pid, 7) == 0);
	is_number(snapshot.namespaces[index].reader_count, SNAPSHOT_READERS_MAX);
	is_number(snapshot.namespaces[index].readers[SNAPSHOT_READERS_MAX - 1].pid, SNAPSHOT_READERS_MAX);
	snapshot_free(&snapshot);
}

static void mounts_belong_to_their_namespace(void)
{
	struct snapshot snapshot = { 0 };
	size_t red, blue, count = 0;

	must(snapshot_add_ns(&snapshot, NSTYPE_NET, 1, &red) == 0 && snapshot_add_ns(&snapshot, NSTYPE_NET, 2, &blue) == 0);
	for (int i = 0; i < 100; i++)
		must(snapshot_add_mount(&snapshot, i % 2 ? red : blue, 9, i % 2 ? "/red" : "/blue", i % 2 ? 4 : 5) == 0);
	for (size_t i = snapshot.namespaces[red].first_mount; i != SNAPSHOT_NONE; i = snapshot.mounts[i].next, count++)
		must(is_string(snapshot.mounts[i].path, "/red"));
	is_number(count, 50);
	snapshot_free(&snapshot);
}

int main(void)
{
	TEST(a_namespace_noted_twice_is_one_row);
	TEST(many_namespaces_are_all_found_again);
	TEST(only_the_first_members_are_kept_as_readers);
	TEST(mounts_belong_to_their_namespace);
	return tap_done();
}
