#define _GNU_SOURCE
#include "terminal-mount.h"

#include <string.h>

#include "count.h"

/* More mounts on the way than a container has for a reason. */
enum { STEP_LIMIT = 32 };

/* Where a mount decides what is found at the last of them. */
static const char *const way[] = { "/", "/dev", "/dev/pts", "/dev/pts/ptmx" };
enum { WAY_LENGTH = COUNT(way) };

struct step {
	int id;
	int parent;
	int place;		/* in way */
	bool is_devpts;
};

struct steps {
	size_t count;
	struct step steps[STEP_LIMIT];
};

static bool is_text(const char *bytes, size_t length, const char *text)
{
	return length == strlen(text) && memcmp(bytes, text, length) == 0;
}

static int place_of(const struct procfs_mount *mount)
{
	int place = WAY_LENGTH - 1;

	while (place >= 0 && !is_text(mount->path, mount->path_length, way[place]))
		place--;
	return place;
}

static bool read_steps(const struct procfs_buffer *mountinfo, struct steps *ret_steps)
{
	size_t cursor = 0, length;
	const char *line;

	ret_steps->count = 0;
	while (procfs_next_line(mountinfo, &cursor, &line, &length)) {
		struct procfs_mount mount;
		int place;

		if (procfs_parse_mount(line, length, &mount) < 0)
			return false;
		place = place_of(&mount);
		if (place < 0)
			continue;
		if (ret_steps->count == STEP_LIMIT)
			return false;
		ret_steps->steps[ret_steps->count++] = (struct step) {
			.id = mount.id, .parent = mount.parent, .place = place,
			.is_devpts = is_text(mount.fstype, mount.fstype_length, "devpts"),
		};
	}
	return true;
}

static bool is_listed(const struct steps *steps, int id)
{
	for (size_t i = 0; i < steps->count; i++)
		if (steps->steps[i].id == id)
			return true;
	return false;
}

/* The mount at this place that covers from. NULL as from: the mount of the root directory is not listed, nor what it stands on. */
static const struct step *find_over(const struct steps *steps, const struct step *from, int place)
{
	for (size_t i = 0; i < steps->count; i++) {
		const struct step *step = &steps->steps[i];

		if (step->place != place || step == from)
			continue;
		if (from ? step->parent == from->id : step->parent == step->id || !is_listed(steps, step->parent))
			return step;
	}
	return NULL;
}

bool terminal_mount_find(const struct procfs_buffer *mountinfo)
{
	const struct step *here = NULL;
	struct steps steps;

	if (!read_steps(mountinfo, &steps))
		return false;
	for (int place = 0; place < WAY_LENGTH; place++) {
		const struct step *over = find_over(&steps, here, place);

		/* No stack is higher than the list is long. */
		for (size_t height = 0; over && height < steps.count; height++) {
			here = over;
			over = find_over(&steps, here, place);
		}
	}
	return here && here->is_devpts;
}

bool terminal_mount_is_devpts(int proc_fd)
{
	CLEANUP_BUFFER struct procfs_buffer mountinfo = { 0 };

	return procfs_read(proc_fd, "mountinfo", PROCFS_FILE_LIMIT, &mountinfo) == 0 && terminal_mount_find(&mountinfo);
}
