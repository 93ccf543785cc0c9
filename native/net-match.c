#define _GNU_SOURCE
#include "net-match.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool net_key_step(uint8_t *key, size_t length, int by)
{
	const uint8_t edge = by > 0 ? 0xff : 0;

	for (size_t i = length; i > 0; i--) {
		bool carries = key[i - 1] == edge;

		key[i - 1] = (uint8_t) (key[i - 1] + by);
		if (!carries)
			return true;
	}
	return false;
}

struct net_spans net_spans_of(const uint8_t *first, const uint8_t *last, size_t key_length)
{
	struct net_spans spans = { .key_length = key_length, .count = 1 };

	memcpy(spans.of[0].first, first, key_length);
	memcpy(spans.of[0].last, last, key_length);
	if (memcmp(first, last, key_length) > 0)
		spans.count = 0;
	return spans;
}

struct net_spans net_spans_of_ports(uint16_t first, uint16_t last)
{
	const uint8_t low[] = { (uint8_t) (first >> 8), (uint8_t) first }, high[] = { (uint8_t) (last >> 8), (uint8_t) last };

	return net_spans_of(low, high, sizeof(low));
}

int net_spans_append(struct net_spans *spans, const uint8_t *first, const uint8_t *last)
{
	struct net_span *span = &spans->of[spans->count];
	uint8_t next[NET_KEY_ROOM];

	if (memcmp(first, last, spans->key_length) > 0)
		return 0;
	/* Right behind the one before: they are one. */
	if (spans->count > 0) {
		memcpy(next, span[-1].last, spans->key_length);
		if (net_key_step(next, spans->key_length, 1) && memcmp(first, next, spans->key_length) == 0) {
			memcpy(span[-1].last, last, spans->key_length);
			return 0;
		}
	}
	if (spans->count == NET_SPANS_LIMIT)
		return -E2BIG;
	memcpy(span->first, first, spans->key_length);
	memcpy(span->last, last, spans->key_length);
	spans->count++;
	return 0;
}

int net_spans_invert(const struct net_spans *spans, struct net_spans *ret_spans)
{
	const size_t length = spans->key_length;
	uint8_t first[NET_KEY_ROOM] = { 0 }, last[NET_KEY_ROOM];
	bool has_more = true;

	*ret_spans = (struct net_spans) { .key_length = length };
	for (size_t i = 0; i < spans->count; i++) {
		memcpy(last, spans->of[i].first, length);
		if (net_key_step(last, length, -1) && net_spans_append(ret_spans, first, last) < 0)
			return -E2BIG;
		memcpy(first, spans->of[i].last, length);
		has_more = net_key_step(first, length, 1);
	}
	memset(last, 0xff, sizeof(last));
	return has_more ? net_spans_append(ret_spans, first, last) : 0;
}

static const uint8_t *later(const uint8_t *left, const uint8_t *right, size_t length)
{
	return memcmp(left, right, length) > 0 ? left : right;
}

static const uint8_t *earlier(const uint8_t *left, const uint8_t *right, size_t length)
{
	return memcmp(left, right, length) < 0 ? left : right;
}

static int intersect(struct net_spans *spans, const struct net_spans *other)
{
	const struct net_spans before = *spans;
	const size_t length = spans->key_length;
	size_t i = 0, j = 0;
	int r = 0;

	if (other->key_length != length)
		return -E2BIG;
	spans->count = 0;
	while (r == 0 && i < before.count && j < other->count) {
		const struct net_span *a = &before.of[i], *b = &other->of[j];

		r = net_spans_append(spans, later(a->first, b->first, length), earlier(a->last, b->last, length));
		if (memcmp(a->last, b->last, length) < 0)
			i++;
		else
			j++;
	}
	return r;
}

/* Every span of the inner ones lies in one of the outer. */
static bool spans_cover(const struct net_spans *outer, const struct net_spans *inner)
{
	const size_t length = inner->key_length;

	if (outer->key_length != length)
		return false;
	for (size_t i = 0, j = 0; i < inner->count; i++) {
		while (j < outer->count && memcmp(outer->of[j].last, inner->of[i].first, length) < 0)
			j++;
		if (j == outer->count || memcmp(outer->of[j].first, inner->of[i].first, length) > 0 ||
		    memcmp(outer->of[j].last, inner->of[i].last, length) < 0)
			return false;
	}
	return true;
}

void net_match_begin(struct net_match *match, uint8_t family)
{
	*match = (struct net_match) { .family = family, .ports = net_spans_of_ports(0, UINT16_MAX) };
	memset(match->protocols, 0xff, sizeof(match->protocols));
}

void net_match_family(struct net_match *match, uint8_t family)
{
	if (match->family != NET_NFPROTO_ANY && match->family != family)
		match->never = true;
	match->family = family;
}

bool net_match_has_protocol(const struct net_match *match, uint8_t protocol)
{
	return (match->protocols[protocol / 64] >> (protocol % 64) & 1) != 0;
}

bool net_match_is_any_protocol(const struct net_match *match)
{
	return (match->protocols[0] & match->protocols[1] & match->protocols[2] & match->protocols[3]) == UINT64_MAX;
}

int net_match_ports(struct net_match *match, const struct net_spans *spans, bool is_inverted)
{
	struct net_spans inverted;
	int r = is_inverted ? net_spans_invert(spans, &inverted) : 0;

	if (r == 0)
		r = intersect(&match->ports, is_inverted ? &inverted : spans);
	match->never |= match->ports.count == 0;
	return r;
}

int net_match_addresses(struct net_match *match, const struct net_spans *spans)
{
	int r = 0;

	if (match->has_addresses)
		r = intersect(&match->addresses, spans);
	else
		match->addresses = *spans;
	match->has_addresses = true;
	match->never |= match->addresses.count == 0;
	return r;
}

int net_match_condition(struct net_match *match, const char *format, ...)
{
	char condition[NET_CONDITION_ROOM];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(condition, sizeof(condition), format, arguments);
	va_end(arguments);
	if (length < 0 || (size_t) length >= sizeof(condition))
		return -E2BIG;
	for (size_t i = 0; i < match->condition_count; i++)
		if (strcmp(match->conditions[i], condition) == 0)
			return 0;
	if (match->condition_count == NET_CONDITIONS_LIMIT)
		return -E2BIG;
	memcpy(match->conditions[match->condition_count++], condition, sizeof(condition));
	return 0;
}

bool net_match_covers(const struct net_match *outer, const struct net_match *inner)
{
	if (outer->condition_count > 0 || (outer->is_local && !inner->is_local))
		return false;
	if (outer->family != NET_NFPROTO_ANY && outer->family != inner->family)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (inner->protocols[i] & ~outer->protocols[i])
			return false;
	if (!spans_cover(&outer->ports, &inner->ports))
		return false;
	return !outer->has_addresses || (inner->has_addresses && spans_cover(&outer->addresses, &inner->addresses));
}

int net_match_source_ports(struct net_match *match, uint16_t first, uint16_t last, bool is_inverted)
{
	const char *sign = is_inverted ? "!= " : "";

	if (first == 0 && last == UINT16_MAX && !is_inverted)
		return 0;
	if (first == last)
		return net_match_condition(match, "sport %s%u", sign, first);
	return net_match_condition(match, "sport %s%u-%u", sign, first, last);
}

/* The length of the prefix that all of the span have, and nobody else has. -1: there is none. */
static int prefix_of(const struct net_span *span, size_t key_length)
{
	int prefix = 0;
	bool has_ended = false;

	for (size_t i = 0; i < key_length; i++) {
		uint8_t differ = span->first[i] ^ span->last[i];

		if ((differ & (differ + 1)) != 0 || (span->first[i] & differ) != 0 || (has_ended && differ != 0xff))
			return -1;
		has_ended |= differ != 0;
		for (uint8_t bits = (uint8_t) ~differ; bits & 0x80; bits = (uint8_t) (bits << 1))
			prefix++;
	}
	return prefix;
}

const char *net_addresses_text(const struct net_span *span, size_t key_length, char scratch[NET_ADDRESSES_ROOM])
{
	const int family = key_length == 4 ? AF_INET : AF_INET6;
	char first[INET6_ADDRSTRLEN], last[INET6_ADDRSTRLEN];
	int prefix = prefix_of(span, key_length);

	(void) inet_ntop(family, span->first, first, sizeof(first));
	(void) inet_ntop(family, span->last, last, sizeof(last));
	if (prefix == (int) key_length * 8)
		(void) snprintf(scratch, NET_ADDRESSES_ROOM, "%s", first);
	else if (prefix >= 0)
		(void) snprintf(scratch, NET_ADDRESSES_ROOM, "%s/%d", first, prefix);
	else
		(void) snprintf(scratch, NET_ADDRESSES_ROOM, "%s-%s", first, last);
	return scratch;
}
