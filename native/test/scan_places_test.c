/* Scans from where not all can be seen: of another user, under each hidepid, in a nested pid namespace, in a nested user namespace. What is
 * seen is what readlink(2) and lsns(8) see in the same place; what is not is counted and named. */
#define _GNU_SOURCE
#include "net-world.h"
#include "helper.h"

#include <dirent.h>
#include <sys/mman.h>

struct place {
	const char *name;
	const char *options;		/* of the mount of /proc */
	const char *uid_map;		/* in a user namespace of its own: its map, "" for none */
	void (*become)(void);		/* who scans */
	const char *gap;		/* what must be named */
	size_t closed;			/* processes of which not even the stat may be read */
	size_t unseen;			/* processes that are there and have no row */
};

/* In each pid namespace live the test as the first process, a process of root in a uts namespace of its own, and one of nobody. */
static const struct place places[] = {
	{ "an ordinary user", NULL, NULL, become_nobody, "namespaces of processes", 0, 0 },
	{ "hidepid=1", "hidepid=1", NULL, become_nobody, "processes of other users", 2, 2 },
	{ "hidepid=2", "hidepid=2", NULL, become_nobody, "processes of other users", 0, 2 },
	{ "hidepid=4", "hidepid=4", NULL, become_nobody, "processes of other users", 0, 2 },
	{ "root under hidepid=2", "hidepid=2", NULL, NULL, "processes outside the observer's pid namespace", 0, 0 },
	{ "a pid namespace", NULL, NULL, NULL, "processes outside the observer's pid namespace", 0, 0 },
	{ "a user namespace without ids", NULL, "", NULL, "owners and parents of namespaces", 0, 0 },
	{ "a user namespace with root in it", NULL, "0 0 1", NULL, "owners and parents of namespaces", 0, 0 },
	{ "a user namespace with another's id", NULL, "1000 0 1", NULL, "owners and parents of namespaces", 0, 0 },
};

/* --- the other witness */

static const char *const links[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };

static json_t *read_links(const char *pid)
{
	json_t *found = json_object();
	char path[64], link[64];

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		const char *number;
		ssize_t n;

		(void) snprintf(path, sizeof(path), "/proc/%.32s/ns/%s", pid, links[i]);
		n = readlink(path, link, sizeof(link) - 1);
		if (n <= 0)
			continue;
		link[n] = '\0';
		number = strchr(link, '[');
		json_object_set_new(found, links[i], json_integer(strtoll(number + 1, NULL, 10)));
	}
	return found;
}

/* Of each process of /proc the links that may be read, and whether its stat may be; and what lsns lists. */
static json_t *look_around(void)
{
	json_t *seen = json_object(), *processes = json_object(), *lsns = json_object();
	FILE *pipe = popen("lsns --noheadings --raw --output NS,TYPE", "re");
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	char ino[32], type[16], path[64];

	while (pipe && fscanf(pipe, "%31s %15s", ino, type) == 2)
		json_object_set_new(lsns, ino, json_string(type));
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
			continue;
		(void) snprintf(path, sizeof(path), "/proc/%.32s/stat", entry->d_name);
		json_object_set_new(processes, entry->d_name, access(path, R_OK) == 0 ? read_links(entry->d_name) : json_null());
	}
	json_object_set_new(seen, "processes", processes);
	json_object_set_new(seen, "lsns", lsns);
	return seen;
}

/* Executed anew, as the helper is: who is not root in a user namespace loses by that what it had there. */
static json_t *look_around_as(void (*become)(void))
{
	char *const argv[] = { (char *) (uintptr_t) "look", (char *) (uintptr_t) "look", NULL };
	int ends[2];
	json_t *seen;
	pid_t pid;

	must(pipe2(ends, O_CLOEXEC) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		(void) dup2(ends[1], STDOUT_FILENO);
		quieten();
		if (become)
			become();
		(void) execv("/proc/self/exe", argv);
		_exit(127);
	}
	(void) close(ends[1]);
	seen = json_loadfd(ends[0], 0, NULL);
	(void) close(ends[0]);
	must(waitpid(pid, NULL, 0) == pid && seen);
	return seen;
}

/* --- who lives there */

static void live_apart(void *context)
{
	(void) context;
	must(unshare(CLONE_NEWUTS) == 0);
}

static void live_as_nobody(void *context)
{
	live_apart(context);
	become_nobody();
	must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

static struct {
	pid_t apart;
	pid_t nobody;		/* 0: the place has no such user */
} people;

/* --- what must hold */

static void rows_show_what_the_links_show(const json_t *scan, const json_t *seen)
{
	const pid_t ours[] = { getpid(), people.apart, people.nobody };

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++) {
		const json_t *row, *want;
		char pid[16];

		if (ours[i] == 0)
			continue;
		(void) snprintf(pid, sizeof(pid), "%d", (int) ours[i]);
		want = json_object_get(json_object_get(seen, "processes"), pid);
		row = process_of(scan, ours[i]);
		if (!want || json_is_null(want)) {
			ok(!row);
			continue;
		}
		if (ok(row))
			ok(tap_same_json(json_object_get(row, "namespaces"), want, __FILE__, __LINE__, "the links"));
		is_number(json_object_size(want) < 8, json_array_size(json_object_get(row, "unread")) > 0);
	}
}

/* Where it may not read the stat of everybody it lists nothing at all. */
static void nothing_of_lsns_is_missing(const struct place *place, const json_t *scan, const json_t *seen)
{
	const char *ino;
	json_t *type;

	ok(place->closed > 0 || json_object_size(json_object_get(seen, "lsns")) > 0);
	json_object_foreach(json_object_get(seen, "lsns"), ino, type)
		if (!ok(namespace_of(scan, json_string_value(type), (uint64_t) strtoull(ino, NULL, 10))))
			printf("# lsns has %s %s\n", json_string_value(type), ino);
}

static const json_t *gap_about(const json_t *scan, const char *what)
{
	return row_with(gaps_of(scan), "what", what);
}

static size_t count_unseen(const json_t *scan)
{
	const pid_t ours[] = { getpid(), people.apart, people.nobody };
	size_t unseen = 0;

	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		unseen += ours[i] != 0 && !process_of(scan, ours[i]);
	return unseen;
}

static void what_is_not_seen_is_named(const struct place *place, const json_t *scan)
{
	const json_t *gap = gap_about(scan, place->gap), *completeness = json_object_get(scan, "completeness");

	ok(gap);
	is_number(count_unseen(scan), place->unseen);
	if (place->options && place->become)
		ok(gap && strstr(string_in(gap, "why"), "hidepid="));
	if (place->closed > 0)
		is_number(number_in(gap, "count"), place->closed);
	/* Whoever is seen and not read is counted, and so are their descriptors. */
	is_number(number_in(completeness, "unreadable"), number_in(gap_about(scan, "namespaces of processes"), "count"));
	if (number_in(completeness, "unreadable") > 0)
		ok(has_row(json_object_get(row_with(json_object_get(completeness, "looks"), "what", "descriptors"), "missed"), "why", "the kernel refuses their descriptors"));
	if (place->become)
		ok(gap_about(scan, "mount namespaces that no process lives in"));
}

static void scan_here(const struct place *place, const char *tier)
{
	json_t *seen = look_around_as(place->become), *scan = scan_by(tier, place->become);

	printf("# %s, tier %s\n", place->name, tier ? tier : "auto");
	rows_show_what_the_links_show(scan, seen);
	nothing_of_lsns_is_missing(place, scan, seen);
	what_is_not_seen_is_named(place, scan);
	json_decref(seen);
	json_decref(scan);
}

/* --- the places */

static void write_line(const char *path, const char *text)
{
	CLEANUP_FD int fd = open(path, O_WRONLY | O_CLOEXEC);

	must(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t) strlen(text));
}

static void map_ids(const char *map)
{
	if (map[0] == '\0')
		return;
	write_line("/proc/self/setgroups", "deny");
	write_line("/proc/self/uid_map", map);
	write_line("/proc/self/gid_map", map);
}

static _Noreturn void be_first(const struct place *place)
{
	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
	must(mount("proc", "/proc", "proc", 0, place->options) == 0);
	tap.bad = 0;
	people.apart = start_child(live_apart, NULL);
	people.nobody = place->uid_map ? 0 : start_child(live_as_nobody, NULL);
	scan_here(place, "proc");
	scan_here(place, NULL);
	(void) fflush(stdout);
	_exit(tap.bad);
}

/* Who has left its pid namespace can make nothing any more once the first process there has ended: so it is a child that leaves. */
static _Noreturn void go_there(const struct place *place)
{
	pid_t first;
	int status;

	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
	if (place->uid_map) {
		must(unshare(CLONE_NEWUSER) == 0);
		map_ids(place->uid_map);
	}
	must(unshare(CLONE_NEWPID | CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	first = fork();
	must(first >= 0);
	if (first == 0)
		be_first(place);
	must(waitpid(first, &status, 0) == first);
	_exit(status != 0);
}

static void in_each_place_a_scan_is_right_about_what_it_sees_and_explicit_about_the_rest(void)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		pid_t child = fork();
		int status;

		must(child >= 0);
		if (child == 0)
			go_there(&places[i]);
		must(waitpid(child, &status, 0) == child);
		if (!is_number(status, 0))
			printf("# in %s\n", places[i].name);
	}
}

int main(int argc, char *argv[])
{
	if (argc > 1 && strcmp(argv[1], "look") == 0)
		_exit(json_dumpfd(look_around(), STDOUT_FILENO, 0) < 0);
	TEST(in_each_place_a_scan_is_right_about_what_it_sees_and_explicit_about_the_rest);
	return tap_done();
}
