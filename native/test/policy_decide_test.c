/* The decision: rules, who asks, and what is asked; pure, by tables. */
#define _GNU_SOURCE
#include "tap.h"

#include "policy.h"

enum { ALICE = 1000, BOB = 1001, ADMIN = 50, STAFF = 60, CONTAINER_UID = 100999 };

static const struct policy_who alice = { .uid = ALICE, .group_count = 2, .groups = { ALICE, STAFF } };
static const struct policy_who bob = { .uid = BOB, .group_count = 2, .groups = { BOB, ADMIN } };
static const struct policy_who nobody = { .uid = 65534 };

/* What a row says replaces what is usual. */
#pragma GCC diagnostic ignored "-Woverride-init"
#define EXEC(...) { .verb = POLICY_EXEC, .caps = POLICY_CAPS_TARGET, .command_count = 1, .commands = { "sh" }, .is_plain = true, .has_uid = true, __VA_ARGS__ }
#define CREATE(...) { .verb = POLICY_CREATE, .command_count = 1, .commands = { "sh" }, .is_plain = true, __VA_ARGS__ }

static const struct policy_facts host_root = EXEC(.places = POLICY_IN_HOST, .is_root = true);
static const struct policy_facts host_as_alice = EXEC(.places = POLICY_IN_HOST, .uid = ALICE, .is_target = true);
static const struct policy_facts net_root = EXEC(.places = POLICY_IN_NET_ONLY, .is_root = true, .commands = { "/usr/sbin/ip" });
static const struct policy_facts net_root_shell = EXEC(.places = POLICY_IN_NET_ONLY, .is_root = true);
static const struct policy_facts net_root_preload = EXEC(.places = POLICY_IN_NET_ONLY, .is_root = true, .commands = { "/usr/sbin/ip" }, .is_plain = false);
static const struct policy_facts net_root_or_shell = EXEC(.places = POLICY_IN_NET_ONLY, .is_root = true, .command_count = 2, .commands = { "/usr/sbin/ip", "sh" });
static const struct policy_facts box = EXEC(.places = POLICY_IN_CONTAINER, .uid = 33, .is_target = true);
static const struct policy_facts box_root = EXEC(.places = POLICY_IN_CONTAINER, .is_root = true);
static const struct policy_facts box_all = EXEC(.places = POLICY_IN_CONTAINER, .is_root = true, .caps = POLICY_CAPS_ALL);
static const struct policy_facts box_none = EXEC(.places = POLICY_IN_CONTAINER, .is_root = true, .caps = POLICY_CAPS_NONE);
/* alice's rootless container and her bare sandbox, as the kernel tells it. */
static const struct policy_facts rootless = EXEC(.places = POLICY_IN_CONTAINER, .has_owner = true, .owner = ALICE, .uid = ALICE, .is_root = true, .is_target = true);
static const struct policy_facts rootless_user = EXEC(.places = POLICY_IN_CONTAINER, .has_owner = true, .owner = ALICE, .uid = CONTAINER_UID, .is_target = true);
static const struct policy_facts sandbox = EXEC(.places = POLICY_IN_HOST, .has_owner = true, .owner = ALICE, .uid = ALICE, .is_root = true);
static const struct policy_facts unknown_uid = EXEC(.places = POLICY_IN_HOST, .has_uid = false, .uid = ALICE, .is_root = true);
static const struct policy_facts net_and_uts = CREATE(.types = 1u << NSTYPE_NET | 1u << NSTYPE_UTS);
static const struct policy_facts only_net = CREATE(.types = 1u << NSTYPE_NET);
static const struct policy_facts removal = CREATE(.command_count = 0);
static const struct policy_facts holder = CREATE(.types = 1u << NSTYPE_NET, .command_count = 0);
static const struct policy_facts nothing = EXEC(.places = POLICY_IN_HOST, .command_count = 0);

struct row {
	const char *rules;
	const struct policy_facts *facts;
	const struct policy_who *who;
	bool permits;
	unsigned int line;
};

#define ROOT_IN_BOX "permit exec group 50 as root in container auth ticket\n"
#define IP_ONLY "permit exec any as root in net-only auth none cmd /usr/sbin/ip /usr/bin/ss\n"
#define OWN "permit exec owner as any in own-userns auth none\n"
#define SELF "permit exec owner as self in own-userns auth none\n"

static const struct row rows[] = {
	/* without a rule the answer is no */
	{ "", &box, &alice, false, 0 },
	{ "permit exec user 1001 as any in any auth none\n", &box, &alice, false, 0 },
	/* the last that matches */
	{ "permit exec any as any in any auth none\ndeny exec any\n", &box, &alice, false, 2 },
	{ "deny exec any\npermit exec any as any in any auth none\n", &box, &alice, true, 2 },
	{ "permit exec any as any in any auth none\ndeny exec any in host\n", &box, &alice, true, 1 },
	{ "permit exec any as any in any auth none\ndeny exec any in host\n", &host_as_alice, &alice, false, 2 },
	{ "permit exec any as any in any auth none\ndeny exec any as root\n", &box_root, &alice, false, 2 },
	{ "permit exec any as any in any auth none\ndeny exec user 1000\npermit exec user 1001 as any in any auth none\n", &box, &alice, false, 2 },
	/* who */
	{ ROOT_IN_BOX, &box_root, &bob, true, 1 },
	{ ROOT_IN_BOX, &box_root, &alice, false, 0 },
	{ ROOT_IN_BOX, &box_root, &nobody, false, 0 },
	{ "permit exec user 1000 as any in any auth none\n", &host_root, &alice, true, 1 },
	{ "permit exec user 65534 as any in any auth none\n", &host_root, &nobody, true, 1 },
	/* a name that nobody has: not looked up here */
	{ "permit exec user alice as any in any auth none\n", &box, &alice, false, 0 },
	{ "permit exec group wheel as any in any auth none\n", &box, &alice, false, 0 },
	/* as */
	{ ROOT_IN_BOX, &box, &bob, false, 0 },
	{ "permit exec any as target in container auth none\n", &box, &alice, true, 1 },
	{ "permit exec any as target in container auth none\n", &box_root, &alice, false, 0 },
	{ "permit exec any as self in any auth none\n", &host_as_alice, &alice, true, 1 },
	{ "permit exec any as self in any auth none\n", &host_as_alice, &bob, false, 0 },
	{ "permit exec any as self in any auth none\n", &unknown_uid, &alice, false, 0 },
	/* in */
	{ ROOT_IN_BOX, &host_root, &bob, false, 0 },
	{ ROOT_IN_BOX, &net_root, &bob, false, 0 },
	{ "permit exec any as any in host auth none\n", &box, &alice, false, 0 },
	{ "permit exec any as any in net-only auth none\n", &host_root, &alice, false, 0 },
	/* what one's own is */
	{ OWN, &rootless, &alice, true, 1 },
	{ OWN, &rootless, &bob, false, 0 },
	{ OWN, &sandbox, &alice, true, 1 },
	{ OWN, &sandbox, &bob, false, 0 },
	{ OWN, &host_as_alice, &alice, false, 0 },
	{ SELF, &rootless, &alice, true, 1 },
	{ SELF, &rootless_user, &alice, false, 0 },
	{ "permit exec any as any in own-userns auth none\n", &sandbox, &bob, false, 0 },
	{ "permit exec any as any in container auth none\n", &rootless, &bob, true, 1 },
	/* one's own sandbox is not the host, somebody else's is */
	{ OWN "deny exec any in host\n", &sandbox, &alice, true, 1 },
	{ "permit exec any as any in any auth none\ndeny exec any in host\n", &sandbox, &bob, false, 2 },
	{ "permit exec any as any in host auth none\n", &sandbox, &bob, true, 1 },
	{ "permit exec any as any in any auth none\n", &sandbox, &bob, true, 1 },
	/* caps: what is written and less */
	{ ROOT_IN_BOX, &box_all, &bob, false, 0 },
	{ ROOT_IN_BOX, &box_none, &bob, true, 1 },
	{ "permit exec any as any in any auth none caps all\n", &box_all, &alice, true, 1 },
	{ "permit exec any as any in any auth none caps none\n", &box_root, &alice, false, 0 },
	{ "permit exec any as any in any auth none caps none\n", &box_none, &alice, true, 1 },
	{ "permit exec any as any in any auth none caps all\ndeny exec any in container\n", &box_all, &alice, false, 2 },
	/* cmd */
	{ IP_ONLY, &net_root, &alice, true, 1 },
	{ IP_ONLY, &net_root_shell, &alice, false, 0 },
	{ IP_ONLY, &net_root_preload, &alice, false, 0 },
	{ IP_ONLY, &net_root_or_shell, &alice, false, 0 },
	/* create */
	{ "permit create any types net,uts auth none\n", &net_and_uts, &alice, true, 1 },
	{ "permit create any types net,uts,ipc auth none\n", &net_and_uts, &alice, true, 1 },
	{ "permit create any types net auth none\n", &net_and_uts, &alice, false, 0 },
	{ "permit create any types net auth none\n", &only_net, &alice, true, 1 },
	{ "permit create any types net,uts auth none\ndeny create any types uts\n", &net_and_uts, &alice, false, 2 },
	{ "permit create any types net,uts auth none\ndeny create any types uts\n", &only_net, &alice, true, 1 },
	{ "permit create any types net,uts auth none\ndeny create any\n", &only_net, &alice, false, 2 },
	{ "permit create any types net auth none\n", &removal, &alice, true, 1 },
	{ "permit create any types net auth none\ndeny create any\n", &removal, &alice, false, 2 },
	{ "permit create any types net auth none\ndeny create any types uts\n", &removal, &alice, true, 1 },
	{ "permit create user 1001 types net auth none\n", &removal, &alice, false, 0 },
	{ "permit create any types net auth none cmd /bin/true\n", &only_net, &alice, false, 0 },
	{ "permit create any types net auth none cmd /bin/true\n", &holder, &alice, true, 1 },
	{ "permit exec any as any in any auth none cmd /bin/true\n", &nothing, &alice, false, 0 },
	/* one verb says nothing of the other */
	{ "permit exec any as any in any auth none\n", &only_net, &alice, false, 0 },
	{ "permit create any types net auth none\n", &box, &alice, false, 0 },
	{ "permit exec any as any in any auth none\ndeny create any\n", &box, &alice, true, 1 },
};

static struct policy policy;

static void parse(const char *text)
{
	struct policy_problem problem;

	must(policy_parse(text, strlen(text), &policy, &problem) == 0);
}

static void the_last_rule_that_matches_decides(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct policy_verdict verdict;

		parse(rows[i].rules);
		verdict = policy_decide(&policy, rows[i].facts, rows[i].who);
		if (!is_number(verdict.permits, rows[i].permits) || !is_number(verdict.line, rows[i].line))
			printf("# row %zu: %s", i, rows[i].rules);
		policy_free(&policy);
	}
}

static void the_rule_says_how_sure_one_must_be_who_asks(void)
{
	parse("permit exec any as any in container auth none\npermit exec any as root in container auth ticket\npermit exec any as any in host auth confirm\n");
	is_number(policy_decide(&policy, &box, &alice).auth, POLICY_AUTH_NONE);
	is_number(policy_decide(&policy, &box_root, &alice).auth, POLICY_AUTH_TICKET);
	is_number(policy_decide(&policy, &host_root, &alice).auth, POLICY_AUTH_CONFIRM);
	policy_free(&policy);
}

struct hint {
	const char *rules;
	const struct policy_facts *facts;
	bool somebody;
};

static const struct hint hints[] = {
	{ ROOT_IN_BOX, &box_root, true },
	{ ROOT_IN_BOX, &host_root, false },
	{ OWN, &sandbox, true },
	{ OWN, &host_root, false },
	{ SELF, &rootless, true },
	{ SELF, &rootless_user, false },
	{ "permit exec any as self in any auth none\n", &host_as_alice, true },
	{ "permit exec any as self in any auth none\n", &unknown_uid, false },
	{ "deny exec user 1000\n", &box, false },
	{ "permit exec any as any in own-userns auth none\n", &sandbox, true },
	{ "permit exec any as target in container auth none\ndeny exec any\n", &box, false },
};

static void whether_somebody_else_may_is_known(void)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		parse(hints[i].rules);
		if (!is_number(policy_permits_somebody(&policy, hints[i].facts), hints[i].somebody))
			printf("# row %zu: %s", i, hints[i].rules);
		policy_free(&policy);
	}
}

static void whether_a_user_may_anything_is_known(void)
{
	parse(ROOT_IN_BOX "deny exec user 1000\n");
	ok(policy_permits_something(&policy, &bob));
	ok(!policy_permits_something(&policy, &alice));
	policy_free(&policy);
	parse(OWN);
	ok(policy_permits_something(&policy, &alice));
	policy_free(&policy);
	parse("");
	ok(!policy_permits_something(&policy, &alice));
	policy_free(&policy);
}

int main(void)
{
	TEST(the_last_rule_that_matches_decides);
	TEST(the_rule_says_how_sure_one_must_be_who_asks);
	TEST(whether_somebody_else_may_is_known);
	TEST(whether_a_user_may_anything_is_known);
	return tap_done();
}
