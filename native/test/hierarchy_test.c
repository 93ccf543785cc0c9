/* Control groups by name: lines of /proc/PID/cgroup, mounts that show them, and real directories. */
#define _GNU_SOURCE
#include "hierarchy-root.h"

#include <sched.h>
#include <sys/mount.h>

#include "control-groups.h"

/* --- lines */

/* On the heap and without a NUL, so that a read beyond the end is seen. */
static int parse(const char *text, struct hierarchy_line *ret_line)
{
	static char *copy;

	free(copy);
	copy = malloc(strlen(text) + 1);
	must(copy);
	copy = realloc(memcpy(copy, text, strlen(text)), strlen(text) + !*text);
	must(copy);
	return hierarchy_parse_line(copy, strlen(text), ret_line);
}

static void a_line_gives_number_controllers_and_path(void)
{
	struct hierarchy_line line;

	if (!is_number(parse("12:cpu,cpuacct:/a:b/c", &line), 0))
		return;
	is_number(line.number, 12);
	is_bytes(line.controllers, line.controllers_length, "cpu,cpuacct");
	is_bytes(line.path, line.path_length, "/a:b/c");
	ok(hierarchy_has_controller(&line, "cpuacct"));
	ok(!hierarchy_has_controller(&line, "cpuac"));
	ok(!hierarchy_has_controller(&line, "cpu,cpuacct"));
	is_number(parse("0::/", &line), 0);
	is_number(line.number, 0);
	is_number(line.controllers_length, 0);
	is_bytes(line.path, line.path_length, "/");
}

static void what_is_no_line_is_refused(void)
{
	static const char *const lines[] = { "", ":", "::", "0::", "0:/", "x::/", "::/", "-1::/", "0::a", "99999999999::/", "1:cpu" };
	struct hierarchy_line line;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!is_number(parse(lines[i], &line), -EBADMSG))
			printf("# %s\n", lines[i]);
}

/* --- mounts */

static void find_in(const char *mountinfo, struct hierarchies *ret_hierarchies)
{
	*ret_hierarchies = (struct hierarchies) { .mountinfo = { .bytes = strdup(mountinfo), .length = strlen(mountinfo) } };
	must(ret_hierarchies->mountinfo.bytes && hierarchies_find(ret_hierarchies) == 0);
}

static void the_mounts_of_control_groups_are_found_among_others(void)
{
	CLEANUP_HIERARCHIES struct hierarchies found;
	struct hierarchy_line line;

	find_in("31 23 0:28 / /sys/fs/cgroup rw - tmpfs cgroup rw,cpu\n"
		"33 31 0:30 /a\\040b /sys/fs/cgroup/c\\134d rw shared:3 - cgroup cgroup rw,cpuset\n"
		"34 31 0:31 / /n rw - cgroup none rw,xattr,name=systemd\n"
		"41 31 0:38 / /u rw - cgroup2 cgroup2 rw,nsdelegate\n", &found);
	if (!is_number(found.count, 3))
		return;
	is_bytes(found.mounts[0].root, found.mounts[0].root_length, "/a b");
	is_string(found.mounts[0].path, "/sys/fs/cgroup/c\\d");
	is_number(parse("3:cpu:/", &line), 0);
	ok(!hierarchy_is_mounted_at(&line, &found.mounts[0]));
	is_number(parse("3:cpuset:/", &line), 0);
	ok(hierarchy_is_mounted_at(&line, &found.mounts[0]));
	is_number(parse("9:name=systemd:/", &line), 0);
	ok(hierarchy_is_mounted_at(&line, &found.mounts[1]));
	ok(!hierarchy_is_mounted_at(&line, &found.mounts[2]));
	is_number(parse("0::/", &line), 0);
	ok(hierarchy_is_mounted_at(&line, &found.mounts[2]));
	ok(!hierarchy_is_mounted_at(&line, &found.mounts[1]));
}

static void a_group_is_placed_below_the_root_of_a_mount(void)
{
	static const struct { const char *root, *path, *below; } cases[] = {
		{ "/", "/", "" }, { "/", "/a/b", "/a/b" }, { "/a", "/a", "" }, { "/a", "/a/b", "/b" },
		{ "/a", "/ab", NULL }, { "/a", "/", NULL }, { "/a/b", "/a", NULL },
		/* Above the helper's cgroup namespace. */
		{ "/..", "/..", "" }, { "/..", "/../c", "/c" }, { "/../c", "/../c/d", "/d" }, { "/../c", "/../cd", NULL },
		{ "/", "/..", NULL }, { "/", "/../c", NULL }, { "/..", "/", NULL }, { "/../..", "/../c", NULL }, { "/..a", "/..a/b", "/b" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct hierarchy_mount mount = { .root = cases[i].root, .root_length = strlen(cases[i].root) };
		const struct hierarchy_line line = { .path = cases[i].path, .path_length = strlen(cases[i].path) };
		const char *below;
		size_t length;
		int r = hierarchy_place(&line, &mount, &below, &length);

		if (!(cases[i].below ? is_number(r, 0) && is_bytes(below, length, cases[i].below) : is_number(r, -EXDEV)))
			printf("# %s at %s\n", cases[i].path, cases[i].root);
	}
}

static void a_root_is_what_the_path_outside_has_before_the_path_inside(void)
{
	static const struct { const char *outside, *inside, *root; int error; } cases[] = {
		{ "/", "/", "/", 0 }, { "/a/b", "/", "/a/b", 0 }, { "/a/b", "/b", "/a", 0 }, { "/a/b", "/a/b", "/", 0 }, { "/a/b/b", "/b", "/a/b", 0 },
		/* It begins above our own namespace. */
		{ "/", "/a", "/..", 0 }, { "/c", "/a/b/c", "/../..", 0 }, { "/../c", "/c", "/..", 0 }, { "/../c", "/", "/../c", 0 },
		{ "/../c", "/b/c", "/../..", 0 }, { "/..", "/", "/..", 0 }, { "/..", "/a", "/../..", 0 },
		/* The process is not below it. */
		{ "/a", "/..", NULL, -EXDEV }, { "/a", "/../a", NULL, -EXDEV },
		/* Not of one process. */
		{ "/a/b", "/c", NULL, -EBADMSG }, { "/ab", "/b", NULL, -EBADMSG }, { "/a/b", "/c/b", NULL, -EBADMSG },
		{ "/x/..a", "/..a", "/x", 0 },
		{ "/12345678/12345678/12345678/12345678", "/", NULL, -ENAMETOOLONG },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char root[32];
		size_t length;
		int r = hierarchy_find_root(cases[i].outside, strlen(cases[i].outside), cases[i].inside, strlen(cases[i].inside),
			root, sizeof(root), &length);

		if (!(is_number(r, cases[i].error) && (r < 0 || is_bytes(root, length, cases[i].root))))
			printf("# %s outside, %s inside\n", cases[i].outside, cases[i].inside);
	}
}

/* --- real ones */

/* The group of this path in the v2 hierarchy, as those read now show it. */
static int open_v2(const char *path, int *ret_fd)
{
	CLEANUP_HIERARCHIES struct hierarchies hierarchies = { 0 };
	const struct hierarchy_line line = { .controllers = "", .path = path, .path_length = strlen(path) };

	must(hierarchies_read(&hierarchies) == 0);
	return hierarchy_open_group(&hierarchies, &line, ret_fd);
}

static uint64_t ino_of_fd(int fd)
{
	struct stat status;

	must(fstat(fd, &status) == 0);
	return status.st_ino;
}

static uint64_t ino_of_directory(const char *path)
{
	struct stat status;

	must(stat(path, &status) == 0);
	return status.st_ino;
}

/* What the kernel calls the group: the end of its path below the mount. */
static const char *name_of(const char *group)
{
	return strrchr(group, '/');
}

static bool is_v2_mounted(void)
{
	bool mounted = hierarchy_at("v2")[0] != '\0';

	if (!mounted)
		tap_skip("no cgroup2 is mounted");
	return mounted;
}

static const char *group_with_one_below(const char **ret_below)
{
	const char *group = make_group(hierarchy_at("v2"), "found");

	*ret_below = make_group(group, "below");
	return group;
}

static void a_group_is_opened_and_one_that_was_removed_is_gone(void)
{
	CLEANUP_FD int fd = -1;
	CLEANUP_FD int none = -1;
	const char *group, *below;
	char path[PATH_MAX];

	if (!is_v2_mounted())
		return;
	group = group_with_one_below(&below);
	(void) snprintf(path, sizeof(path), "%s%s", name_of(group), name_of(below));
	if (is_number(open_v2(path, &fd), 0))
		is_number(ino_of_fd(fd), ino_of_directory(below));
	remove_groups();
	is_number(open_v2(path, &none), -ESRCH);
}

/* In a child, since what it makes of its mounts is its own. 0: as it should be. */
static int status_of_child(int (*check)(const char *group, const char *below), const char *group, const char *below)
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0) {
		if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
			_exit(120);
		_exit(check(group, below));
	}
	must(waitpid(pid, &status, 0) == pid);
	return WEXITSTATUS(status);
}

static int hide_group(const char *group, const char *below)
{
	int fd;

	(void) below;
	if (mount("over", group, "tmpfs", 0, NULL) < 0)
		return 1;
	return open_v2(name_of(group), &fd) == -ESTALE ? 0 : 2;
}

static int hide_hierarchy_but_for_a_part(const char *group, const char *below)
{
	char path[PATH_MAX];
	int fd;

	/* The whole is hidden by its part: the first mount is not what stands at its path any more. */
	if (mount(group, hierarchy_at("v2"), NULL, MS_BIND, NULL) < 0)
		return 1;
	(void) snprintf(path, sizeof(path), "%s%s", name_of(group), name_of(below));
	if (open_v2(path, &fd) != 0)
		return 2;
	if (open_v2("/", &fd) != -ESTALE)
		return 3;
	return 0;
}

static int leave_no_mount(const char *group, const char *below)
{
	int fd;

	(void) below;
	while (umount2(hierarchy_at("v2"), MNT_DETACH) == 0 && hierarchy_at("v2")[0] != '\0')
		;
	return open_v2(name_of(group), &fd) == -ENXIO ? 0 : 1;
}

/* The child stands in the group and takes it as the root of its cgroup namespace. */
static int be_root_of_a_namespace(const char *group, const char *below)
{
	uint64_t want = ino_of_directory(below), beside = ino_of_directory(hierarchy_at("v2"));
	int fd;

	move_to(group, getpid());
	if (unshare(CLONE_NEWCGROUP) < 0)
		return 1;
	/* The mount of before shows it from above, where its name cannot be known from here. */
	if (open_v2(name_of(below), &fd) != -EXDEV)
		return 2;
	if (open_v2("/..", &fd) != 0 || ino_of_fd(fd) != beside)
		return 3;
	if (mount("cgroup2", "/sys/fs/cgroup", "cgroup2", 0, NULL) < 0)
		return 4;
	if (open_v2(name_of(below), &fd) != 0 || ino_of_fd(fd) != want)
		return 5;
	return 0;
}

static void mounts_that_hide_or_move_a_hierarchy_are_seen_through(void)
{
	const char *group, *below;

	if (!is_v2_mounted())
		return;
	group = group_with_one_below(&below);
	is_number(status_of_child(hide_group, group, below), 0);
	is_number(status_of_child(hide_hierarchy_but_for_a_part, group, below), 0);
	is_number(status_of_child(leave_no_mount, group, below), 0);
	is_number(status_of_child(be_root_of_a_namespace, group, below), 0);
	remove_groups();
}

int main(void)
{
	TEST(a_line_gives_number_controllers_and_path);
	TEST(what_is_no_line_is_refused);
	TEST(the_mounts_of_control_groups_are_found_among_others);
	TEST(a_group_is_placed_below_the_root_of_a_mount);
	TEST(a_root_is_what_the_path_outside_has_before_the_path_inside);
	TEST(a_group_is_opened_and_one_that_was_removed_is_gone);
	TEST(mounts_that_hide_or_move_a_hierarchy_are_seen_through);
	return tap_done();
}
