#include "fuzz.h"

#include <string.h>

#include "policy.h"

/* A fault has a place in the text and a sentence. */
static void check_problem(const struct policy_problem *problem, size_t length)
{
	holds(problem->message[0] != '\0');
	holds(problem->line == 0 || problem->column > 0);
	holds(problem->line <= length + 1 && problem->column <= length + 1);
}

/* Whatever is accepted permits only what a line of it says, and never with less than it says. */
static void check_decision(const struct policy *policy, unsigned int places)
{
	const struct policy_who who = { .uid = 1000, .group_count = 1, .groups = { 1000 } };
	const struct policy_facts facts = {
		.verb = POLICY_EXEC, .places = places, .has_owner = true, .owner = 1000, .has_uid = true, .uid = 1000, .is_target = true,
		.is_root = true, .caps = POLICY_CAPS_ALL, .command_count = 1, .commands = { "/bin/true" }, .is_plain = true,
	};
	struct policy_verdict verdict = policy_decide(policy, &facts, &who);
	bool found = !verdict.permits;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		holds(i == 0 || rule->line > policy->rules[i - 1].line);
		holds(rule->command_count <= POLICY_COMMAND_LIMIT);
		if (rule->line == verdict.line)
			found |= rule->permits && rule->verb == POLICY_EXEC && rule->caps == POLICY_CAPS_ALL && rule->auth == verdict.auth;
	}
	holds(found);
	(void) policy_permits_somebody(policy, &facts);
	(void) policy_permits_something(policy, &who);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct policy policy;
	struct policy_problem problem;

	if (policy_parse((const char *) bytes, length, &policy, &problem) == 0)
		for (unsigned int place = 1; place <= POLICY_IN_HOST; place *= 2)
			check_decision(&policy, place);
	else
		check_problem(&problem, length);
	policy_free(&policy);
	return 0;
}
