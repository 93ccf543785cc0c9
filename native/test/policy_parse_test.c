/* The grammar of the policy: what it takes, and what it refuses at which place. */
#define _GNU_SOURCE
#include "tap.h"

#include "policy.h"

static struct policy policy;
static struct policy_problem problem;

static int parse(const char *text)
{
	return policy_parse(text, strlen(text), &policy, &problem);
}

static void a_whole_rule_is_understood_word_for_word(void)
{
	const struct policy_rule *rule = &policy.rules[0];

	is_number(parse("# who\n\tpermit exec  group admin as root in net-only auth ticket caps none cmd /usr/sbin/ip /usr/bin/ss # end\n"), 0);
	is_number(policy.rule_count, 1);
	is_number(rule->line, 2);
	is_number(rule->column, 21);
	ok(rule->permits && rule->verb == POLICY_EXEC && rule->whom == POLICY_GROUP);
	is_string(rule->name, "admin");
	ok(!rule->has_id);
	is_number(rule->as, POLICY_AS_ROOT);
	is_number(rule->places, POLICY_IN_NET_ONLY);
	is_number(rule->auth, POLICY_AUTH_TICKET);
	is_number(rule->caps, POLICY_CAPS_NONE);
	is_number(rule->command_count, 2);
	is_string(rule->commands[1], "/usr/bin/ss");
	policy_free(&policy);
}

static void clauses_come_in_any_order_and_a_denial_needs_none(void)
{
	is_number(parse("permit exec any auth none in any as any\ndeny exec any\npermit create user 0 types net,uts auth confirm"), 0);
	is_number(policy.rule_count, 3);
	is_number(policy.rules[0].places, POLICY_IN_ANY);
	is_number(policy.rules[0].caps, POLICY_CAPS_TARGET);
	is_number(policy.rules[1].places, POLICY_IN_ANY);
	ok(policy.rules[2].has_id && policy.rules[2].id == 0 && !policy.rules[2].name);
	is_number(policy.rules[2].types, 1u << NSTYPE_NET | 1u << NSTYPE_UTS);
	policy_free(&policy);
}

static void nothing_is_a_policy_that_permits_nothing(void)
{
	static const char *const texts[] = { "", "\n\n", "# only a remark", "   \t", "#permit exec any" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		is_number(parse(texts[i]), 0);
		is_number(policy.rule_count, 0);
		policy_free(&policy);
	}
}

static void limits_are_times_and_numbers(void)
{
	is_number(parse("limit max 8h idle 30m\nlimit per-user 16\n"), 0);
	is_number(policy.limits.max_ms, 8 * 3600 * 1000);
	is_number(policy.limits.idle_ms, 30 * 60 * 1000);
	is_number(policy.limits.per_user, 16);
	policy_free(&policy);
	is_number(parse("limit idle 90s"), 0);
	is_number(policy.limits.idle_ms, 90 * 1000);
	is_number(policy.limits.max_ms, 0);
	policy_free(&policy);
}

struct bad {
	const char *text;
	unsigned int line;
	unsigned int column;
	const char *message;
};

#define WHOLE " as any in any auth none"

static const struct bad bad[] = {
	{ "allow exec any", 1, 1, "\"allow\" is none of permit, deny, limit" },
	{ "\n\n  Permit exec any", 3, 3, "\"Permit\" is none of permit, deny, limit" },
	{ "permit", 1, 7, "here one of exec, create is missing" },
	{ "permit view any", 1, 8, "looking is not under the policy: whoever was let in may look" },
	{ "permit run any", 1, 8, "\"run\" is none of exec, create" },
	{ "permit exec", 1, 12, "here one of any, user, group, owner is missing" },
	{ "permit exec alice", 1, 13, "\"alice\" is none of any, user, group, owner" },
	{ "permit exec user", 1, 17, "here the name or number of a user is missing" },
	{ "permit exec group # wheel", 1, 19, "here the name or number of a group is missing" },
	{ "permit exec user 4294967295" WHOLE, 1, 18, "no such number: an id is at most 4294967294" },
	{ "permit exec user 99999999999" WHOLE, 1, 18, "no such number: an id is at most 4294967294" },
	{ "permit exec any", 1, 16, "this permission does not say \"as\"" },
	{ "permit exec any as any auth none", 1, 33, "this permission does not say \"in\"" },
	{ "permit exec any as any in any", 1, 30, "this permission does not say \"auth\"" },
	{ "permit create any auth none", 1, 28, "this permission does not say \"types\"" },
	{ "permit create any types net", 1, 28, "this permission does not say \"auth\"" },
	{ "permit exec any as", 1, 19, "here one of self, target, root, any is missing" },
	{ "permit exec any as bob", 1, 20, "\"bob\" is none of self, target, root, any" },
	{ "permit exec any in pod", 1, 20, "\"pod\" is none of own-userns, container, net-only, host, any" },
	{ "permit exec any auth password", 1, 22, "\"password\" is none of none, ticket, confirm" },
	{ "permit exec any caps some", 1, 22, "\"some\" is none of none, target, all" },
	{ "permit exec any as any as root", 1, 24, "\"as\" is said twice" },
	{ "permit exec any as any nopass", 1, 24, "\"nopass\" is none of as, in, types, auth, caps, cmd" },
	{ "permit exec any types net", 1, 17, "exec has no \"types\"" },
	{ "permit create any as root", 1, 19, "create has no \"as\"" },
	{ "permit create any in host", 1, 19, "create has no \"in\"" },
	{ "permit create any types", 1, 24, "here types are missing, such as net,uts" },
	{ "permit create any types net,,uts", 1, 29, "\"\" is no type of namespace" },
	{ "permit create any types net,disk", 1, 29, "\"disk\" is no type of namespace" },
	{ "permit create owner types net auth none", 1, 15, "what is to be created has no owner yet" },
	{ "permit exec any cmd", 1, 20, "here the path of a command is missing" },
	{ "permit exec any cmd ip", 1, 21, "a command is an absolute path: a name alone could be found anywhere" },
	{ "permit exec any cmd /bin/ip auth none", 1, 29, "a command is an absolute path: a name alone could be found anywhere" },
	{ "deny exec any auth none", 1, 15, "deny has no \"auth\"" },
	{ "deny exec any caps all", 1, 15, "deny has no \"caps\"" },
	{ "deny exec any cmd /bin/sh", 1, 15, "deny has no \"cmd\"" },
	{ "limit", 1, 6, "here one of max, idle, per-user is missing" },
	{ "limit mem 2G", 1, 7, "\"mem\" is none of max, idle, per-user" },
	{ "limit max", 1, 10, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max h", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max 8d", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max 8hh", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit per-user", 1, 15, "here a number from 1 to 9999 is missing" },
	{ "limit per-user many", 1, 16, "here a number from 1 to 9999 is missing" },
	{ "limit per-user 1 per-user 2", 1, 18, "\"per-user\" is said twice" },
	{ "limit max 8", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max 0s", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max -1s", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit max 9999999s", 1, 11, "here a time such as 90s, 30m or 8h is missing" },
	{ "limit per-user 0", 1, 16, "here a number from 1 to 9999 is missing" },
	{ "limit per-user 10000", 1, 16, "here a number from 1 to 9999 is missing" },
	{ "limit max 1h max 2h", 1, 14, "\"max\" is said twice" },
	{ "limit idle 1h\nlimit idle 2h", 2, 7, "\"idle\" is said twice" },
	{ "permit exec any\r\n", 1, 16, "a carriage return: lines end with a newline alone" },
	{ "# \x1b[2J\npermit exec any", 1, 3, "a control character" },
	{ "# \x7f", 1, 3, "a control character" },
};

static void what_is_not_understood_is_refused_with_its_place(void)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_number(parse(bad[i].text), -EINVAL);
		if (!is_string(problem.message, bad[i].message) || !is_number(problem.line, bad[i].line) || !is_number(problem.column, bad[i].column))
			printf("# in %s\n", bad[i].text);
		policy_free(&policy);
	}
}

static void too_much_is_refused(void)
{
	static char text[POLICY_FILE_LIMIT + 2];

	memset(text, '#', sizeof(text));
	is_number(policy_parse(text, POLICY_FILE_LIMIT, &policy, &problem), 0);
	policy_free(&policy);
	is_number(policy_parse(text, POLICY_FILE_LIMIT + 1, &policy, &problem), -EINVAL);
	is_string(problem.message, "longer than 64 KiB");
	policy_free(&policy);
	is_number(policy_parse("a\0b", 3, &policy, &problem), -EINVAL);
	is_string(problem.message, "holds a NUL byte");
	policy_free(&policy);
	text[0] = '\0';
	for (int i = 0; i <= POLICY_RULE_LIMIT; i++)
		(void) strcat(text, "deny exec any\n");
	is_number(parse(text), -EINVAL);
	is_number(problem.line, POLICY_RULE_LIMIT + 1);
	is_string(problem.message, "more than 256 rules");
	policy_free(&policy);
	(void) strcpy(text, "permit exec any" WHOLE " cmd");
	for (int i = 0; i <= POLICY_COMMAND_LIMIT; i++)
		(void) strcat(text, " /x");
	is_number(parse(text), -EINVAL);
	is_string(problem.message, "more than 16 commands");
	policy_free(&policy);
	(void) strcpy(text, "permit exec user ");
	memset(text + strlen(text), 'x', POLICY_NAME_LIMIT + 1);
	is_number(parse(text), -EINVAL);
	is_string(problem.message, "a name of more than 63 bytes");
	policy_free(&policy);
}

int main(void)
{
	TEST(a_whole_rule_is_understood_word_for_word);
	TEST(clauses_come_in_any_order_and_a_denial_needs_none);
	TEST(nothing_is_a_policy_that_permits_nothing);
	TEST(limits_are_times_and_numbers);
	TEST(what_is_not_understood_is_refused_with_its_place);
	TEST(too_much_is_refused);
	return tap_done();
}
