/* Pins: they outlive the helper, are told by sandboxes, and go with remove. Seen by findmnt(8), nsenter(1) and stat(2). In a
 * mount and net namespace of the test's own. */
#define _GNU_SOURCE
#include "cgroup.h"
#include "create-client.h"
#include "net-world.h"
#include "sandbox-registry.h"

/* On one processor: from another mount namespace than the first one Linux 6.18 pins only those with a higher number, and
 * numbers them by processor. */
static void enter_own_world(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	must(sched_setaffinity(0, sizeof(first), &first) == 0);
	enter_world();
	must(mount("run", "/run", "tmpfs", 0, NULL) == 0);
}

static json_t *pinned(const char *name, const char *types)
{
	return with(create_request(name, types), "pin", json_true());
}

/* The document of ANSWER, or NULL for a FAILURE, which is shown. */
static json_t *ask(const char *const prefix[], json_t *request)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct exec_run *run = open_run(prefix);
	json_t *document = NULL;
	struct frame frame;

	send_request(run, request);
	while (frame_read(run->fd, &frame, body, FRAME_CONTROL_LIMIT) == 0)
		if (frame.kind == FRAME_ANSWER || frame.kind == FRAME_FAILURE)
			document = json_loadb(body, frame.length, 0, NULL);
	(void) close_run(run);
	must(document);
	return document;
}

static json_t *list_sandboxes(void)
{
	return ask(NULL, json_pack("{s:i, s:s}", "protocol", 1, "verb", "sandboxes"));
}

static json_t *remove_sandbox(const char *name)
{
	return ask(NULL, json_pack("{s:i, s:s, s:s}", "protocol", 1, "verb", "remove", "name", name));
}

/* True if nothing of any sandbox is in the file system. */
static bool is_clean(void)
{
	char *mounts = output_of((const char *const []) { "sh", "-c", "findmnt -rno TARGET | grep nsatlas; ls -A /run/nsatlas/ns", NULL });
	bool clean = mounts[0] == '\0';

	if (!clean)
		printf("# left: %s\n", mounts);
	free(mounts);
	return clean;
}

static void pins_of_all_eight_outlive_the_helper(void)
{
	static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };
	struct exec_run *run = start_create(NULL, with(pinned("create-pin", EVERY_TYPE), "hostname", json_string("create-host")));
	uint64_t inos[8];
	json_t *removed;

	for (int i = 0; i < 8; i++)
		inos[i] = ino_of(holder_of(run), types[i]);
	(void) close_run(run);
	for (int i = 0; i < 8; i++) {
		char path[64];

		(void) snprintf(path, sizeof(path), "/run/nsatlas/ns/create-pin/%s", types[i]);
		is_number(ino_of_path(path), inos[i]);
	}
	sh("test \"$(nsenter --uts=/run/nsatlas/ns/create-pin/uts uname -n)\" = create-host");
	removed = remove_sandbox("create-pin");
	is_string(text_in(removed, "removed"), "create-pin");
	json_decref(removed);
	ok(is_clean());
}

static void what_is_pinned_is_told_with_who_asked(void)
{
	struct exec_run *run = start_create(NULL, with(pinned("create-told", "net uts"), "viewer", json_string("anna")));
	json_t *list;
	const json_t *row;

	(void) close_run(run);
	list = list_sandboxes();
	row = row_with(get(list, "sandboxes"), "name", "create-told");
	is_string(text_in(row, "viewer"), "anna");
	ok(json_is_false(get(row, "lives")));
	ok(number_in(row, "since") > 1600000000000ll);
	is_number(json_array_size(get(row, "namespaces")), 2);
	is_number(number_in(row_with(get(row, "namespaces"), "type", "net"), "ino"), ino_of_path("/run/nsatlas/ns/create-told/net"));
	is_number(json_array_size(get(row, "calls")), 1);
	json_decref(list);
	json_decref(remove_sandbox("create-told"));
	ok(is_clean());
}

static void nobody_but_root_may_look_into_the_directory(void)
{
	struct exec_run *run = start_create(NULL, pinned("create-mode", "uts"));
	struct stat all, record;

	must(stat("/run/nsatlas/ns", &all) == 0 && stat("/run/nsatlas/ns/create-mode/record", &record) == 0);
	is_number(all.st_mode & 07777, 0700);
	is_number(record.st_mode & 07777, 0600);
	(void) close_run(run);
	json_decref(remove_sandbox("create-mode"));
}

static void a_pinned_cable_stays_and_goes(void)
{
	json_t *request = with(pinned("create-cable", "net"), "network", json_pack("{s:s}", "kind", "bridge"));
	struct exec_run *run = start_create(NULL, request);
	json_t *addresses;

	(void) close_run(run);
	addresses = json_of("nsenter --net=/run/nsatlas/ns/create-cable/net ip -j -4 addr show eth0");
	ok(row_with(get(json_array_get(addresses, 0), "addr_info"), "local", "10.213.0.2") != NULL);
	json_decref(addresses);
	sh("ip link show nsatlas0 >/dev/null");
	json_decref(remove_sandbox("create-cable"));
	sh("! ip link show nsatlas0 2>/dev/null");
	ok(is_clean());
}

static void the_name_and_the_address_of_a_pinned_one_are_taken(void)
{
	json_t *network = json_pack("{s:s, s:s}", "kind", "bridge", "address", "10.213.0.5");
	struct exec_run *run = start_create(NULL, with(pinned("create-taken", "net"), "network", json_incref(network)));

	(void) close_run(run);
	run = run_exec(NULL, create_request("create-taken", "uts"));
	is_failure(run, "usage", "request");
	is_string(text_in(run->failure, "errno"), "EEXIST");
	(void) close_run(run);
	run = run_exec(NULL, with(create_request("create-other", "net"), "network", network));
	is_string(text_in(run->failure, "errno"), "EADDRINUSE");
	(void) close_run(run);
	json_decref(remove_sandbox("create-taken"));
	ok(is_clean());
}

static void one_that_lives_is_not_removed(void)
{
	struct exec_run *run = start_create(NULL, pinned("create-lives", "uts"));
	json_t *refused = remove_sandbox("create-lives");

	is_string(text_in(refused, "failure"), "usage");
	is_string(text_in(refused, "errno"), "EBUSY");
	is_number(kill(holder_of(run), 0), 0);
	json_decref(refused);
	(void) close_run(run);
	json_decref(remove_sandbox("create-lives"));
	ok(is_clean());
}

static void a_helper_that_is_killed_leaves_the_pins_and_nothing_else(void)
{
	struct exec_run *run = start_create(NULL, pinned("create-killed", "net mnt"));
	pid_t holder = holder_of(run), helper = run->helper;
	uint64_t ino = ino_of(holder, "net");

	(void) kill(helper, SIGKILL);
	(void) close_run(run);
	ok(comes_true(kill(holder, 0) < 0));
	is_number(cgroup_remove_leftover(helper), 0);
	is_number(sandbox_registry_sweep(helper), 0);
	is_number(ino_of_path("/run/nsatlas/ns/create-killed/net"), ino);
	json_decref(remove_sandbox("create-killed"));
	ok(is_clean());
}

static void a_command_that_cannot_run_leaves_no_pin(void)
{
	struct exec_run *run = run_exec(NULL, with(pinned("create-fails", EVERY_TYPE), "argv", json_pack("[s]", "no-such-program-at-all")));

	is_failure(run, "join", "run");
	is_string(text_in(run->failure, "errno"), "ENOENT");
	(void) close_run(run);
	ok(is_clean());
}

static bool mounts_mention(pid_t pid, const char *text)
{
	char path[64], line[4096];
	bool found = false;
	FILE *file;

	(void) snprintf(path, sizeof(path), "/proc/%d/mountinfo", (int) pid);
	file = fopen(path, "re");
	must(file);
	while (fgets(line, sizeof(line), file))
		found |= strstr(line, text) != NULL;
	(void) fclose(file);
	return found;
}

/* A mount namespace that is made while there are pins copies them. */
static void a_copy_of_the_mounts_keeps_nothing_alive(void)
{
	struct exec_run *run = start_create(NULL, pinned("create-copied", "net uts"));
	struct target_child copy = start_target(TARGET("unshare", "-m"), 0);

	ok(mounts_mention(copy.pid, "create-copied"));
	(void) close_run(run);
	json_decref(remove_sandbox("create-copied"));
	ok(!mounts_mention(copy.pid, "create-copied"));
	end_target(&copy);
	ok(is_clean());
}

static const char *const user[] = { AS_USER, NULL };

static void an_ordinary_user_cannot_pin(void)
{
	struct exec_run *run = run_exec(user, pinned("create-user", EVERY_TYPE));

	is_failure(run, "denied", "request");
	(void) close_run(run);
}

static void what_is_not_there_is_not_removed(void)
{
	json_t *refused = remove_sandbox("create-nothing");

	is_string(text_in(refused, "failure"), "gone");
	json_decref(refused);
}

int main(void)
{
	copy_programs();
	must(atexit(remove_list_of_user) == 0);
	enter_own_world();
	TEST(pins_of_all_eight_outlive_the_helper);
	TEST(what_is_pinned_is_told_with_who_asked);
	TEST(nobody_but_root_may_look_into_the_directory);
	TEST(a_pinned_cable_stays_and_goes);
	TEST(the_name_and_the_address_of_a_pinned_one_are_taken);
	TEST(one_that_lives_is_not_removed);
	TEST(a_helper_that_is_killed_leaves_the_pins_and_nothing_else);
	TEST(a_command_that_cannot_run_leaves_no_pin);
	TEST(a_copy_of_the_mounts_keeps_nothing_alive);
	TEST(an_ordinary_user_cannot_pin);
	TEST(what_is_not_there_is_not_removed);
	return tap_done();
}
