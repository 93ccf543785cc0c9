#include "policy.h"

#include <string.h>

static bool has_group(const struct policy_who *who, gid_t group)
{
	for (size_t i = 0; i < who->group_count; i++)
		if (who->groups[i] == group)
			return true;
	return false;
}

static bool is_for(const struct policy_rule *rule, const struct policy_facts *facts, const struct policy_who *who)
{
	switch (rule->whom) {
	case POLICY_ANY:
		return true;
	case POLICY_USER:
		return rule->has_id && who->uid == rule->id;
	case POLICY_GROUP:
		return rule->has_id && has_group(who, rule->id);
	case POLICY_OWNER:
		return facts->has_owner && who->uid == facts->owner;
	}
	return false;
}

static bool is_as(const struct policy_rule *rule, const struct policy_facts *facts, const struct policy_who *who)
{
	switch (rule->as) {
	case POLICY_AS_ANY:
		return true;
	case POLICY_AS_SELF:
		return facts->has_uid && who && facts->uid == who->uid;
	case POLICY_AS_TARGET:
		return facts->is_target;
	case POLICY_AS_ROOT:
		return facts->is_root;
	}
	return false;
}

static bool is_at(const struct policy_rule *rule, const struct policy_facts *facts, const struct policy_who *who)
{
	bool is_own = facts->has_owner && who && who->uid == facts->owner;
	unsigned int places = is_own ? (facts->places & ~(unsigned int) POLICY_IN_HOST) | POLICY_IN_OWN_USERNS : facts->places;

	return (rule->places & places) != 0;
}

static bool is_named(const struct policy_rule *rule, const char *command)
{
	for (size_t i = 0; i < rule->command_count; i++)
		if (strcmp(rule->commands[i], command) == 0)
			return true;
	return false;
}

/* With a variable such as LD_PRELOAD, or another root, a path says nothing about what runs. */
static bool is_command(const struct policy_rule *rule, const struct policy_facts *facts)
{
	if (rule->command_count == 0)
		return true;
	/* A process of ours that only holds what is made runs nothing. */
	if (facts->command_count == 0)
		return facts->verb == POLICY_CREATE;
	for (size_t i = 0; i < facts->command_count; i++)
		if (!is_named(rule, facts->commands[i]))
			return false;
	return facts->is_plain;
}

/* A denial is for whoever asks for one of its types; a permission has to name them all. */
static bool is_of_types(const struct policy_rule *rule, const struct policy_facts *facts)
{
	if (facts->verb != POLICY_CREATE)
		return true;
	if (rule->permits)
		return (facts->types & ~rule->types) == 0;
	/* One that names no type is also against a removal, which makes none. */
	return rule->types == ~0u || (facts->types & rule->types) != 0;
}

static bool may_have(const struct policy_rule *rule, const struct policy_facts *facts)
{
	return !rule->permits || facts->caps <= rule->caps;
}

/* who: NULL where it does not matter who asks. */
static bool is_about(const struct policy_rule *rule, const struct policy_facts *facts, const struct policy_who *who)
{
	if (rule->verb != facts->verb || !is_of_types(rule, facts) || !is_command(rule, facts))
		return false;
	if (facts->verb == POLICY_CREATE)
		return true;
	return is_as(rule, facts, who) && is_at(rule, facts, who) && may_have(rule, facts);
}

struct policy_verdict policy_decide(const struct policy *policy, const struct policy_facts *facts, const struct policy_who *who)
{
	struct policy_verdict verdict = { .permits = false };

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (is_for(rule, facts, who) && is_about(rule, facts, who))
			verdict = (struct policy_verdict) { .permits = rule->permits, .line = rule->line, .auth = rule->auth };
	}
	return verdict;
}

/* As if the one who would be recognised owned what is owned, and asked for what is theirs. */
bool policy_permits_somebody(const struct policy *policy, const struct policy_facts *facts)
{
	const struct policy_who owner = { .uid = facts->owner };
	const struct policy_who same = { .uid = facts->uid };

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];
		bool is_for_anybody = rule->whom == POLICY_ANY && is_about(rule, facts, NULL);

		/* Such a rule was for the asker too, and another one took it back. */
		if (!rule->permits || is_for_anybody)
			continue;
		if (is_about(rule, facts, NULL) || (facts->has_owner && is_about(rule, facts, &owner)) ||
		    (facts->has_uid && is_about(rule, facts, &same)))
			return true;
	}
	return false;
}

bool policy_permits_something(const struct policy *policy, const struct policy_who *who)
{
	const struct policy_facts owned = { .has_owner = true, .owner = who->uid };

	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].permits && is_for(&policy->rules[i], &owned, who))
			return true;
	return false;
}
