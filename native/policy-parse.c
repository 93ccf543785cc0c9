#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"

enum { DURATION_DIGITS = 6, WORD_SHOWN = 32 };

/* One line, taken word by word. Words are ended by a NUL in place. */
struct line {
	char *at;		/* what is left of it */
	char *start;
	char *word;		/* the last one taken; NULL: there was none */
	struct policy_problem *problem;
};

/* Points at the last word, or behind the line. */
__attribute__((format(printf, 2, 3)))
static int refuse_at(struct line *line, const char *format, ...)
{
	va_list values;

	line->problem->column = (unsigned int) ((line->word ? line->word : line->at) - line->start) + 1;
	va_start(values, format);
	(void) vsnprintf(line->problem->message, sizeof(line->problem->message), format, values);
	va_end(values);
	return -EINVAL;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* NULL at the end of the line or at a comment. */
static char *next_word(struct line *line)
{
	while (is_blank(*line->at))
		line->at++;
	line->word = NULL;
	if (*line->at == '\0' || *line->at == '#')
		return NULL;
	line->word = line->at;
	while (*line->at != '\0' && !is_blank(*line->at))
		line->at++;
	if (*line->at != '\0')
		*line->at++ = '\0';
	return line->word;
}

struct word {
	const char *text;
	unsigned int value;
};

/* One of a table that ends with NULL. choices: the table in a sentence. */
static int take_choice(struct line *line, const struct word words[], const char *choices, unsigned int *ret_value)
{
	const char *word = next_word(line);

	if (!word)
		return refuse_at(line, "here one of %s is missing", choices);
	for (; words->text; words++) {
		if (strcmp(word, words->text) == 0) {
			*ret_value = words->value;
			return 0;
		}
	}
	return refuse_at(line, "\"%.*s\" is none of %s", WORD_SHOWN, word, choices);
}

static int take_action(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = { { "exec", POLICY_EXEC }, { "create", POLICY_CREATE }, { "view", 2 }, { NULL, 0 } };
	unsigned int value = 0;
	int r = take_choice(line, words, "exec, create", &value);

	if (r == 0 && value == 2)
		return refuse_at(line, "looking is not under the policy: whoever was let in may look");
	rule->verb = (enum policy_verb) value;
	return r;
}

/* Digits only, and never the (uid_t) -1 that means "leave it". False: it is no number at all. */
static bool is_number(const char *word)
{
	return word[0] != '\0' && word[strspn(word, "0123456789")] == '\0';
}

static int take_name(struct line *line, struct policy_rule *rule, const char *what)
{
	char *word = next_word(line);

	if (!word)
		return refuse_at(line, "here the name or number of a %s is missing", what);
	rule->column = (unsigned int) (word - line->start) + 1;
	if (!is_number(word)) {
		rule->name = word;
		return strlen(word) <= POLICY_NAME_LIMIT ? 0 : refuse_at(line, "a name of more than %d bytes", POLICY_NAME_LIMIT);
	}
	if (strlen(word) > 10 || strtoull(word, NULL, 10) >= UINT32_MAX)
		return refuse_at(line, "no such number: an id is at most 4294967294");
	rule->id = (uint32_t) strtoull(word, NULL, 10);
	rule->has_id = true;
	return 0;
}

static int take_whom(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = {
		{ "any", POLICY_ANY }, { "user", POLICY_USER }, { "group", POLICY_GROUP }, { "owner", POLICY_OWNER }, { NULL, 0 },
	};
	unsigned int value = 0;
	int r = take_choice(line, words, "any, user, group, owner", &value);

	if (r < 0)
		return r;
	rule->whom = (enum policy_whom) value;
	if (rule->whom == POLICY_OWNER && rule->verb == POLICY_CREATE)
		return refuse_at(line, "what is to be created has no owner yet");
	if (rule->whom == POLICY_USER || rule->whom == POLICY_GROUP)
		return take_name(line, rule, rule->whom == POLICY_USER ? "user" : "group");
	return 0;
}

static int take_as(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = {
		{ "self", POLICY_AS_SELF }, { "target", POLICY_AS_TARGET }, { "root", POLICY_AS_ROOT }, { "any", POLICY_AS_ANY }, { NULL, 0 },
	};
	unsigned int value = 0;
	int r = take_choice(line, words, "self, target, root, any", &value);

	rule->as = (enum policy_as) value;
	return r;
}

static int take_places(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = {
		{ "own-userns", POLICY_IN_OWN_USERNS }, { "container", POLICY_IN_CONTAINER }, { "net-only", POLICY_IN_NET_ONLY },
		{ "host", POLICY_IN_HOST }, { "any", POLICY_IN_ANY }, { NULL, 0 },
	};

	return take_choice(line, words, "own-userns, container, net-only, host, any", &rule->places);
}

static int take_auth(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = {
		{ "none", POLICY_AUTH_NONE }, { "ticket", POLICY_AUTH_TICKET }, { "confirm", POLICY_AUTH_CONFIRM }, { NULL, 0 },
	};
	unsigned int value = 0;
	int r = take_choice(line, words, "none, ticket, confirm", &value);

	rule->auth = (enum policy_auth) value;
	return r;
}

static int take_caps(struct line *line, struct policy_rule *rule)
{
	static const struct word words[] = {
		{ "none", POLICY_CAPS_NONE }, { "target", POLICY_CAPS_TARGET }, { "all", POLICY_CAPS_ALL }, { NULL, 0 },
	};
	unsigned int value = 0;
	int r = take_choice(line, words, "none, target, all", &value);

	rule->caps = (enum policy_caps) value;
	return r;
}

/* `net,uts,ipc` */
static int take_types(struct line *line, struct policy_rule *rule)
{
	char *word = next_word(line), *rest = word, *name;

	if (!word)
		return refuse_at(line, "here types are missing, such as net,uts");
	while ((name = strsep(&rest, ","))) {
		enum nstype type;

		line->word = name;
		if (nstype_from_name(name, &type) < 0)
			return refuse_at(line, "\"%.*s\" is no type of namespace", WORD_SHOWN, name);
		rule->types |= 1u << type;
	}
	line->word = word;
	return 0;
}

/* All that is left. */
static int take_commands(struct line *line, struct policy_rule *rule)
{
	const char *word;

	while ((word = next_word(line))) {
		if (word[0] != '/')
			return refuse_at(line, "a command is an absolute path: a name alone could be found anywhere");
		if (rule->command_count == POLICY_COMMAND_LIMIT)
			return refuse_at(line, "more than %d commands", POLICY_COMMAND_LIMIT);
		rule->commands[rule->command_count++] = word;
	}
	return rule->command_count > 0 ? 0 : refuse_at(line, "here the path of a command is missing");
}

/* What may stand behind WHO, and where. */
struct clause {
	const char *word;
	int (*take)(struct line *line, struct policy_rule *rule);
	bool in_exec;
	bool in_create;
	bool in_deny;
};

enum { CLAUSE_AS, CLAUSE_IN, CLAUSE_TYPES, CLAUSE_AUTH, CLAUSE_CAPS, CLAUSE_CMD, CLAUSE_COUNT };

static const struct clause clauses[CLAUSE_COUNT] = {
	[CLAUSE_AS] = { "as", take_as, true, false, true },
	[CLAUSE_IN] = { "in", take_places, true, false, true },
	[CLAUSE_TYPES] = { "types", take_types, false, true, true },
	[CLAUSE_AUTH] = { "auth", take_auth, true, true, false },
	[CLAUSE_CAPS] = { "caps", take_caps, true, false, false },
	/* Who may not run one path runs the same program by another: as a denial it would only look like one. */
	[CLAUSE_CMD] = { "cmd", take_commands, true, true, false },
};

static int take_clause(struct line *line, struct policy_rule *rule, unsigned int *seen)
{
	const char *verb = rule->verb == POLICY_EXEC ? "exec" : "create";

	for (unsigned int i = 0; i < CLAUSE_COUNT; i++) {
		const struct clause *clause = &clauses[i];

		if (strcmp(line->word, clause->word) != 0)
			continue;
		if (!(rule->verb == POLICY_EXEC ? clause->in_exec : clause->in_create))
			return refuse_at(line, "%s has no \"%s\"", verb, clause->word);
		if (!rule->permits && !clause->in_deny)
			return refuse_at(line, "deny has no \"%s\"", clause->word);
		if (*seen & 1u << i)
			return refuse_at(line, "\"%s\" is said twice", clause->word);
		*seen |= 1u << i;
		return clause->take(line, rule);
	}
	return refuse_at(line, "\"%.*s\" is none of as, in, types, auth, caps, cmd", WORD_SHOWN, line->word);
}

/* A permission is never wider than what is written: nothing that decides is left to a default. */
static int check_is_whole(struct line *line, const struct policy_rule *rule, unsigned int seen)
{
	static const unsigned int of_exec[] = { CLAUSE_AS, CLAUSE_IN, CLAUSE_AUTH }, of_create[] = { CLAUSE_TYPES, CLAUSE_AUTH };
	const unsigned int *needed = rule->verb == POLICY_EXEC ? of_exec : of_create;
	size_t count = rule->verb == POLICY_EXEC ? 3 : 2;

	for (size_t i = 0; rule->permits && i < count; i++)
		if (!(seen & 1u << needed[i]))
			return refuse_at(line, "this permission does not say \"%s\"", clauses[needed[i]].word);
	return 0;
}

static int take_rule(struct line *line, struct policy *policy, bool permits)
{
	struct policy_rule *rule = &policy->rules[policy->rule_count];
	unsigned int seen = 0;
	int r;

	if (policy->rule_count == POLICY_RULE_LIMIT)
		return refuse_at(line, "more than %d rules", POLICY_RULE_LIMIT);
	*rule = (struct policy_rule) {
		.line = line->problem->line, .permits = permits, .places = POLICY_IN_ANY, .caps = POLICY_CAPS_TARGET,
	};
	r = take_action(line, rule);
	if (r == 0)
		r = take_whom(line, rule);
	while (r == 0 && next_word(line))
		r = take_clause(line, rule, &seen);
	if (r == 0)
		r = check_is_whole(line, rule, seen);
	if (r < 0)
		return r;
	if (!(seen & 1u << CLAUSE_TYPES))
		rule->types = ~0u;
	policy->rule_count++;
	return 0;
}

/* `8h`, `30m`, `90s` */
static int take_duration(struct line *line, uint64_t *ret_ms)
{
	const char *word = next_word(line);
	size_t digits = word ? strspn(word, "0123456789") : 0;
	uint64_t unit = 0;

	if (digits > 0 && digits <= DURATION_DIGITS && word[digits] != '\0' && word[digits + 1] == '\0')
		unit = word[digits] == 's' ? 1000 : word[digits] == 'm' ? 60000 : word[digits] == 'h' ? 3600000 : 0;
	*ret_ms = unit > 0 ? strtoull(word, NULL, 10) * unit : 0;
	return *ret_ms > 0 ? 0 : refuse_at(line, "here a time such as 90s, 30m or 8h is missing");
}

static int take_count(struct line *line, uint32_t *ret_count)
{
	const char *word = next_word(line);

	*ret_count = word && is_number(word) && strlen(word) <= 4 ? (uint32_t) strtoul(word, NULL, 10) : 0;
	return *ret_count > 0 ? 0 : refuse_at(line, "here a number from 1 to 9999 is missing");
}

static int take_limit(struct line *line, struct policy_limits *limits)
{
	if (strcmp(line->word, "max") == 0)
		return limits->max_ms > 0 ? refuse_at(line, "\"max\" is said twice") : take_duration(line, &limits->max_ms);
	if (strcmp(line->word, "idle") == 0)
		return limits->idle_ms > 0 ? refuse_at(line, "\"idle\" is said twice") : take_duration(line, &limits->idle_ms);
	if (strcmp(line->word, "per-user") == 0)
		return limits->per_user > 0 ? refuse_at(line, "\"per-user\" is said twice") : take_count(line, &limits->per_user);
	return refuse_at(line, "\"%.*s\" is none of max, idle, per-user", WORD_SHOWN, line->word);
}

static int take_limits(struct line *line, struct policy_limits *limits)
{
	int r = next_word(line) ? take_limit(line, limits) : refuse_at(line, "here one of max, idle, per-user is missing");

	while (r == 0 && next_word(line))
		r = take_limit(line, limits);
	return r;
}

static int take_line(struct line *line, struct policy *policy)
{
	const char *word = next_word(line);

	if (!word)
		return 0;
	if (strcmp(word, "permit") == 0 || strcmp(word, "deny") == 0)
		return take_rule(line, policy, word[0] == 'p');
	if (strcmp(word, "limit") == 0)
		return take_limits(line, &policy->limits);
	return refuse_at(line, "\"%.*s\" is none of permit, deny, limit", WORD_SHOWN, word);
}

/* What an editor does not show must not decide. */
static int check_bytes(struct line *line)
{
	for (char *at = line->start; *at; at++) {
		line->word = at;
		if (*at == '\r')
			return refuse_at(line, "a carriage return: lines end with a newline alone");
		if (((unsigned char) *at < 0x20 && *at != '\t') || *at == 0x7f)
			return refuse_at(line, "a control character");
	}
	line->word = NULL;
	return 0;
}

static int parse_lines(struct policy *policy, struct policy_problem *problem)
{
	char *rest = policy->text, *text;

	while ((text = strsep(&rest, "\n"))) {
		struct line line = { .at = text, .start = text, .problem = problem };
		int r;

		problem->line++;
		r = check_bytes(&line);
		if (r == 0)
			r = take_line(&line, policy);
		if (r < 0)
			return r;
	}
	return 0;
}

static int refuse_file(struct policy_problem *problem, const char *message)
{
	(void) snprintf(problem->message, sizeof(problem->message), "%s", message);
	return -EINVAL;
}

int policy_parse(const char *text, size_t length, struct policy *ret_policy, struct policy_problem *ret_problem)
{
	*ret_policy = (struct policy) { 0 };
	*ret_problem = (struct policy_problem) { 0 };
	if (length > POLICY_FILE_LIMIT)
		return refuse_file(ret_problem, "longer than 64 KiB");
	if (memchr(text, '\0', length))
		return refuse_file(ret_problem, "holds a NUL byte");
	ret_policy->text = strndup(text, length);
	return ret_policy->text ? parse_lines(ret_policy, ret_problem) : -ENOMEM;
}

void policy_free(struct policy *policy)
{
	free(policy->text);
	policy->text = NULL;
	policy->rule_count = 0;
}
