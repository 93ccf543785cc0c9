#define _GNU_SOURCE
#include "scan-known-netnsids.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <sys/socket.h>

static bool listens(const struct scan_known_netnsids *known)
{
	return known->changes.answer != NULL;
}

void scan_known_netnsids_free(struct scan_known_netnsids *known)
{
	netlink_close(&known->changes);
	free(known->all);
	*known = (struct scan_known_netnsids) { 0 };
}

static int listen_to_changes(struct scan_known_netnsids *known)
{
	const struct sockaddr_nl group = { .nl_family = AF_NETLINK, .nl_groups = 1u << (RTNLGRP_NSID - 1) };
	int r = netlink_open_own(&known->changes);

	/* Not NETLINK_ADD_MEMBERSHIP: a socket without an address hears nothing. */
	if (r == 0 && bind(known->changes.fd, (const struct sockaddr *) &group, sizeof(group)) < 0) {
		r = -errno;
		netlink_close(&known->changes);
	}
	return r;
}

/* Which one it is does not matter. What was more than the queue holds is a change too (ENOBUFS). */
static bool has_changed(const struct scan_known_netnsids *known)
{
	bool has = false;
	ssize_t n;

	do {
		n = recv(known->changes.fd, known->changes.answer, NETLINK_ANSWER_ROOM, MSG_DONTWAIT);
		has |= n >= 0 || (errno != EAGAIN && errno != EINTR);
	} while (n >= 0 || errno == EINTR || errno == ENOBUFS);
	return has;
}

/* Where the kernel does not tell of changes nothing is kept. */
void scan_known_netnsids_begin_look(struct scan_known_netnsids *known)
{
	if (!listens(known))
		(void) listen_to_changes(known);
	else if (has_changed(known))
		scan_known_netnsids_empty(known);
}

static int by_id(const void *left, const void *right)
{
	const struct scan_netnsid *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

const struct scan_netnsid *scan_known_netnsids_find(const struct scan_known_netnsids *known, uint64_t id)
{
	const struct scan_netnsid wanted = { .id = id };

	return id == 0 || known->count == 0 ? NULL : bsearch(&wanted, known->all, known->count, sizeof(wanted), by_id);
}

void scan_known_netnsids_empty(struct scan_known_netnsids *known)
{
	known->count = 0;
}

void scan_known_netnsids_add(struct scan_known_netnsids *known, const struct scan_netnsid *found)
{
	if (!listens(known) || known->count == SCAN_KNOWN_NETNSIDS_MAX)
		return;
	if (known->count == known->room) {
		size_t room = known->room == 0 ? 64 : known->room * 2;
		struct scan_netnsid *larger = reallocarray(known->all, room, sizeof(*larger));

		if (!larger)
			return;
		known->all = larger;
		known->room = room;
	}
	known->all[known->count++] = *found;
}

void scan_known_netnsids_end_look(struct scan_known_netnsids *known)
{
	if (known->count > 0)
		qsort(known->all, known->count, sizeof(*known->all), by_id);
}
