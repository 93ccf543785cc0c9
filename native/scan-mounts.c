#define _GNU_SOURCE
#include "scan-mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "mnt-walker.h"
#include "procfs.h"
#include "scan-markers.h"

/* The mounts of one mount namespace, as one of its members or the walker sees them. */
struct view {
	int dir_fd;		/* of that member's /proc/PID */
	int root_fd;		/* O_PATH of the walker's root there */
	bool whole;		/* the root of the tree is among them: the member is not in a chroot(2) */
	struct procfs_buffer text;
};

static void view_free(struct view *view)
{
	if (view->dir_fd >= 0)
		(void) close(view->dir_fd);
	if (view->root_fd >= 0)
		(void) close(view->root_fd);
	procfs_buffer_free(&view->text);
}

static const struct view no_view = { .dir_fd = -1, .root_fd = -1 };

static bool has_view(const struct view *view)
{
	return view->dir_fd >= 0 || view->root_fd >= 0;
}
#define CLEANUP_VIEW __attribute__((cleanup(view_free)))

static bool has_root(const struct procfs_buffer *text)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(text, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0 && mount.path_length == 1)
			return true;
	return false;
}

/* -ENOENT: this member sees none. -ESTALE: it has gone to another mount namespace. */
static int read_view(const struct snapshot_reader *reader, uint64_t mnt_ino, struct view *ret_view)
{
	uint64_t ino;
	int r = procfs_open_identity(reader->pid, reader->start_time, &ret_view->dir_fd);

	if (r == 0)
		r = procfs_read(ret_view->dir_fd, "mountinfo", PROCFS_FILE_LIMIT, &ret_view->text);
	if (r == 0)
		r = procfs_ns_ino(ret_view->dir_fd, "ns/mnt", &ino);
	if (r < 0)
		return r;
	if (ino != mnt_ino)
		return -ESTALE;
	ret_view->whole = has_root(&ret_view->text);
	return ret_view->text.length == 0 ? -ENOENT : 0;
}

/* Keeps the better of the two in best. */
static void keep_better(struct view *best, struct view *found)
{
	bool better = best->dir_fd < 0 || (found->whole && !best->whole) ||
		(found->whole == best->whole && found->text.length > best->text.length);
	struct view worse = better ? *best : *found;

	if (better)
		*best = *found;
	*found = worse;
}

/* The view of the first member that sees the whole tree, else of the one that sees most. best.dir_fd < 0: there is none. */
static void find_view(const struct snapshot_ns *ns, struct view *best)
{
	for (size_t i = 0; i < ns->reader_count && !best->whole; i++) {
		CLEANUP_VIEW struct view found = no_view;

		if (read_view(&ns->readers[i], ns->identity.ino, &found) == 0)
			keep_better(best, &found);
	}
}

static int open_root(struct view *view)
{
	if (view->root_fd < 0)
		view->root_fd = openat(view->dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
	return view->root_fd < 0 ? -errno : 0;
}

static int ask_at_path(struct scan_asker *asker, struct view *view, const char *path, const struct ns_identity *want)
{
	CLEANUP_FD int fd = -1;
	struct ns_identity found;
	int r = open_root(view);

	if (r == 0)
		r = nsfs_open_path_below(view->root_fd, path, &fd);
	if (r == 0)
		r = nsfs_identify(fd, &found);
	if (r < 0)
		return r;
	return nsfs_is_same(want, &found) ? scan_ask_ns(asker, fd) : -ESTALE;
}

/* Another mount may cover it, or it was unmounted meanwhile: then the next place may do. */
static int ask_if_unknown(struct scan_asker *asker, size_t index, struct view *view, const char *path)
{
	const struct ns_identity want = asker->snapshot->namespaces[index].identity;
	int r;

	if (asker->snapshot->namespaces[index].asked)
		return 0;
	r = ask_at_path(asker, view, path, &want);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		scan_note_ns_error(asker, index, -r);
	return 0;
}

static int take_mount(struct scan_asker *asker, struct view *view, uint64_t mnt_ino, const struct procfs_mount *mount)
{
	CLEANUP_FREE char *path = strndup(mount->path, mount->path_length);
	enum nstype type;
	uint64_t ino;
	size_t length, index;
	int r;

	if (!path)
		return -ENOMEM;
	if (procfs_parse_ns_link(mount->root, mount->root_length, &type, &ino) < 0)
		return 0;
	length = procfs_unescape(path, mount->path_length);
	path[length] = '\0';
	r = scan_note_ns(asker, type, ino, &index);
	if (r < 0 || index == SNAPSHOT_NONE)
		return r;
	r = snapshot_add_mount(asker->snapshot, index, mnt_ino, path, length);
	if (r < 0)
		return r;
	return ask_if_unknown(asker, index, view, path);
}

static bool may_be_marked(const struct scan_asker *asker, uint64_t mnt_ino)
{
	return mnt_ino != nstype_info[NSTYPE_MNT].initial_ino && mnt_ino != asker->unmarked_mnt[0] && mnt_ino != asker->unmarked_mnt[1];
}

/* Under a chroot the same paths are other places. */
static int take_markers(const struct scan_asker *asker, size_t index, const struct view *view)
{
	struct snapshot_ns *ns = &asker->snapshot->namespaces[index];
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;
	int r;

	if (!view->whole || !may_be_marked(asker, ns->identity.ino))
		return 0;
	r = snapshot_make_markers(ns);
	while (r == 0 && procfs_next_line(&view->text, &cursor, &line, &length))
		if (procfs_parse_mount(line, length, &mount) == 0)
			r = scan_take_marker(ns, &mount);
	return r;
}

/* Without a line of one no line needs to be taken apart: a blank within a field is escaped. */
static bool has_namespaces(const struct procfs_buffer *text)
{
	static const char type[] = " - nsfs ";

	return text->length > 0 && memmem(text->bytes, text->length, type, sizeof(type) - 1) != NULL;
}

static int take_mounts(struct scan_asker *asker, struct view *view, uint64_t mnt_ino, struct scan_mounts *counts)
{
	struct procfs_mount mount;
	size_t cursor = 0, length;
	const char *line;

	if (!has_namespaces(&view->text))
		return 0;
	while (procfs_next_line(&view->text, &cursor, &line, &length)) {
		int r = 0;

		if (procfs_parse_mount(line, length, &mount) == 0 && procfs_is_nsfs(&mount))
			r = take_mount(asker, view, mnt_ino, &mount);
		if (r == -ENOSPC)
			counts->dropped++;
		else if (r < 0)
			return r;
	}
	return 0;
}

static int take_view(struct scan_asker *asker, size_t index, struct view *view, struct scan_mounts *counts)
{
	const uint64_t mnt_ino = asker->snapshot->namespaces[index].identity.ino;
	int r;

	asker->snapshot->namespaces[index].has_mounts = view->whole;
	counts->whole += view->whole;
	counts->partial += !view->whole;
	r = take_markers(asker, index, view);
	return r < 0 ? r : take_mounts(asker, view, mnt_ino, counts);
}

/* To ask a namespace that is mounted somewhere takes more than what is kept. */
static bool are_all_asked(const struct scan_asker *asker, const struct procfs_buffer *lines)
{
	struct procfs_mount mount;
	enum nstype type;
	uint64_t ino;
	size_t cursor = 0, length;
	const char *line;

	if (!has_namespaces(lines))
		return true;
	while (procfs_next_line(lines, &cursor, &line, &length)) {
		size_t index;

		if (procfs_parse_mount(line, length, &mount) < 0 || !procfs_is_nsfs(&mount) || procfs_parse_ns_link(mount.root, mount.root_length, &type, &ino) < 0)
			continue;
		index = snapshot_find_ns(asker->snapshot, type, ino);
		if (index == SNAPSHOT_NONE || !asker->snapshot->namespaces[index].asked)
			return false;
	}
	return true;
}

/* *ret_is_known: it was taken as it was kept from an earlier look. */
static int take_known(struct scan_asker *asker, size_t index, struct scan_mounts *counts, bool *ret_is_known)
{
	const struct scan_mounts_version version = asker->snapshot->namespaces[index].mounts;
	const struct procfs_buffer *lines = scan_known_mounts_find(asker->known_mounts, &version);
	struct view view = no_view;

	*ret_is_known = lines && are_all_asked(asker, lines);
	if (!*ret_is_known)
		return 0;
	view.whole = true;
	view.text = *lines;
	scan_known_mounts_use(asker->known_mounts, &version);
	return take_view(asker, index, &view, counts);
}

static int read_one(struct scan_asker *asker, size_t index, bool may_be_partial, struct scan_mounts *counts)
{
	const struct snapshot_ns ns = asker->snapshot->namespaces[index];
	CLEANUP_VIEW struct view view = no_view;
	int r;

	find_view(&ns, &view);
	if (!view.whole && !(may_be_partial && has_view(&view))) {
		counts->unread += may_be_partial && ns.reader_count > 0;
		counts->empty += may_be_partial && ns.reader_count == 0;
		return 0;
	}
	r = take_view(asker, index, &view, counts);
	if (r == 0 && view.whole && asker->known_mounts)
		scan_known_mounts_keep(asker->known_mounts, &ns.mounts, &view.text);
	return r;
}

/* Through members that see the whole tree; afterwards through those that see a part of it. */
static int read_through_members(struct scan_asker *asker, size_t count, bool may_be_partial, struct scan_mounts *counts)
{
	const bool may_be_known = !may_be_partial && asker->known_mounts;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		const struct snapshot_ns *ns = &asker->snapshot->namespaces[i];
		bool is_known = false;

		if (ns->identity.type != NSTYPE_MNT || ns->has_mounts)
			continue;
		if (may_be_known)
			r = take_known(asker, i, counts, &is_known);
		if (r == 0 && !is_known)
			r = read_one(asker, i, may_be_partial, counts);
	}
	return r;
}

/* --- through the walker */

static int open_walked_view(size_t place, struct view *ret_view)
{
	CLEANUP_FD int mountinfo = -1;
	int r = mnt_walker_open(place, MNT_WALKER_ROOT, &ret_view->root_fd);

	if (r == 0)
		r = mnt_walker_open(place, MNT_WALKER_MOUNTINFO, &mountinfo);
	if (r == 0)
		r = procfs_read_fd(mountinfo, PROCFS_FILE_LIMIT, &ret_view->text);
	if (r == 0 && ret_view->text.length == 0)
		r = -ENOENT;
	ret_view->whole = r == 0;
	return r;
}

static int ask_walked(struct scan_asker *asker, size_t place)
{
	CLEANUP_FD int fd = -1;
	int r = mnt_walker_open(place, MNT_WALKER_NAMESPACE, &fd);

	return r < 0 ? 0 : scan_ask_ns(asker, fd);
}

/* What cannot be joined is left to its members. */
static int read_walked(struct scan_asker *asker, uint64_t ino, size_t place, struct scan_mounts *counts)
{
	CLEANUP_VIEW struct view view = no_view;
	size_t index;
	int r = scan_note_ns(asker, NSTYPE_MNT, ino, &index);

	if (r < 0 || index == SNAPSHOT_NONE || asker->snapshot->namespaces[index].has_mounts)
		return r;
	if (!asker->snapshot->namespaces[index].asked)
		r = ask_walked(asker, place);
	if (r == 0 && open_walked_view(place, &view) == 0)
		r = take_view(asker, index, &view, counts);
	return r;
}

static int walk(struct scan_asker *asker, struct scan_mounts *counts)
{
	uint64_t inos[MNT_WALKER_MANY];
	bool from_first = true;
	size_t count = 0;
	int r = 0;

	do {
		counts->list_error = -mnt_walker_next(from_first, inos, &count);
		from_first = false;
		for (size_t i = 0; r == 0 && counts->list_error == 0 && i < count; i++)
			r = read_walked(asker, inos[i], i, counts);
	} while (r == 0 && counts->list_error == 0 && count > 0);
	return r;
}

static bool is_all_read(const struct scan_asker *asker)
{
	for (size_t i = 0; i < asker->snapshot->ns_count; i++) {
		const struct snapshot_ns *ns = &asker->snapshot->namespaces[i];

		if (ns->identity.type == NSTYPE_MNT && !ns->has_mounts)
			return false;
	}
	return asker->has_lists;
}

int scan_read_mounts(struct scan_asker *asker, struct scan_mounts *ret_counts)
{
	int r;

	*ret_counts = (struct scan_mounts) { 0 };
	r = read_through_members(asker, asker->snapshot->ns_count, false, ret_counts);
	if (r == 0 && !is_all_read(asker))
		r = walk(asker, ret_counts);
	if (r == 0)
		r = read_through_members(asker, asker->snapshot->ns_count, true, ret_counts);
	return r;
}
