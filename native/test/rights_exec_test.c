/* Commands through a door with a policy: what the helper takes a target for, and whom it lets do what. */
#define _GNU_SOURCE
#include "rights-door.h"

/* Real users, which every host has: the one who owns a sandbox, and one who does not. */
#define OWNER "daemon"
#define OTHER "games"
enum { OWNER_UID = 1, OTHER_UID = 5 };

static struct target_child box, privileged_box, bare, owned, owned_box, net;
static char owner_ticket[TICKET_TOKEN + 1], other_ticket[TICKET_TOKEN + 1];

/* A root directory that is not the host's, with the host's programs. */
#define MAKE_ROOT \
	"mount --make-rprivate / && mount -t tmpfs tmpfs /mnt && cd /mnt && mkdir usr proc tmp && mount --rbind /usr usr && " \
	"ln -s usr/bin bin; ln -s usr/sbin sbin; ln -s usr/lib lib; ln -s usr/lib64 lib64; mount -t proc proc proc && "
#define ENTER_ROOT "exec chroot /mnt "
#define HARMLESS "setpriv --bounding-set -sys_admin,-sys_ptrace,-sys_module,-sys_rawio,-dac_read_search,-bpf,-mac_admin,-mac_override "
#define IN_NEW_NAMESPACES "unshare", "--mount", "--pid", "--fork", "--uts"
#define AS_OWNER "setpriv", "--reuid=1", "--regid=1", "--clear-groups"
#define THEN(script) ((const char *const []) { IN_NEW_NAMESPACES, "sh", "-c", script, NULL })

struct row {
	const char *rules;
	const struct target_child *target;
	const char *types;
	const char *as;
	const char *ticket;		/* NULL: none; the asker is root then, since the test is */
	const char *outcome;
};

/* The same with one option more: a field and its JSON, such as `root "namespace"`. */
struct option_row {
	struct row row;
	const char *option;
};

#define IN_BOX "permit exec any as any in container auth none\n"
#define IN_HOST "permit exec any as any in host auth none\n"
#define NET_ONLY "permit exec any as any in net-only auth none\n"
#define NET_ONLY_TRUE "permit exec any as any in net-only auth none cmd /bin/true\n"
#define IN_OWN "permit exec any as any in own-userns auth none\n"
#define BOX_TYPES "mnt pid uts"
#define DENIED "EACCES"

static const struct row rows[] = {
	{ "", &box, BOX_TYPES, "target", NULL, DENIED },
	/* a container is where all of it is joined, and nothing makes root inside root outside */
	{ IN_BOX, &box, BOX_TYPES, "target", NULL, "ran" },
	{ IN_BOX, &box, BOX_TYPES, "root", NULL, "ran" },
	{ IN_BOX, &box, "mnt pid", "target", NULL, DENIED },
	{ IN_BOX, &box, "mnt uts", "target", NULL, DENIED },
	{ IN_BOX, &box, "uts", "target", NULL, DENIED },
	{ IN_HOST, &box, "mnt pid", "target", NULL, "ran" },
	{ IN_HOST, &box, BOX_TYPES, "target", NULL, DENIED },
	{ IN_BOX, &privileged_box, BOX_TYPES, "target", NULL, DENIED },
	{ IN_HOST, &privileged_box, BOX_TYPES, "target", NULL, "ran" },
	{ IN_BOX, &bare, BOX_TYPES, "target", NULL, DENIED },
	{ IN_HOST, &bare, BOX_TYPES, "target", NULL, "ran" },
	/* only the net namespace, with the host's files */
	{ NET_ONLY, &net, "net", "root", NULL, "ran" },
	{ NET_ONLY, &net, "net uts", "root", NULL, DENIED },
	{ NET_ONLY, &net, "net mnt", "root", NULL, "ran" },
	{ NET_ONLY, &net, "uts", "root", NULL, DENIED },
	{ IN_HOST, &net, "net", "root", NULL, DENIED },
	/* one's own user namespace, by ticket */
	{ IN_OWN, &owned, "user uts", "target", owner_ticket, "ran" },
	{ IN_OWN, &owned, "user uts", "root", owner_ticket, "ran" },
	{ IN_OWN, &owned, "user uts", "target", other_ticket, DENIED },
	{ IN_OWN, &owned, "user uts", "target", NULL, "ENOKEY" },
	{ IN_OWN, &owned, "uts", "root", owner_ticket, DENIED },
	{ IN_OWN, &owned_box, "user mnt pid", "target", owner_ticket, "ran" },
	{ IN_OWN, &owned_box, "user pid", "target", owner_ticket, "ran" },
	{ IN_BOX, &owned_box, "user mnt pid", "target", other_ticket, "ran" },
	{ IN_BOX, &owned_box, "user pid", "target", other_ticket, DENIED },
	{ IN_OWN "deny exec any in host\n", &owned, "user uts", "target", owner_ticket, "ran" },
	{ "permit exec any as any in any auth none\ndeny exec any in host\n", &owned, "user uts", "target", other_ticket, DENIED },
	{ "permit exec owner as self in own-userns auth none\n", &owned, "user uts", "target", owner_ticket, "ran" },
	{ "permit exec owner as self in own-userns auth none\n", &owned, "user uts", "target", other_ticket, DENIED },
	{ IN_OWN, &box, BOX_TYPES, "target", owner_ticket, DENIED },
	/* as */
	{ "permit exec any as target in any auth none\n", &box, BOX_TYPES, "target", NULL, "ran" },
	{ "permit exec any as target in any auth none\n", &box, BOX_TYPES, "root", NULL, DENIED },
	{ "permit exec any as any in any auth none\ndeny exec any as root\n", &box, BOX_TYPES, "target", NULL, DENIED },
	/* who */
	{ "permit exec user " OWNER " as any in container auth ticket\n", &box, BOX_TYPES, "target", owner_ticket, "ran" },
	{ "permit exec user " OWNER " as any in container auth ticket\n", &box, BOX_TYPES, "target", other_ticket, DENIED },
	{ "permit exec user " OWNER " as any in container auth ticket\n", &box, BOX_TYPES, "target", NULL, "ENOKEY" },
	{ "permit exec group " OTHER " as any in container auth ticket\n", &box, BOX_TYPES, "target", other_ticket, "ran" },
	{ "permit exec user root as any in container auth none\n", &box, BOX_TYPES, "target", NULL, "ran" },
	{ "permit exec user root as any in container auth ticket\n", &box, BOX_TYPES, "target", NULL, "ENOKEY" },
	{ "permit exec user root as any in container auth none\n", &box, BOX_TYPES, "target", owner_ticket, DENIED },
};

static const struct option_row option_rows[] = {
	/* more than the target has, and where nobody has looked */
	{ { IN_BOX, &box, BOX_TYPES, "root", NULL, DENIED }, "capabilities \"all\"" },
	{ { IN_BOX, &box, BOX_TYPES, "root", NULL, "ran" }, "capabilities \"none\"" },
	{ { "permit exec any as any in container auth none caps all\n", &box, BOX_TYPES, "root", NULL, "ran" }, "capabilities \"all\"" },
	{ { "permit exec any as any in container auth none caps none\n", &box, BOX_TYPES, "root", NULL, DENIED }, "capabilities \"target\"" },
	{ { IN_BOX, &box, BOX_TYPES, "root", NULL, DENIED }, "root \"namespace\"" },
	{ { IN_BOX, &box, BOX_TYPES, "root", NULL, DENIED }, "root {\"path\":\"/usr\"}" },
	{ { IN_HOST, &box, BOX_TYPES, "root", NULL, "ran" }, "root \"namespace\"" },
	{ { NET_ONLY, &net, "net mnt", "root", NULL, DENIED }, "root \"namespace\"" },
	/* ids: root is 0 by whatever name, and nobody else is the target */
	{ { "permit exec any as root in any auth none\n", &box, BOX_TYPES, "target", NULL, "ran" }, "as {\"uid\":0,\"gid\":0}" },
	{ { "permit exec any as root in any auth none\n", &box, BOX_TYPES, "target", NULL, DENIED }, "as {\"uid\":33,\"gid\":33}" },
	{ { "permit exec any as target in any auth none\n", &box, BOX_TYPES, "target", NULL, DENIED }, "as {\"uid\":0,\"gid\":0}" },
	{ { "permit exec any as any in any auth none\ndeny exec any as root\n", &box, BOX_TYPES, "target", NULL, DENIED }, "as {\"uid\":0,\"gid\":0}" },
	{ { "permit exec any as self in any auth none\n", &box, BOX_TYPES, "target", owner_ticket, "ran" }, "as {\"uid\":1,\"gid\":1}" },
	{ { "permit exec any as self in any auth none\n", &box, BOX_TYPES, "target", other_ticket, DENIED }, "as {\"uid\":1,\"gid\":1}" },
	/* a path is a program only in a clean environment */
	{ { NET_ONLY_TRUE, &net, "net", "root", NULL, "ran" }, "capabilities \"target\"" },
	{ { NET_ONLY_TRUE, &net, "net", "root", NULL, DENIED }, "environment {\"from\":\"clean\",\"set\":[\"LD_PRELOAD=/tmp/x.so\"]}" },
	{ { NET_ONLY_TRUE, &net, "net mnt", "root", NULL, DENIED }, "environment {\"from\":\"target\",\"set\":[]}" },
	{ { NET_ONLY, &net, "net", "root", NULL, "ran" }, "environment {\"from\":\"clean\",\"set\":[\"X=1\"]}" },
};

static void start_targets(void)
{
	box = start_target(THEN(MAKE_ROOT ENTER_ROOT HARMLESS "sh -c '" READY "'"), 1);
	privileged_box = start_target(THEN(MAKE_ROOT ENTER_ROOT "sh -c '" READY "'"), 1);
	bare = start_target(THEN("exec " HARMLESS "sh -c '" READY "'"), 1);
	owned = start_target(TARGET(AS_OWNER, "unshare", "--user", "--map-root-user", "--uts"), 0);
	owned_box = start_target((const char *const []) { AS_OWNER, "unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "sh", "-c",
				 MAKE_ROOT ENTER_ROOT "sh -c '" READY "'", NULL }, 1);
	net = start_target(TARGET("unshare", "--net", "--uts"), 0);
	make_ticket(OWNER, OWNER_UID, 0, owner_ticket);
	make_ticket(OTHER, OTHER_UID, 0, other_ticket);
}

static json_t *request_to(const struct target_child *target, const char *types, const char *as)
{
	json_t *request = request_of(target->pid, namespaces_of(target->pid, types), (const char *const []) { "/bin/true", NULL });

	(void) json_object_set_new(request, "as", json_string(as));
	return request;
}

static json_t *with_option(json_t *request, const char *option)
{
	CLEANUP_FREE char *name = option ? strndup(option, strcspn(option, " ")) : NULL;
	json_t *value = option ? json_loads(option + strlen(name) + 1, JSON_DECODE_ANY, NULL) : NULL;

	must(!option || (value && json_object_set_new(request, name, value) == 0));
	return request;
}

static void check_row(const struct row *row, const char *option)
{
	json_t *request = with_option(request_to(row->target, row->types, row->as), option);
	struct exec_run *run;

	write_rules(row->rules);
	run = ask_door(row->ticket ? with_ticket(request, row->ticket, SESSION) : request);
	if (!is_string(outcome_of(run), row->outcome))
		printf("# in %s as %s %s: %s", row->types, row->as, option ? option : "", row->rules);
	drop_run(run);
}

static void what_the_policy_permits_runs_and_nothing_else(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i], NULL);
}

static void no_option_makes_more_of_a_permission(void)
{
	for (size_t i = 0; i < sizeof(option_rows) / sizeof(option_rows[0]); i++)
		check_row(&option_rows[i].row, option_rows[i].option);
}

static void the_message_names_the_line(void)
{
	struct exec_run *run;

	write_rules("permit exec any as any in any auth none\n\ndeny exec any in host\n");
	run = ask_door(request_to(&net, "uts", "target"));
	is_failure(run, "denied", "rights");
	is_string(text_in(run->failure, "message"), "line 3 of the policy denies this");
	drop_run(run);
	write_rules("permit exec user " OWNER " as any in any auth ticket\n");
	run = ask_door(request_to(&net, "uts", "target"));
	is_string(text_in(run->failure, "message"), "no rule of the policy permits this: authenticate as somebody whom it permits this");
	drop_run(run);
	write_rules("permit exec owner as self in own-userns auth none\n");
	run = ask_door(request_to(&net, "net", "target"));
	is_string(text_in(run->failure, "errno"), "EACCES");
	is_string(text_in(run->failure, "message"), "no rule of the policy permits this; it would take: permit exec WHO as target in net-only auth ticket");
	drop_run(run);
	write_rules("permit exec any as any in any auth ticket\n");
	run = ask_door(request_to(&net, "uts", "target"));
	is_string(text_in(run->failure, "message"), "line 1 of the policy wants a ticket: authenticate first");
	drop_run(run);
}

static const char *outcome_with(const char *token, const char *session)
{
	static char outcome[64];
	struct exec_run *run;

	write_rules("permit exec any as any in any auth ticket\n");
	run = ask_door(with_ticket(request_to(&net, "uts", "target"), token, session));
	(void) snprintf(outcome, sizeof(outcome), "%s", outcome_of(run));
	drop_run(run);
	return outcome;
}

static void a_ticket_of_another_time_session_or_nobody_opens_nothing(void)
{
	char stale[TICKET_TOKEN + 1], idle[TICKET_TOKEN + 1], given_back[TICKET_TOKEN + 1];
	struct peer self = own_peer();

	is_string(outcome_with(owner_ticket, SESSION), "ran");
	is_string(outcome_with(owner_ticket, OTHER_SESSION), "EKEYREJECTED");
	is_string(outcome_with(OTHER_SESSION, SESSION), "EKEYREJECTED");
	make_ticket(OWNER, OWNER_UID, TICKET_MS, stale);
	is_string(outcome_with(stale, SESSION), "EKEYEXPIRED");
	make_ticket(OWNER, OWNER_UID, TICKET_IDLE_MS, idle);
	is_string(outcome_with(idle, SESSION), "EKEYEXPIRED");
	make_ticket(OWNER, OWNER_UID, 0, given_back);
	must(ticket_release(tickets_path, given_back, SESSION, &self, ticket_now_ms()) == 0);
	is_string(outcome_with(given_back, SESSION), "EKEYREJECTED");
}

static void a_ticket_is_worth_nothing_in_another_process(void)
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0)
		_exit(strcmp(outcome_with(owner_ticket, SESSION), "EKEYREJECTED") == 0 ? 0 : 1);
	must(waitpid(pid, &status, 0) == pid);
	is_number(status, 0);
}

static void without_a_ticket_the_asker_is_whose_process_asks(void)
{
	pid_t pid;
	int status;

	write_rules("permit exec user " OWNER " as any in any auth none\n");
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		json_t *request = request_to(&net, "uts", "target");

		must(setresgid(OWNER_UID, OWNER_UID, OWNER_UID) == 0 && setresuid(OWNER_UID, OWNER_UID, OWNER_UID) == 0);
		_exit(strcmp(outcome_of(ask_door(request)), "ran") == 0 ? 0 : 1);
	}
	must(waitpid(pid, &status, 0) == pid);
	is_number(status, 0);
}

static void a_policy_that_cannot_be_used_permits_nothing(void)
{
	struct exec_run *run;

	write_rules("permit exec any as any in any auth none\npermit everything\n");
	run = ask_door(request_to(&net, "uts", "target"));
	is_failure(run, "denied", "rights");
	ok(strstr(text_in(run->failure, "message"), "/policy:2:8: \"everything\" is none of exec, create"));
	drop_run(run);
	write_rules("permit exec any as any in any auth none\n");
	must(chmod(policy_path, 0666) == 0);
	run = ask_door(request_to(&net, "uts", "target"));
	is_failure(run, "denied", "rights");
	ok(strstr(text_in(run->failure, "message"), "mode 0666"));
	drop_run(run);
}

static void a_command_of_the_policy_is_a_path_and_no_name(void)
{
	static const char *const argvs[][3] = { { "/bin/true" }, { "true" }, { "/usr/bin/true" }, { "/bin/../bin/true" }, { "/bin/sh", "-c" } };
	static const char *const outcomes[] = { "ran", DENIED, DENIED, DENIED, DENIED };

	write_rules("permit exec any as any in net-only auth none cmd /bin/true\n");
	for (size_t i = 0; i < sizeof(argvs) / sizeof(argvs[0]); i++) {
		const char *const argv[] = { argvs[i][0], argvs[i][1], NULL };
		struct exec_run *run = ask_door(request_of(net.pid, namespaces_of(net.pid, "net"), argv));

		is_string(outcome_of(run), outcomes[i]);
		drop_run(run);
	}
}

static void a_command_that_is_only_tried_otherwise_counts_too(void)
{
	json_t *request = request_of(net.pid, namespaces_of(net.pid, "net"), (const char *const []) { "/bin/true", NULL });
	struct exec_run *run;

	write_rules("permit exec any as any in net-only auth none cmd /bin/true\n");
	(void) json_object_set_new(request, "otherwise", json_pack("[[s]]", "/bin/sh"));
	run = ask_door(request);
	is_string(outcome_of(run), DENIED);
	drop_run(run);
}

static void a_limit_of_time_ends_a_run(void)
{
	struct exec_run *run;

	write_rules("permit exec any as any in any auth none\nlimit max 1s\n");
	run = ask_door(request_of(net.pid, namespaces_of(net.pid, "uts"), SHELL("exec sleep 30")));
	ok(json_is_true(json_object_get(run->end, "timedOut")));
	drop_run(run);
}

static void a_user_has_no_more_runs_than_the_policy_says(void)
{
	struct exec_run *first, *second, *third;

	write_rules("permit exec any as any in any auth none\nlimit per-user 1\n");
	first = connect_run();
	send_request(first, request_of(net.pid, namespaces_of(net.pid, "uts"), SHELL("exec cat")));
	ok(await_started(first));
	second = ask_door(request_to(&net, "uts", "target"));
	is_failure(second, "limit", "rights");
	drop_run(second);
	/* Somebody else's runs are counted by themselves. */
	third = ask_door(with_ticket(request_to(&net, "uts", "target"), other_ticket, SESSION));
	is_string(outcome_of(third), "ran");
	drop_run(third);
	send_frame(first, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(first);
	drop_run(first);
	second = ask_door(request_to(&net, "uts", "target"));
	is_string(outcome_of(second), "ran");
	drop_run(second);
}

int main(void)
{
	copy_programs();
	open_rights_door("1");
	start_targets();
	TEST(what_the_policy_permits_runs_and_nothing_else);
	TEST(no_option_makes_more_of_a_permission);
	TEST(the_message_names_the_line);
	TEST(a_ticket_of_another_time_session_or_nobody_opens_nothing);
	TEST(a_ticket_is_worth_nothing_in_another_process);
	TEST(without_a_ticket_the_asker_is_whose_process_asks);
	TEST(a_policy_that_cannot_be_used_permits_nothing);
	TEST(a_command_of_the_policy_is_a_path_and_no_name);
	TEST(a_command_that_is_only_tried_otherwise_counts_too);
	TEST(a_limit_of_time_ends_a_run);
	TEST(a_user_has_no_more_runs_than_the_policy_says);
	end_target(&box);
	end_target(&privileged_box);
	end_target(&bare);
	end_target(&owned);
	end_target(&owned_box);
	end_target(&net);
	return tap_done();
}
