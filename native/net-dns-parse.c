#define _GNU_SOURCE
#include "net-dns.h"

#include <string.h>

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The next word of [*at, end), which *at is then behind. */
static bool next_word(const char **at, const char *end, const char **ret_word, size_t *ret_length)
{
	while (*at < end && is_blank(**at))
		(*at)++;
	*ret_word = *at;
	while (*at < end && !is_blank(**at))
		(*at)++;
	*ret_length = (size_t) (*at - *ret_word);
	return *ret_length > 0;
}

static bool is_word(const char *word, size_t length, const char *want)
{
	return length == strlen(want) && memcmp(word, want, length) == 0;
}

static void add_words(const char *at, const char *end, size_t most, struct net_dns_words *words)
{
	const char *word;
	size_t length;

	for (; most > 0 && next_word(&at, end, &word, &length); most--) {
		if (words->count == NET_DNS_WORDS_LIMIT) {
			words->left_out++;
			continue;
		}
		words->of[words->count].bytes = word;
		words->of[words->count].length = length;
		words->count++;
	}
}

/* The keyword stands at the very beginning of the line, else glibc passes it over. Of several search lists the last counts,
 * `domain` being a list of one; options add up. */
static void take_line(const char *at, const char *end, struct net_dns *dns)
{
	const char *keyword;
	size_t length;

	if (at == end || is_blank(*at) || !next_word(&at, end, &keyword, &length))
		return;
	if (is_word(keyword, length, "nameserver")) {
		add_words(at, end, 1, &dns->nameservers);
	} else if (is_word(keyword, length, "search") || is_word(keyword, length, "domain")) {
		dns->search = (struct net_dns_words) { 0 };
		add_words(at, end, *keyword == 'd' ? 1 : SIZE_MAX, &dns->search);
	} else if (is_word(keyword, length, "options")) {
		add_words(at, end, SIZE_MAX, &dns->options);
	}
}

void net_dns_parse(const char *bytes, size_t length, struct net_dns *dns)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	size_t cursor = 0, line_length;
	const char *line;

	while (procfs_next_line(&text, &cursor, &line, &line_length))
		take_line(line, line + line_length, dns);
}

static void write_words(const struct net_dns_words *words, const char *name, struct jsonout *json)
{
	jsonout_array_begin(json, name);
	for (size_t i = 0; i < words->count; i++)
		jsonout_text(json, NULL, words->of[i].bytes, words->of[i].length);
	jsonout_array_end(json);
}

void net_dns_write(const struct net_dns *dns, const char *name, struct jsonout *json)
{
	jsonout_object_begin(json, name);
	write_words(&dns->nameservers, "nameservers", json);
	write_words(&dns->search, "search", json);
	write_words(&dns->options, "options", json);
	jsonout_number(json, "pid", dns->pid);
	jsonout_string(json, "trouble", dns->trouble[0] == '\0' ? NULL : dns->trouble);
	jsonout_bool(json, "late", dns->late);
	jsonout_object_end(json);
}
