/* Nothing of a sandbox is left within 5 s, whoever is killed; and what is refused leaves nothing. In a mount and net namespace of
 * the test's own. */
#define _GNU_SOURCE
#include <net/if.h>
#include <sys/un.h>

#include "create-client.h"
#include "net-world.h"

enum { LIMIT_MS = 5000 };

static void enter_own_world(void)
{
	enter_world();
	must(mount("run", "/run", "tmpfs", 0, NULL) == 0);
}

static json_t *cabled(const char *name)
{
	return with(create_request(name, EVERY_TYPE), "network", json_pack("{s:s}", "kind", "bridge"));
}

static bool has_groups(void)
{
	char *found = output_of((const char *const []) { "find", "/sys/fs/cgroup", "-name", "nsatlas-sandbox-create-end*", NULL });
	bool has = found[0] != '\0';

	free(found);
	return has;
}

static bool is_clean(void)
{
	char *entries = output_of((const char *const []) { "find", "/run/nsatlas/ns", "-mindepth", "1", NULL });
	bool clean = entries[0] == '\0' && if_nametoindex("nsatlas0") == 0 && if_nametoindex("nsatlas-s0") == 0 && !has_groups() &&
		     count_processes("create-end") == 0;

	free(entries);
	return clean;
}

static bool becomes_clean(void)
{
	int64_t until = test_now_ms() + LIMIT_MS;
	bool clean;

	while (!(clean = is_clean()) && test_now_ms() < until)
		(void) poll(NULL, 0, 50);
	return clean;
}

static void an_asker_that_is_killed_leaves_nothing(void)
{
	int told[2];
	pid_t asker, holder = 0;

	must(pipe2(told, O_CLOEXEC) == 0);
	asker = fork();
	must(asker >= 0);
	if (asker == 0) {
		struct exec_run *run = start_create(NULL, cabled("create-end-asker"));

		holder = holder_of(run);
		(void) !write(told[1], &holder, sizeof(holder));
		(void) pause();
		_exit(0);
	}
	must(read(told[0], &holder, sizeof(holder)) == (ssize_t) sizeof(holder) && kill(holder, 0) == 0);
	(void) kill(asker, SIGKILL);
	must(waitpid(asker, NULL, 0) == asker);
	ok(becomes_clean());
	(void) close(told[0]);
	(void) close(told[1]);
}

/* --- behind a listener */

struct door {
	struct program_child listener;
	char path[64];
};

static struct door open_door(void)
{
	static unsigned int number;
	char listener[64], helper[64];
	struct door door;

	(void) snprintf(door.path, sizeof(door.path), "%s/exec%u.sock", programs, number++);
	(void) snprintf(listener, sizeof(listener), "%s/nsatlas-listen", programs);
	(void) snprintf(helper, sizeof(helper), "%s/nsatlas-exec", programs);
	door.listener = spawn((const char *const []) { listener, "--socket", door.path, "--", helper, NULL });
	must(comes_true(access(door.path, F_OK) == 0));
	return door;
}

static struct exec_run *enter_door(const struct door *door)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct exec_run *run = calloc(1, sizeof(*run));

	must(run);
	run->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void) snprintf(address.sun_path, sizeof(address.sun_path), "%s", door->path);
	must(comes_true(connect(run->fd, (const struct sockaddr *) &address, sizeof(address)) == 0));
	return run;
}

static void leave_door(struct exec_run *run)
{
	(void) close(run->fd);
	json_decref(run->started);
	json_decref(run->failure);
	json_decref(run->end);
	free(run);
}

static void copy_listener(void)
{
	char listener[4096];

	(void) snprintf(listener, sizeof(listener), "%s/nsatlas-listen", getenv("NSATLAS_BUILD"));
	free(output_of((const char *const []) { "cp", listener, programs, NULL }));
}

static void a_helper_that_is_killed_is_cleared_after_by_its_listener(void)
{
	struct door door = open_door();
	struct exec_run *run = enter_door(&door);
	char *parent;

	send_request(run, cabled("create-end-helper"));
	must(await_started(run));
	parent = status_of(holder_of(run), "PPid");
	(void) kill(atoi(parent), SIGKILL);
	ok(becomes_clean());
	free(parent);
	leave_door(run);
	end_program(&door.listener);
}

/* The connection stays open: only the death of its parent tells the helper. */
static void a_listener_that_is_killed_takes_all_along(void)
{
	struct door door = open_door();
	struct exec_run *run = enter_door(&door);

	send_request(run, cabled("create-end-listener"));
	must(await_started(run));
	end_program(&door.listener);
	ok(becomes_clean());
	leave_door(run);
}

/* --- by itself, and by SIGNAL */

static void a_signal_ends_it_and_the_exit_is_told(void)
{
	struct exec_run *run = start_create(NULL, cabled("create-end-signal"));

	send_frame(run, FRAME_SIGNAL, 0, (const uint8_t []) { SIGKILL }, 1);
	await_end(run);
	is_string(text_in(run->end, "signal"), "SIGKILL");
	ok(is_clean());
	(void) close_run(run);
}

/* --- refusals */

static void is_refused(json_t *request, const char *failure, const char *error)
{
	struct exec_run *run = run_exec(NULL, request);

	is_string(text_in(run->failure, "failure"), failure);
	is_string(text_in(run->failure, "errno"), error);
	(void) close_run(run);
	ok(is_clean());
}

static json_t *mapped(const char *ranges)
{
	return with(create_request("create-end-map", "user"), "uidMap", json_loads(ranges, 0, NULL));
}

static void maps_that_overlap_or_do_not_fit_are_refused(void)
{
	static const char *const maps[] = {
		"[{\"inside\":0,\"outside\":1000,\"count\":10},{\"inside\":9,\"outside\":5000,\"count\":1}]",
		"[{\"inside\":0,\"outside\":1000,\"count\":10},{\"inside\":50,\"outside\":1009,\"count\":1}]",
		"[{\"inside\":0,\"outside\":4294967290,\"count\":10}]", "[{\"inside\":0,\"outside\":1000,\"count\":0}]",
		"[{\"inside\":0,\"outside\":4294967295,\"count\":1}]", "[{\"inside\":-1,\"outside\":0,\"count\":1}]",
	};

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		is_refused(mapped(maps[i]), "usage", "(none)");
}

static void a_map_is_written_as_it_was_asked_for(void)
{
	struct exec_run *run = start_create(NULL, mapped("[{\"inside\":0,\"outside\":100000,\"count\":1000},{\"inside\":5000,\"outside\":7,\"count\":1}]"));
	char path[64];
	char *map;

	(void) snprintf(path, sizeof(path), "/proc/%d/uid_map", (int) holder_of(run));
	map = output_of((const char *const []) { "cat", path, NULL });
	is_string(map, "         0     100000       1000\n      5000          7          1\n");
	free(map);
	(void) close_run(run);
}

/* Nobody on the host has those, and the host's root is not among them. */
static void without_a_map_the_ids_are_nobodys(void)
{
	struct exec_run *one = start_create(NULL, create_request("create-end-one", "user")), *two = start_create(NULL, create_request("create-end-two", "user"));
	char *of_one = status_of(holder_of(one), "Uid"), *of_two = status_of(holder_of(two), "Uid");

	is_string(of_one, "2013265920\t2013265920\t2013265920\t2013265920");
	is_string(of_two, "2013331456\t2013331456\t2013331456\t2013331456");
	free(of_one);
	free(of_two);
	(void) close_run(one);
	(void) close_run(two);
}

static void what_needs_another_type_is_refused(void)
{
	is_refused(with(create_request("create-end-uts", "net"), "hostname", json_string("x")), "usage", "(none)");
	is_refused(with(create_request("create-end-net", "uts"), "network", json_pack("{s:s}", "kind", "bridge")), "usage", "(none)");
	is_refused(with(create_request("create-end-user", "uts"), "gidMap", json_pack("[{s:i,s:i,s:i}]", "inside", 0, "outside", 5, "count", 1)), "usage", "(none)");
	is_refused(create_request("Create-end", "uts"), "usage", "(none)");
	is_refused(create_request("create-end-none", "nothing"), "usage", "(none)");
}

static void a_name_that_is_taken_is_refused_and_free_again_afterwards(void)
{
	struct exec_run *one = start_create(NULL, create_request("create-end-name", "uts")), *two = run_exec(NULL, create_request("create-end-name", "net"));

	is_failure(two, "usage", "request");
	is_string(text_in(two->failure, "errno"), "EEXIST");
	(void) close_run(two);
	is_number(kill(holder_of(one), 0), 0);
	(void) close_run(one);
	two = start_create(NULL, create_request("create-end-name", "net"));
	(void) close_run(two);
	ok(is_clean());
}

static void capabilities_are_those_of_a_container_without_a_user_namespace(void)
{
	struct exec_run *run = start_create(NULL, create_request("create-end-caps", "uts"));
	char *bounding = status_of(holder_of(run), "CapBnd"), *effective = status_of(holder_of(run), "CapEff");

	is_string(bounding, "00000000a00425fb");
	is_string(effective, "00000000a00425fb");
	free(bounding);
	free(effective);
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	copy_listener();
	enter_own_world();
	TEST(an_asker_that_is_killed_leaves_nothing);
	TEST(a_helper_that_is_killed_is_cleared_after_by_its_listener);
	TEST(a_listener_that_is_killed_takes_all_along);
	TEST(a_signal_ends_it_and_the_exit_is_told);
	TEST(maps_that_overlap_or_do_not_fit_are_refused);
	TEST(a_map_is_written_as_it_was_asked_for);
	TEST(without_a_map_the_ids_are_nobodys);
	TEST(what_needs_another_type_is_refused);
	TEST(a_name_that_is_taken_is_refused_and_free_again_afterwards);
	TEST(capabilities_are_those_of_a_container_without_a_user_namespace);
	return tap_done();
}
