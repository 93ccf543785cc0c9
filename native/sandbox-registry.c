#define _GNU_SOURCE
#include "sandbox-registry.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "private-directory.h"
#include "sandbox-bridge.h"
#include "sandbox-pins.h"

/* The files of a sandbox: CLAIM is held by its helper as long as that lives, and SANDBOX_RECORD is there if it is pinned. */
#define CLAIM "claim"

enum { SWEEP_ROUNDS = 60, SWEEP_PAUSE_MS = 50 };

bool sandbox_name_is_good(const char *name)
{
	size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return length > 0 && length < SANDBOX_NAME_ROOM && name[length] == '\0' && name[0] != '-';
}

/* --- the directory */

static void path_of_user(char *ret_path)
{
	(void) snprintf(ret_path, SANDBOX_PATH_ROOM, "/run/user/%u", geteuid());
	if (access(ret_path, W_OK) == 0)
		(void) snprintf(ret_path, SANDBOX_PATH_ROOM, "/run/user/%u/nsatlas-ns", geteuid());
	else
		(void) snprintf(ret_path, SANDBOX_PATH_ROOM, "/tmp/nsatlas-ns-%u", geteuid());
}

void sandbox_registry_path(const char *name, char ret_path[SANDBOX_PATH_ROOM])
{
	size_t length;

	if (geteuid() == 0)
		(void) snprintf(ret_path, SANDBOX_PATH_ROOM, "/run/nsatlas/ns");
	else
		path_of_user(ret_path);
	length = strlen(ret_path);
	if (name)
		(void) snprintf(ret_path + length, SANDBOX_PATH_ROOM - length, "/%s", name);
}

/* What stands there already is looked at when it is opened. */
static int make_directory(const char *path)
{
	if (geteuid() == 0 && mkdir("/run/nsatlas", 0755) < 0 && errno != EEXIST)
		return -errno;
	return mkdir(path, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

static int open_directory(bool may_make)
{
	char path[SANDBOX_PATH_ROOM];
	int fd = -1, r;

	sandbox_registry_path(NULL, path);
	r = may_make ? make_directory(path) : 0;
	if (r == 0)
		r = private_directory_open(path, &fd);
	return r < 0 ? r : fd;
}

static int open_entry(const struct sandbox_registry *registry, const char *name)
{
	int fd = openat(registry->fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* --- entries */

int sandbox_claim_parse(const char *text, struct sandbox_entry *entry)
{
	if (sscanf(text, "%9u %9u %9d", &entry->slot, &entry->address, &entry->helper) != 3 || entry->helper <= 0)
		return -EBADMSG;
	return entry->slot >= SANDBOX_LIMIT || entry->address > SANDBOX_ADDRESS_LAST ? -EBADMSG : 0;
}

static int read_claim(int entry_fd, struct sandbox_entry *entry)
{
	char text[SANDBOX_CLAIM_ROOM];
	size_t length;
	int r = private_directory_read(entry_fd, CLAIM, text, sizeof(text), &length);

	return r < 0 ? r : sandbox_claim_parse(text, entry);
}

static bool is_held(int entry_fd)
{
	CLEANUP_FD int claim = openat(entry_fd, CLAIM, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return claim >= 0 && flock(claim, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

/* One whose helper was killed before its claim was written is left over like one killed later. */
static int read_entry(const struct sandbox_registry *registry, const char *name, struct sandbox_entry *ret_entry)
{
	CLEANUP_FD int fd = open_entry(registry, name);
	int r;

	if (fd < 0)
		return fd;
	*ret_entry = (struct sandbox_entry) { .slot = SANDBOX_LIMIT };
	(void) snprintf(ret_entry->name, sizeof(ret_entry->name), "%.*s", SANDBOX_NAME_ROOM - 1, name);
	r = read_claim(fd, ret_entry);
	if (r == -EBADMSG || r == -ENOENT)
		return 0;
	ret_entry->is_live = is_held(fd);
	ret_entry->is_pinned = faccessat(fd, SANDBOX_RECORD, F_OK, 0) == 0;
	return r;
}

static int remove_files(const struct sandbox_registry *registry, const char *name)
{
	CLEANUP_FD int fd = open_entry(registry, name);
	int r;

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	r = sandbox_pins_remove(fd, name);
	if (r < 0)
		return r;
	if (unlinkat(fd, CLAIM, 0) < 0 && errno != ENOENT)
		return -errno;
	return unlinkat(registry->fd, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

static int remove_entry(const struct sandbox_registry *registry, const struct sandbox_entry *entry)
{
	/* First, so that one whose cable could not be taken away is still known. */
	int r = entry->address > 0 ? sandbox_bridge_unplug(entry->slot) : 0;

	return r < 0 ? r : remove_files(registry, entry->name);
}

static int take_entry(struct sandbox_registry *registry, const char *name)
{
	struct sandbox_entry entry;
	int r = read_entry(registry, name, &entry);

	if (r < 0)
		return r;
	if (!entry.is_live && !entry.is_pinned)
		return remove_entry(registry, &entry);
	if (registry->count == SANDBOX_LIMIT)
		return -ENOSPC;
	registry->entries[registry->count++] = entry;
	return 0;
}

static int read_entries(struct sandbox_registry *registry)
{
	int copy = openat(registry->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP_DIR DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *found;
	int r = 0;

	if (!dir) {
		cleanup_close(&copy);
		return -errno;
	}
	while (r == 0 && (found = readdir(dir)))
		if (sandbox_name_is_good(found->d_name))
			r = take_entry(registry, found->d_name);
	return r;
}

int sandbox_registry_open(bool may_make, struct sandbox_registry *ret_registry)
{
	int r;

	*ret_registry = (struct sandbox_registry) SANDBOX_REGISTRY_NONE;
	r = open_directory(may_make);
	if (r < 0)
		return r;
	ret_registry->fd = r;
	r = read_entries(ret_registry);
	/* Half of a list tells nothing of what is not needed any more. */
	if (r < 0)
		cleanup_close(&ret_registry->fd);
	if (r < 0)
		ret_registry->fd = -1;
	return r;
}

/* What all of them share goes with the last that has need of it. */
static void leave_places(const struct sandbox_registry *registry)
{
	bool has_cables = false, has_pins = false;
	int r;

	for (size_t i = 0; i < registry->count; i++) {
		has_cables |= registry->entries[i].address > 0;
		has_pins |= registry->entries[i].is_pinned;
	}
	if (!has_cables && (r = sandbox_bridge_remove()) < 0)
		fprintf(stderr, "nsatlas: the bridge " SANDBOX_BRIDGE " could not be removed: %s\n", strerror(-r));
	if (!has_pins)
		sandbox_pins_leave_place();
}

void sandbox_registry_close(struct sandbox_registry *registry)
{
	if (registry->fd >= 0)
		leave_places(registry);
	cleanup_close(&registry->fd);
	registry->fd = -1;
	registry->count = 0;
}

const struct sandbox_entry *sandbox_registry_find(const struct sandbox_registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->count; i++)
		if (strcmp(registry->entries[i].name, name) == 0)
			return &registry->entries[i];
	return NULL;
}

void sandbox_registry_mark_pinned(struct sandbox_registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->count; i++)
		if (strcmp(registry->entries[i].name, name) == 0)
			registry->entries[i].is_pinned = true;
}

static int hold(int entry_fd, const struct sandbox_entry *entry, int *ret_fd)
{
	CLEANUP_FD int claim = -1;
	char text[SANDBOX_CLAIM_ROOM];
	int length = snprintf(text, sizeof(text), "%u %u %d\n", entry->slot, entry->address, (int) entry->helper);
	int r = private_directory_create(entry_fd, CLAIM, text, (size_t) length);

	if (r < 0)
		return r;
	claim = openat(entry_fd, CLAIM, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (claim < 0 || flock(claim, LOCK_EX | LOCK_NB) < 0)
		return -errno;
	*ret_fd = take_fd(&claim);
	return 0;
}

int sandbox_registry_add(struct sandbox_registry *registry, const struct sandbox_entry *entry, int *ret_fd)
{
	CLEANUP_FD int fd = -1;
	int r;

	if (registry->count == SANDBOX_LIMIT)
		return -ENOSPC;
	if (mkdirat(registry->fd, entry->name, 0700) < 0)
		return -errno;
	fd = open_entry(registry, entry->name);
	r = fd < 0 ? fd : hold(fd, entry, ret_fd);
	if (r < 0) {
		(void) remove_files(registry, entry->name);
		return r;
	}
	registry->entries[registry->count++] = *entry;
	return 0;
}

int sandbox_registry_remove(struct sandbox_registry *registry, const char *name)
{
	for (size_t i = 0; i < registry->count; i++) {
		int r;

		if (strcmp(registry->entries[i].name, name) != 0)
			continue;
		r = remove_entry(registry, &registry->entries[i]);
		if (r == 0)
			registry->entries[i] = registry->entries[--registry->count];
		return r;
	}
	return -ENOENT;
}

static bool is_held_by(const struct sandbox_registry *registry, pid_t helper)
{
	for (size_t i = 0; i < registry->count; i++)
		if (registry->entries[i].is_live && registry->entries[i].helper == helper)
			return true;
	return false;
}

/* -EAGAIN: somebody still holds it. */
static int sweep_once(pid_t helper)
{
	CLEANUP_REGISTRY struct sandbox_registry registry = SANDBOX_REGISTRY_NONE;
	int r = sandbox_registry_open(false, &registry);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	return is_held_by(&registry, helper) ? -EAGAIN : 0;
}

int sandbox_registry_sweep(pid_t helper)
{
	int r;

	for (int round = 0; (r = sweep_once(helper)) == -EAGAIN && round < SWEEP_ROUNDS; round++)
		(void) poll(NULL, 0, SWEEP_PAUSE_MS);
	return r;
}
