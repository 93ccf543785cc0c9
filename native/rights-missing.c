#include "rights-missing.h"

#include <stdio.h>
#include <string.h>

static const char *as_word(const struct policy_facts *facts, const struct policy_who *who)
{
	if (facts->is_target)
		return "target";
	if (facts->is_root)
		return "root";
	return facts->has_uid && facts->uid == who->uid ? "self" : "any";
}

static const char *place_word(const struct policy_facts *facts, const struct policy_who *who)
{
	if (facts->has_owner && facts->owner == who->uid)
		return "own-userns";
	if (facts->places & POLICY_IN_CONTAINER)
		return "container";
	return facts->places & POLICY_IN_NET_ONLY ? "net-only" : "host";
}

static void add_types(char *text, size_t room, unsigned int types)
{
	size_t length = 0;

	text[0] = '\0';
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (nstype_is_in(types, (enum nstype) type))
			length += (size_t) snprintf(text + length, room - length, "%s%s", length > 0 ? "," : "", nstype_info[type].name);
}

void rights_missing(const struct rights *rights, const struct policy_facts *facts, char ret_rule[RIGHTS_MISSING_ROOM])
{
	const struct policy_who *who = &rights->who;
	char name[POLICY_NAME_LIMIT + 8] = "WHO", types[64];

	if (rights->recognised)
		(void) snprintf(name, sizeof(name), "user %s", rights->ticket.user);
	if (facts->verb == POLICY_CREATE) {
		add_types(types, sizeof(types), facts->types);
		(void) snprintf(ret_rule, RIGHTS_MISSING_ROOM, "permit create %s types %s auth ticket", name, facts->types ? types : "net");
		return;
	}
	(void) snprintf(ret_rule, RIGHTS_MISSING_ROOM, "permit exec %s as %s in %s auth ticket%s", name, as_word(facts, who), place_word(facts, who),
			facts->caps == POLICY_CAPS_ALL ? " caps all" : "");
}
