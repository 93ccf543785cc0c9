#define _GNU_SOURCE
#include "scan-namespace.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "failure.h"
#include "namespace-json.h"
#include "netnsid.h"
#include "scan-holders.h"
#include "scan-markers.h"

int scan_note_ns(struct scan_asker *asker, enum nstype type, uint64_t ino, size_t *ret_index)
{
	int r = snapshot_add_ns(asker->snapshot, type, ino, ret_index);

	if (r != -ENOSPC)
		return r;
	*ret_index = SNAPSHOT_NONE;
	asker->dropped++;
	return 0;
}

void scan_note_ns_error(struct scan_asker *asker, size_t index, int error)
{
	struct snapshot_ns *ns = &asker->snapshot->namespaces[index];

	if (!ns->asked)
		ns->error = error;
}

static int ask_identified(struct scan_asker *asker, int ns_fd, const struct ns_identity *identity);

/* Its owner or parent, which is asked in turn. Both chains end at the initial namespace, 32 levels up at most. */
static int ask_related(struct scan_asker *asker, int related_fd, struct snapshot_relation *relation)
{
	struct ns_identity identity;
	int r = nsfs_identify(related_fd, &identity);

	if (r < 0)
		return r;
	relation->ino = identity.ino;
	return ask_identified(asker, related_fd, &identity);
}

static int ask_relation(struct scan_asker *asker, int ns_fd, int (*open_it)(int, enum ns_relation *, int *), struct snapshot_relation *relation)
{
	CLEANUP_FD int related = -1;
	int r = open_it(ns_fd, &relation->kind, &related);

	if (r < 0)
		return r;
	return relation->kind == NS_RELATION_KNOWN ? ask_related(asker, related, relation) : 0;
}

static int ask_netnsid(struct scan_asker *asker, int ns_fd, struct snapshot_ns *facts)
{
	int r;

	if (asker->netnsid_error != 0)
		return 0;
	r = netnsid_get(&asker->netlink, ns_fd, &facts->has_netnsid, &facts->netnsid);
	if (r < 0)
		asker->netnsid_error = -r;
	return 0;
}

void scan_take_known_netnsid(const struct scan_asker *asker, struct snapshot_ns *ns)
{
	const struct scan_netnsid *known = asker->known_netnsids ? scan_known_netnsids_find(asker->known_netnsids, ns->identity.id) : NULL;

	if (!known)
		return;
	ns->asked = true;
	ns->has_netnsid = known->has_netnsid;
	ns->netnsid = known->netnsid;
}

void scan_keep_netnsids(const struct scan_asker *asker)
{
	if (!asker->known_netnsids)
		return;
	scan_known_netnsids_empty(asker->known_netnsids);
	for (size_t i = 0; asker->netnsid_error == 0 && i < asker->snapshot->ns_count; i++) {
		const struct snapshot_ns *ns = &asker->snapshot->namespaces[i];
		const struct scan_netnsid found = { .id = ns->identity.id, .has_netnsid = ns->has_netnsid, .netnsid = ns->netnsid };

		if (ns->identity.type == NSTYPE_NET && ns->identity.has_id && ns->asked && ns->error == 0)
			scan_known_netnsids_add(asker->known_netnsids, &found);
	}
	scan_known_netnsids_end_look(asker->known_netnsids);
}

static int ask_facts(struct scan_asker *asker, int ns_fd, struct snapshot_ns *facts)
{
	enum nstype type = facts->identity.type;
	int r = ask_relation(asker, ns_fd, nsfs_open_owner, &facts->owner);

	if (r == 0 && nstype_info[type].hierarchical)
		r = ask_relation(asker, ns_fd, nsfs_open_parent, &facts->parent);
	if (r == 0 && type == NSTYPE_USER)
		facts->has_owner_uid = nsfs_owner_uid(ns_fd, &facts->owner_uid) == 0;
	if (r == 0 && type == NSTYPE_NET)
		r = ask_netnsid(asker, ns_fd, facts);
	return r;
}

/* What the kernel answered, without what only a scan knows of the row. */
static void keep_facts(struct snapshot_ns *ns, const struct snapshot_ns *facts)
{
	ns->identity = facts->identity;
	ns->owner = facts->owner;
	ns->parent = facts->parent;
	ns->has_owner_uid = facts->has_owner_uid;
	ns->owner_uid = facts->owner_uid;
	ns->has_netnsid = facts->has_netnsid;
	ns->netnsid = facts->netnsid;
}

static int ask_identified(struct scan_asker *asker, int ns_fd, const struct ns_identity *identity)
{
	struct snapshot_ns facts = { .identity = *identity };
	size_t index;
	int r = scan_note_ns(asker, identity->type, identity->ino, &index);

	if (r < 0 || index == SNAPSHOT_NONE || asker->snapshot->namespaces[index].asked)
		return r;
	asker->snapshot->namespaces[index].asked = true;
	asker->asked_any = true;
	asker->has_ids |= facts.identity.has_id;
	/* The array may move while those above are asked. */
	r = ask_facts(asker, ns_fd, &facts);
	keep_facts(&asker->snapshot->namespaces[index], &facts);
	asker->snapshot->namespaces[index].error = -r;
	return r == -ENOMEM ? r : 0;
}

int scan_ask_ns(struct scan_asker *asker, int ns_fd)
{
	struct ns_identity identity;
	int r = nsfs_identify(ns_fd, &identity);

	return r < 0 ? r : ask_identified(asker, ns_fd, &identity);
}

/* Some inode numbers are given to initial namespaces alone; on kernels where that is not so, the kernel's threads tell. */
static bool is_initial(const struct ns_identity *identity, const uint64_t kernel_ino[NSTYPE_COUNT])
{
	return identity->ino == nstype_info[identity->type].initial_ino || identity->ino == kernel_ino[identity->type];
}

static void write_relation(struct jsonout *out, const char *name, const struct snapshot_relation *relation)
{
	if (relation->kind == NS_RELATION_KNOWN)
		jsonout_unsigned(out, name, relation->ino);
	else if (relation->kind == NS_RELATION_HIDDEN)
		jsonout_string(out, name, "hidden");
	else
		jsonout_null(out, name);
}

static void write_mounts(const struct snapshot *snapshot, const struct snapshot_ns *ns, struct jsonout *out)
{
	jsonout_array_begin(out, "mounts");
	for (size_t i = ns->first_mount; i != SNAPSHOT_NONE; i = snapshot->mounts[i].next) {
		const struct snapshot_mount *mount = &snapshot->mounts[i];

		jsonout_object_begin(out, NULL);
		jsonout_text(out, "path", mount->path, mount->path_length);
		jsonout_unsigned(out, "mnt", mount->mnt_ino);
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
}

/* The kernel answers EPERM for what is above the first user and pid namespace, too; there is nothing. */
static void correct_initial(struct snapshot_ns *ns)
{
	ns->parent.kind = NS_RELATION_NONE;
	if (ns->identity.type == NSTYPE_USER)
		ns->owner.kind = NS_RELATION_NONE;
}

static uint64_t count_hidden(const struct snapshot_ns *ns)
{
	return (ns->owner.kind == NS_RELATION_HIDDEN ? 1u : 0u) + (ns->parent.kind == NS_RELATION_HIDDEN ? 1u : 0u);
}

/* A relation that is told is a reason to live for the one it leads to. */
static void keep_alive(const struct snapshot *snapshot, enum nstype type, const struct snapshot_relation *relation)
{
	size_t index = relation->kind == NS_RELATION_KNOWN ? snapshot_find_ns(snapshot, type, relation->ino) : SNAPSHOT_NONE;

	if (index != SNAPSHOT_NONE)
		snapshot->namespaces[index].is_kept = true;
}

static void keep_relatives(const struct snapshot *snapshot)
{
	for (size_t i = 0; i < snapshot->ns_count; i++) {
		const struct snapshot_ns *ns = &snapshot->namespaces[i];

		keep_alive(snapshot, NSTYPE_USER, &ns->owner);
		keep_alive(snapshot, ns->identity.type, &ns->parent);
	}
}

/* What is long to compare, and names who holds the namespace. */
static bool has_holders_or_mounts(const struct snapshot_ns *ns)
{
	return ns->first_holder != SNAPSHOT_NONE || ns->first_mount != SNAPSHOT_NONE;
}

/* Everywhere else it would only change from one scan to the next. */
static bool has_unnamed_references(const struct snapshot_ns *ns, bool initial)
{
	return ns->references > 0 && !initial && !ns->is_kept && !has_holders_or_mounts(ns);
}

/* What a row is made of beside holders, mounts and markers. Nothing else is written, so nothing is written that is not compared. */
struct facts {
	struct ns_identity identity;
	struct snapshot_relation owner;
	struct snapshot_relation parent;
	uint64_t references;	/* 0: not to be told */
	uid_t owner_uid;
	int netnsid;
	int error;
	bool has_owner_uid;
	bool has_netnsid;
	bool asked;
	bool told;
	bool initial;
};

/* Field by field into what was all 0: what lies between them is compared too. */
static void fill_facts(struct facts *facts, const struct snapshot_ns *ns, bool initial)
{
	memset(facts, 0, sizeof(*facts));
	facts->identity.type = ns->identity.type;
	facts->identity.ino = ns->identity.ino;
	facts->identity.has_id = ns->identity.has_id;
	facts->identity.id = ns->identity.id;
	facts->owner.kind = ns->owner.kind;
	facts->owner.ino = ns->owner.ino;
	facts->parent.kind = ns->parent.kind;
	facts->parent.ino = ns->parent.ino;
	facts->references = has_unnamed_references(ns, initial) ? ns->references : 0;
	facts->owner_uid = ns->owner_uid;
	facts->netnsid = ns->netnsid;
	facts->error = ns->error;
	facts->has_owner_uid = ns->has_owner_uid;
	facts->has_netnsid = ns->has_netnsid;
	facts->asked = ns->asked;
	facts->told = ns->told;
	facts->initial = initial;
}

static const char *what_is_unread(const struct facts *facts)
{
	if (facts->told)
		return "netnsid";
	return facts->asked ? "owner or parent" : "id, owner and parent";
}

static void write_unread(const struct facts *facts, struct jsonout *out)
{
	if (facts->asked && facts->error == 0)
		return;
	/* Of another type nothing is left to ask. */
	if (facts->told && facts->identity.type != NSTYPE_NET)
		return;
	jsonout_array_begin(out, "unread");
	jsonout_object_begin(out, NULL);
	jsonout_string(out, "what", what_is_unread(facts));
	jsonout_string(out, "errno", failure_errno_name(facts->error != 0 ? facts->error : ESRCH));
	jsonout_object_end(out);
	jsonout_array_end(out);
}

static void write_facts(const struct facts *facts, struct jsonout *out)
{
	namespace_write_identity(&facts->identity, out);
	jsonout_bool(out, "initial", facts->initial);
	write_relation(out, "owner", &facts->owner);
	write_relation(out, "parent", &facts->parent);
	if (facts->has_owner_uid)
		jsonout_unsigned(out, "ownerUid", facts->owner_uid);
	else
		jsonout_null(out, "ownerUid");
	if (facts->has_netnsid)
		jsonout_number(out, "netnsid", facts->netnsid);
	else
		jsonout_null(out, "netnsid");
	if (facts->references > 0)
		jsonout_unsigned(out, "references", facts->references);
	write_unread(facts, out);
}

static void write_namespace(const struct snapshot *snapshot, const struct snapshot_ns *ns, const struct facts *facts, struct jsonout *out)
{
	jsonout_object_begin(out, NULL);
	write_facts(facts, out);
	write_mounts(snapshot, ns, out);
	scan_write_holders(snapshot, ns, out);
	scan_write_markers(ns, out);
	jsonout_object_end(out);
}

/* Nothing where it has what is long to compare. */
static void find_source(const struct snapshot_ns *ns, const struct facts *facts, struct scan_source *source)
{
	int r;

	source->length = 0;
	if (has_holders_or_mounts(ns))
		return;
	r = scan_source_add(source, facts, sizeof(*facts));
	if (r == 0)
		r = scan_markers_source(ns, source);
	if (r < 0)
		source->length = 0;
}

static void take_row(const struct snapshot *snapshot, const struct snapshot_ns *ns, bool initial, struct scan_rows *rows)
{
	const struct scan_row_key key = scan_row_of_namespace(&ns->identity);
	struct facts facts;

	fill_facts(&facts, ns, initial);
	if (rows->known)
		find_source(ns, &facts, &rows->source);
	if (scan_row_is_same(rows, key, &rows->source))
		return;
	write_namespace(snapshot, ns, &facts, scan_row_begin(rows));
	scan_row_end(rows, key, rows->source.length > 0 ? &rows->source : NULL);
}

uint64_t scan_write_namespaces(const struct scan_asker *asker, const uint64_t kernel_ino[NSTYPE_COUNT], struct scan_rows *rows)
{
	const struct snapshot *snapshot = asker->snapshot;
	uint64_t hidden = 0;

	keep_relatives(snapshot);
	jsonout_array_begin(rows->out, "namespaces");
	for (size_t i = 0; i < snapshot->ns_count; i++) {
		struct snapshot_ns ns = snapshot->namespaces[i];
		bool initial = is_initial(&ns.identity, kernel_ino);

		if (initial)
			correct_initial(&ns);
		take_row(snapshot, &ns, initial, rows);
		hidden += count_hidden(&ns);
	}
	jsonout_array_end(rows->out);
	return hidden;
}
