/* Both ways of scanning before the same traps: each finds all that it can, with the right reason and holder, and they agree wherever
 * both can see. What one of them cannot see stands in the table, with why. */
#define _GNU_SOURCE
#include "net-world.h"
#include "trapped.h"

#define WHERE "/run/netns/trap"

enum reason {
	NOT_A_NAMESPACE,	/* the process itself is the trap */
	HOLDER,			/* kind: one holder, which is the trap */
	MOUNT,			/* where the trap says */
	PROCESS,		/* the trap lives there, or its children will */
	CHILD,			/* a namespace of the same type below it */
	REFERENCES,		/* the kernel counts some, and nothing is found */
};

static const struct trapped {
	const char *verb;
	enum reason reason;
	const char *kind;
	const char *unseen_by_proc;	/* why /proc alone cannot show it; NULL: it can */
} table[] = {
	{ "thread", HOLDER, "thread", NULL },
	{ "thread-for-children", HOLDER, "forChildren", NULL },
	{ "pid-for-children", PROCESS, NULL, NULL },
	{ "time-for-children", PROCESS, NULL, NULL },
	{ "unborn", PROCESS, NULL, "the link says ENOENT until the first child is there" },
	{ "descriptor", HOLDER, "descriptor", NULL },
	{ "thread-descriptor", HOLDER, "descriptor", NULL },
	{ "unmounted", HOLDER, "descriptor", NULL },
	{ "socket", HOLDER, "socket", NULL },
	{ "thread-socket", HOLDER, "socket", NULL },
	{ "tun", HOLDER, "tun", NULL },
	{ "in-flight", HOLDER, "inFlight", "no file of /proc tells what waits in a socket" },
	{ "in-flight-mnt", HOLDER, "inFlight", "the kernel lists it (NS_MNT_GET_NEXT), and no file of /proc tells what waits in a socket" },
	{ "unaccepted", HOLDER, "inFlight", "no file of /proc tells what waits in a socket" },
	{ "unreceived", HOLDER, "inFlight", "no file of /proc tells what waits in a socket" },
	{ "kernel", REFERENCES, NULL, "no file of /proc tells what file systems keep" },
	{ "mount-elsewhere", MOUNT, NULL, NULL },
	{ "mount-nowhere", MOUNT, NULL, NULL },
	{ "parent", CHILD, NULL, NULL },
	{ "zombie", NOT_A_NAMESPACE, NULL, NULL },
	{ "hostile", NOT_A_NAMESPACE, NULL, NULL },
	{ "unreadable", PROCESS, NULL, NULL },
	/* The last: it would be in the trees of those that make one of their own. */
	{ "mount", MOUNT, NULL, NULL },
};

enum { TRAPS = sizeof(table) / sizeof(table[0]) };

static struct trap traps[TRAPS];
static json_t *by_bpf, *by_proc;

static void spring_all(void)
{
	for (size_t i = 0; i < TRAPS; i++)
		traps[i] = spring(table[i].verb, strcmp(table[i].verb, "mount") == 0 ? WHERE : NULL);
	by_bpf = scan_by("bpf", NULL);
	by_proc = scan_by("proc", NULL);
}

static void disarm_all(void)
{
	for (size_t i = 0; i < TRAPS; i++)
		disarm(&traps[i]);
	json_decref(by_bpf);
	json_decref(by_proc);
}

/* --- reasons */

static bool has_one_holder(const struct trapped *trapped, const struct trap *trap, const json_t *row)
{
	static const char *const names[] = { "pid", "startTime", "tid", "fd" };
	const json_t *holders = json_object_get(row, "holders"), *holder = json_array_get(holders, 0);
	bool same = json_array_size(holders) == 1 && strcmp(string_in(holder, "kind"), trapped->kind) == 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		same = same && number_in(holder, names[i]) == number_in(trap->found, names[i]);
	return same;
}

/* In the mount namespace that it says; `mount` tells the path on its command line. */
static bool has_one_mount(const struct trap *trap, const json_t *row)
{
	const json_t *mount = json_array_get(json_object_get(row, "mounts"), 0);
	const char *path = string_in(trap->found, "path");

	return json_array_size(json_object_get(row, "mounts")) == 1 && number_in(mount, "mnt") == number_in(trap->found, "mnt") &&
		strcmp(string_in(mount, "path"), path ? path : WHERE) == 0;
}

static bool has_child(const struct trap *trap, const json_t *scan)
{
	const char *type = string_in(trap->found, "type");
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(scan, "namespaces"), i, row)
		if (strcmp(string_in(row, "type"), type) == 0 && number_in(row, "parent") == number_in(trap->found, "ino"))
			return true;
	return false;
}

static bool has_process(const struct trap *trap, const json_t *scan)
{
	const json_t *process = process_of(scan, (pid_t) number_in(trap->found, "pid"));
	const char *type = string_in(trap->found, "type");
	const long long ino = number_in(trap->found, "ino");

	return number_in(json_object_get(process, "namespaces"), type) == ino || number_in(json_object_get(process, "forChildren"), type) == ino;
}

static bool has_reason(const struct trapped *trapped, const struct trap *trap, const json_t *row, const json_t *scan)
{
	switch (trapped->reason) {
	case HOLDER:
		return has_one_holder(trapped, trap, row);
	case MOUNT:
		return has_one_mount(trap, row);
	case PROCESS:
		return has_process(trap, scan);
	case CHILD:
		return has_child(trap, scan);
	case REFERENCES:
		return number_in(row, "references") > 0 && !json_object_get(row, "holders");
	default:
		return false;
	}
}

/* --- the namespaces */

/* A netnsid is asked for through a descriptor, and there is none to be had of what only waits in a socket. */
static bool is_read(const json_t *row)
{
	const json_t *unread = json_object_get(row, "unread");

	if (!unread)
		return true;
	return json_array_size(unread) == 1 && has_row(unread, "what", "netnsid") && has_row(json_object_get(row, "holders"), "kind", "inFlight");
}

/* Asked about whole, and the very one, by the id that the trap has asked for. */
static bool is_the_one(const struct trap *trap, const json_t *row)
{
	const json_t *id = json_object_get(trap->found, "id");

	return row && is_read(row) && (!id || json_equal(id, json_object_get(row, "id")));
}

static void one_is_found(const struct trapped *trapped, const struct trap *trap, const json_t *scan)
{
	const json_t *row = row_in(trap, scan);
	bool found = is_the_one(trap, row);

	if (!ok(found) || !ok(has_reason(trapped, trap, row, scan))) {
		char *trap_text = show_json(trap->found), *row_text = show_json(row);

		printf("# %s: %s: %s\n", trapped->verb, trap_text, row_text);
		free(trap_text);
		free(row_text);
	}
}

/* Before its first child even the trap cannot tell the number. */
static bool is_to_be_found(const struct trapped *trapped)
{
	return trapped->reason != NOT_A_NAMESPACE && strcmp(trapped->verb, "unborn") != 0;
}

static void the_iterators_find_all(void)
{
	is_string(string_in(json_object_get(by_bpf, "completeness"), "tier"), "bpf");
	for (size_t i = 0; i < TRAPS; i++)
		if (is_to_be_found(&table[i]))
			one_is_found(&table[i], &traps[i], by_bpf);
}

static void an_unborn_pid_namespace_is_found_by_the_iterators_alone(void)
{
	for (size_t i = 0; i < TRAPS; i++) {
		const pid_t pid = (pid_t) number_in(traps[i].found, "pid");
		long long ino = number_in(json_object_get(process_of(by_bpf, pid), "forChildren"), "pid");

		if (strcmp(table[i].verb, "unborn") != 0)
			continue;
		ok(ino != 0 && ino != (long long) ino_of(getpid(), "pid") && namespace_of(by_bpf, "pid", (uint64_t) ino));
		ok(!namespace_of(by_proc, "pid", (uint64_t) ino));
	}
}

/* Without /proc, and without the reason. */
static bool is_listed(const struct trapped *trapped)
{
	return strcmp(trapped->verb, "in-flight-mnt") == 0;
}

static void proc_finds_all_but_what_it_cannot_show_and_says_so(void)
{
	for (size_t i = 0; i < TRAPS; i++) {
		if (!is_to_be_found(&table[i]))
			continue;
		if (!table[i].unseen_by_proc)
			one_is_found(&table[i], &traps[i], by_proc);
		else if (is_listed(&table[i]))
			ok(is_the_one(&traps[i], row_in(&traps[i], by_proc)) && !json_object_get(row_in(&traps[i], by_proc), "holders"));
		else
			ok(!row_in(&traps[i], by_proc));
	}
	ok(has_row(gaps_of(by_proc), "what", "namespaces that nothing in /proc shows"));
}

/* Found by both: all of the row is the same but what only the kernel's lists tell. */
static void both_say_the_same_of_each_namespace(void)
{
	static const char *const fields[] = { "id", "initial", "owner", "parent", "ownerUid", "netnsid", "mounts", "holders", "holdersLeftOut" };

	for (size_t i = 0; i < TRAPS; i++) {
		const json_t *left = row_in(&traps[i], by_bpf), *right = row_in(&traps[i], by_proc);

		for (size_t j = 0; is_to_be_found(&table[i]) && !table[i].unseen_by_proc && right && j < sizeof(fields) / sizeof(fields[0]); j++)
			if (!ok(json_equal(json_object_get(left, fields[j]), json_object_get(right, fields[j])) || (!json_object_get(left, fields[j]) && !json_object_get(right, fields[j]))))
				printf("# %s: %s\n", table[i].verb, fields[j]);
	}
}

static void both_say_the_same_of_each_process(void)
{
	static const char *const fields[] = { "startTime", "ppid", "nspid", "uid", "comm", "argv", "cgroup", "threads", "namespaces" };

	for (size_t i = 0; i < TRAPS; i++) {
		const pid_t pid = (pid_t) number_in(traps[i].found, "pid");

		for (size_t j = 0; j < sizeof(fields) / sizeof(fields[0]); j++)
			if (!ok(json_equal(json_object_get(process_of(by_bpf, pid), fields[j]), json_object_get(process_of(by_proc, pid), fields[j]))))
				printf("# %s: %s\n", table[i].verb, fields[j]);
	}
}

static void what_waits_in_sockets_was_looked_for_by_one_and_the_other_says_that_it_was_not(void)
{
	const json_t *looked = row_with(json_object_get(json_object_get(by_bpf, "completeness"), "looks"), "what", "queues");
	const json_t *missed = row_with(json_object_get(json_object_get(by_proc, "completeness"), "looks"), "what", "queues");

	ok(number_in(looked, "done") > 0 && json_array_size(json_object_get(looked, "missed")) == 0);
	ok(number_in(missed, "done") == 0 && has_row(json_object_get(missed, "missed"), "why", "only a BPF iterator shows what waits in Unix sockets"));
}

int main(void)
{
	enter_world();
	spring_all();
	TEST(the_iterators_find_all);
	TEST(an_unborn_pid_namespace_is_found_by_the_iterators_alone);
	TEST(proc_finds_all_but_what_it_cannot_show_and_says_so);
	TEST(both_say_the_same_of_each_namespace);
	TEST(both_say_the_same_of_each_process);
	TEST(what_waits_in_sockets_was_looked_for_by_one_and_the_other_says_that_it_was_not);
	disarm_all();
	return tap_done();
}
