#define _GNU_SOURCE
#include "snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void snapshot_marker_free(struct snapshot_marker *marker)
{
	free(marker->root);
	free(marker->fstype);
	*marker = (struct snapshot_marker) { 0 };
}

static void free_ns(struct snapshot_ns *ns)
{
	free(ns->readers);
	for (size_t i = 0; ns->markers && i < SNAPSHOT_MARKER_COUNT; i++)
		snapshot_marker_free(&ns->markers[i]);
	free(ns->markers);
}

void snapshot_free(struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->ns_count; i++)
		free_ns(&snapshot->namespaces[i]);
	for (size_t i = 0; i < snapshot->mount_count; i++)
		free(snapshot->mounts[i].path);
	free(snapshot->namespaces);
	free(snapshot->slots);
	free(snapshot->mounts);
	free(snapshot->holders);
	*snapshot = (struct snapshot) { 0 };
}

/* Spreads the numbers, which the kernel gives out one after the other, over all bits (the constant is 2^64 / phi). */
static size_t slot_of(const struct snapshot *snapshot, enum nstype type, uint64_t ino)
{
	uint64_t mixed = (ino * NSTYPE_COUNT + (uint64_t) type) * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t) (mixed >> 32) & (snapshot->slot_count - 1);
}

/* The slot in which it is, or the free one in which it would be. */
static size_t find_slot(const struct snapshot *snapshot, enum nstype type, uint64_t ino)
{
	size_t slot = slot_of(snapshot, type, ino);

	while (snapshot->slots[slot] != 0) {
		const struct ns_identity *found = &snapshot->namespaces[snapshot->slots[slot] - 1].identity;

		if (found->type == type && found->ino == ino)
			break;
		slot = (slot + 1) & (snapshot->slot_count - 1);
	}
	return slot;
}

static int grow_slots(struct snapshot *snapshot)
{
	size_t count = snapshot->slot_count == 0 ? 1024 : snapshot->slot_count * 2;
	size_t *slots = calloc(count, sizeof(*slots));

	if (!slots)
		return -ENOMEM;
	free(snapshot->slots);
	snapshot->slots = slots;
	snapshot->slot_count = count;
	for (size_t i = 0; i < snapshot->ns_count; i++) {
		const struct ns_identity *identity = &snapshot->namespaces[i].identity;

		slots[find_slot(snapshot, identity->type, identity->ino)] = i + 1;
	}
	return 0;
}

/* NULL: no memory, and the array stays as it is. */
static void *grow_array(void *array, size_t *room, size_t element_size)
{
	size_t larger_room = *room == 0 ? 64 : *room * 2;
	void *larger = reallocarray(array, larger_room, element_size);

	if (larger)
		*room = larger_room;
	return larger;
}

static int make_ns_room(struct snapshot *snapshot)
{
	struct snapshot_ns *larger;

	if (snapshot->ns_count == SNAPSHOT_NAMESPACES_MAX)
		return -ENOSPC;
	if (snapshot->ns_count < snapshot->ns_room)
		return 0;
	larger = grow_array(snapshot->namespaces, &snapshot->ns_room, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	snapshot->namespaces = larger;
	return 0;
}

static int make_mount_room(struct snapshot *snapshot)
{
	struct snapshot_mount *larger;

	if (snapshot->mount_count == SNAPSHOT_MOUNTS_MAX)
		return -ENOSPC;
	if (snapshot->mount_count < snapshot->mount_room)
		return 0;
	larger = grow_array(snapshot->mounts, &snapshot->mount_room, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	snapshot->mounts = larger;
	return 0;
}

int snapshot_add_ns(struct snapshot *snapshot, enum nstype type, uint64_t ino, size_t *ret_index)
{
	size_t slot;
	int r = 0;

	if (snapshot->ns_count * 2 >= snapshot->slot_count)
		r = grow_slots(snapshot);
	if (r < 0)
		return r;
	slot = find_slot(snapshot, type, ino);
	if (snapshot->slots[slot] != 0) {
		*ret_index = snapshot->slots[slot] - 1;
		return 0;
	}
	r = make_ns_room(snapshot);
	if (r < 0)
		return r;
	snapshot->namespaces[snapshot->ns_count] = (struct snapshot_ns) {
		.identity = { .type = type, .ino = ino },
		.first_mount = SNAPSHOT_NONE,
		.first_holder = SNAPSHOT_NONE,
	};
	*ret_index = snapshot->ns_count++;
	snapshot->slots[slot] = snapshot->ns_count;
	return 0;
}

size_t snapshot_find_ns(const struct snapshot *snapshot, enum nstype type, uint64_t ino)
{
	return snapshot->slot_count == 0 ? SNAPSHOT_NONE : snapshot->slots[find_slot(snapshot, type, ino)] - 1;
}

int snapshot_add_reader(struct snapshot_ns *ns, pid_t pid, uint64_t start_time)
{
	if (ns->reader_count == SNAPSHOT_READERS_MAX)
		return 0;
	if (!ns->readers)
		ns->readers = calloc(SNAPSHOT_READERS_MAX, sizeof(*ns->readers));
	if (!ns->readers)
		return -ENOMEM;
	ns->readers[ns->reader_count++] = (struct snapshot_reader) { pid, start_time };
	return 0;
}

/* Of another number with the same ino: what had it before is gone. */
void snapshot_note_mounts(struct snapshot_ns *ns, const struct scan_mounts_version *told)
{
	if (told->of != 0 && (ns->mounts.of != told->of || ns->mounts.event < told->event))
		ns->mounts = *told;
}

int snapshot_make_markers(struct snapshot_ns *ns)
{
	ns->markers = calloc(SNAPSHOT_MARKER_COUNT, sizeof(*ns->markers));
	return ns->markers ? 0 : -ENOMEM;
}

static int copy_path(const char *path, size_t length, char **ret_copy)
{
	char *copy = malloc(length + 1);

	if (!copy)
		return -ENOMEM;
	memcpy(copy, path, length);
	copy[length] = '\0';
	*ret_copy = copy;
	return 0;
}

int snapshot_add_mount(struct snapshot *snapshot, size_t ns_index, uint64_t mnt_ino, const char *path, size_t path_length)
{
	struct snapshot_ns *ns = &snapshot->namespaces[ns_index];
	struct snapshot_mount mount = { .mnt_ino = mnt_ino, .path_length = path_length, .next = SNAPSHOT_NONE };
	int r = make_mount_room(snapshot);

	if (r == 0)
		r = copy_path(path, path_length, &mount.path);
	if (r < 0)
		return r;
	if (ns->first_mount == SNAPSHOT_NONE)
		ns->first_mount = snapshot->mount_count;
	else
		snapshot->mounts[ns->last_mount].next = snapshot->mount_count;
	ns->last_mount = snapshot->mount_count;
	snapshot->mounts[snapshot->mount_count++] = mount;
	return 0;
}

static int make_holder_room(struct snapshot *snapshot)
{
	struct snapshot_holder *larger;

	if (snapshot->holder_count < snapshot->holder_room)
		return 0;
	larger = grow_array(snapshot->holders, &snapshot->holder_room, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	snapshot->holders = larger;
	return 0;
}

int snapshot_add_holder(struct snapshot *snapshot, size_t ns_index, const struct snapshot_holder *holder)
{
	struct snapshot_ns *ns = &snapshot->namespaces[ns_index];
	int r;

	if (ns->holder_counts[holder->kind]++ >= SNAPSHOT_HOLDERS_OF_KIND_MAX)
		return 0;
	r = make_holder_room(snapshot);
	if (r < 0)
		return r;
	if (ns->first_holder == SNAPSHOT_NONE)
		ns->first_holder = snapshot->holder_count;
	else
		snapshot->holders[ns->last_holder].next = snapshot->holder_count;
	ns->last_holder = snapshot->holder_count;
	snapshot->holders[snapshot->holder_count] = *holder;
	snapshot->holders[snapshot->holder_count++].next = SNAPSHOT_NONE;
	return 0;
}
