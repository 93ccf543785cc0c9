/* resolv.conf(5), as one process sees it. Its bytes and its path are a container's: they may be anything. */
#ifndef NSATLAS_NET_DNS_H
#define NSATLAS_NET_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "jsonout.h"
#include "procfs.h"

enum {
	NET_DNS_FILE_LIMIT = 64 * 1024,
	NET_DNS_WORDS_LIMIT = 32,
	NET_DNS_DEADLINE_MS = 1000,
	NET_DNS_TROUBLE_ROOM = 96,
};

/* Bytes of the text they were found in. */
struct net_dns_words {
	struct { const char *bytes; size_t length; } of[NET_DNS_WORDS_LIMIT];
	size_t count;
	size_t left_out;
};

/* Starts as {0}; free with net_dns_free. */
struct net_dns {
	pid_t pid;
	struct procfs_buffer text;
	struct net_dns_words nameservers;
	struct net_dns_words search;
	struct net_dns_words options;
	char trouble[NET_DNS_TROUBLE_ROOM];	/* empty: none */
	bool late;		/* the trouble is that nobody answered in time */
};

void net_dns_free(struct net_dns *dns);
#define CLEANUP_DNS __attribute__((cleanup(net_dns_free)))

/* Reads it in the root directory of that process, which must be in the net namespace of that ino. Ends within the deadline,
 * whatever is there; what went wrong is the trouble. */
void net_dns_read(pid_t pid, uint64_t start_time, uint64_t net_ino, struct net_dns *ret_dns);

/* The words of a text, which must outlive them, as the C library takes them. */
void net_dns_parse(const char *bytes, size_t length, struct net_dns *dns);

/* As `netDns` of lib/net-schema.ts. */
void net_dns_write(const struct net_dns *dns, const char *name, struct jsonout *json);

#endif
