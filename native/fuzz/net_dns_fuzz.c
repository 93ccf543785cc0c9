/* Any bytes as a resolv.conf: each word lies in the text, holds no blank, and becomes JSON that can be read again. */
#include "fuzz.h"

#include <jansson.h>
#include <string.h>

#include "net-dns.h"

static void check(const struct net_dns_words *words, const char *bytes, size_t length)
{
	holds(words->count <= NET_DNS_WORDS_LIMIT);
	for (size_t i = 0; i < words->count; i++) {
		const char *word = words->of[i].bytes;

		holds(word >= bytes && word + words->of[i].length <= bytes + length && words->of[i].length > 0);
		holds(!memchr(word, ' ', words->of[i].length) && !memchr(word, '\n', words->of[i].length));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct net_dns dns = { .pid = 1 };
	struct jsonout json;
	json_t *document;

	net_dns_parse((const char *) bytes, length, &dns);
	check(&dns.nameservers, (const char *) bytes, length);
	check(&dns.search, (const char *) bytes, length);
	check(&dns.options, (const char *) bytes, length);
	holds(jsonout_init(&json, -1) == 0);
	net_dns_write(&dns, NULL, &json);
	document = json.error == 0 ? json_loadb(json.buffer, json.length, JSON_ALLOW_NUL, NULL) : NULL;
	holds(document != NULL);
	json_decref(document);
	jsonout_free(&json);
	return 0;
}
