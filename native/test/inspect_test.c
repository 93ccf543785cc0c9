/* The verb `inspect` as the whole program answers it: confined, with the rights it is given, frame by frame. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-world.h"

#include <sys/ioctl.h>

static const json_t *link_named(const struct answer *answer, const char *name)
{
	return row_with(get(answer->document, "links"), "name", name);
}

static void request_is_refused(const char *request, const char *message)
{
	struct answer answer = ask_as("nsatlas-inspect", request, NULL);

	is_string(string_in(answer.failure, "message"), message);
	is_refused(answer, "usage", "request");
}

/* A net namespace in a user namespace, both of an ordinary user. */
static struct target_child start_sandbox_of(const char *uid)
{
	return start_target(TARGET("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "unshare", "-Urn"), 0);
}

/* --- facts */

static void a_namespace_is_found_at_its_process(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n"), 0);
	uint64_t ino = ino_of(target.pid, "net");
	struct answer answer = inspect("net", ino, place_of_process(target.pid));

	is_number(answer.status, 0);
	is_number(number_in(answer.document, "schema"), 1);
	is_string(string_in(answer.document, "type"), "net");
	is_number(number_in(answer.document, "ino"), ino);
	is_number(json_array_size(get(answer.document, "links")), 1);
	ok(link_named(&answer, "lo") != NULL);
	free_answer(&answer);
	end_target(&target);
}

static void a_namespace_without_a_process_is_found_at_its_path(void)
{
	struct answer answer = inspect("net", ino_of_path("/run/netns/blue"), json_pack("[{s:s}]", "path", "/run/netns/blue"));
	const json_t *peer = get(link_named(&answer, "e0"), "peer");

	is_number(answer.status, 0);
	is_number(number_in(answer.document, "ino"), ino_of_path("/run/netns/blue"));
	is_string(string_in(peer, "name"), "h-blue");
	is_string(string_in(get(peer, "master"), "name"), "br0");
	is_number(number_in(peer, "namespace"), ino_of_path("/proc/self/ns/net"));
	free_answer(&answer);
}

static void a_namespace_is_found_by_its_id_alone_where_the_kernel_has_one(void)
{
	CLEANUP_FD int fd = open("/run/netns/blue", O_RDONLY | O_CLOEXEC);
	struct answer answer;
	char request[256];
	uint64_t id;

	must(fd >= 0);
	if (ioctl(fd, _IOR(0xb7, 13, uint64_t), &id) < 0) {
		tap_skip("this kernel has no NS_GET_ID");
		return;
	}
	(void) snprintf(request, sizeof(request), "{\"protocol\":1,\"verb\":\"inspect\",\"namespace\":{\"type\":\"net\",\"ino\":%llu,\"id\":\"%llu\"}}",
		(unsigned long long) ino_of_path("/run/netns/blue"), (unsigned long long) id);
	answer = ask_as("nsatlas-inspect", request, NULL);
	is_number(answer.status, 0);
	is_number(strtoull(string_in(answer.document, "id") ? string_in(answer.document, "id") : "0", NULL, 10), id);
	ok(link_named(&answer, "e0") != NULL);
	free_answer(&answer);
}

static void another_namespace_at_the_place_is_an_identity_failure(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n"), 0);

	is_refused(inspect("net", ino_of_path("/run/netns/blue"), place_of_process(target.pid)), "identity", "target");
	end_target(&target);
}

static void a_namespace_that_is_nowhere_is_gone(void)
{
	struct target_child target = start_target(TARGET("unshare", "-n"), 0);
	uint64_t ino = ino_of(target.pid, "net");
	json_t *places = place_of_process(target.pid);

	end_target(&target);
	is_refused(inspect("net", ino, places), "gone", "target");
	is_refused(inspect("net", ino, json_array()), "gone", "target");
	is_refused(inspect("net", ino, json_pack("[{s:s}]", "path", "/run/netns/nowhere")), "gone", "target");
}

/* A scan has it all. */
static void the_type_pid_is_unsupported(void)
{
	is_refused(inspect("pid", ino_of(getpid(), "pid"), place_of_process(getpid())), "unsupported", "request");
}

static void a_wrong_field_is_named(void)
{
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\"}", ".namespace: not an object");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"namespace\":{\"type\":\"net\",\"ino\":1},\"place\":[]}", ".place: no such field");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"namespace\":{\"type\":\"net\",\"ino\":1},\"places\":[{}]}",
		".places[0]: neither pid nor path");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"containers\":[],\"places\":[]}", ".places: no such field");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"containers\":[{\"runtime\":\"lxc\"}]}",
		".containers[0].id: neither a string nor {\"b64\": ...}");
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"containers\":[{\"runtime\":\"rkt\",\"id\":\"x\"}]}",
		".containers[0]: no such runtime: rkt");
}

static void more_containers_than_the_limit_are_refused(void)
{
	json_t *rows = json_array(), *request;
	char *text;

	for (int i = 0; i < 257; i++)
		(void) json_array_append_new(rows, json_pack("{s:s, s:s}", "runtime", "lxc", "id", "x"));
	request = json_pack("{s:i, s:s, s:o}", "protocol", 1, "verb", "inspect", "containers", rows);
	text = json_dumps(request, JSON_COMPACT);
	request_is_refused(text, ".containers: more than 256 elements");
	free(text);
	json_decref(request);
}

static void containers_are_answered_in_the_order_asked(void)
{
	struct answer answer = ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"containers\":["
		"{\"runtime\":\"lxc\",\"id\":\"web\"},{\"runtime\":\"docker\",\"id\":\"../../../etc\"},{\"runtime\":\"nspawn\",\"id\":\"b.1\"}]}", NULL);
	const json_t *rows = get(answer.document, "containers");

	is_number(json_array_size(rows), 3);
	is_string(string_in(json_array_get(rows, 0), "name"), "web");
	is_json(json_array_get(rows, 1), json_pack("{s:s, s:s, s:n, s:n, s:n, s:b, s:n, s:n, s:n, s:n, s:n, s:[], s:[]}", "runtime", "docker",
		"id", "../../../etc", "name", "image", "sandboxId", "sandbox", 0, "podName", "podNamespace", "podUid", "networkOf", "evidence", "labels", "annotations"));
	is_string(string_in(json_array_get(rows, 2), "name"), "b.1");
	free_answer(&answer);
}

/* Under the filter, with the rights that the verb keeps. */
static void the_files_of_an_engine_are_looked_for_in_its_root(void)
{
	json_t *request = json_pack("{s:i, s:s, s:[{s:s, s:s, s:{s:i, s:I}}, {s:s, s:s, s:{s:i, s:I}}]}", "protocol", 1, "verb", "inspect", "containers",
		"runtime", "lxc", "id", "web", "engine", "pid", getpid(), "startTime", (json_int_t) start_time_of(getpid()),
		"runtime", "lxc", "id", "other", "engine", "pid", getpid(), "startTime", (json_int_t) 1);
	char *text = json_dumps(request, JSON_COMPACT);
	struct answer answer = ask_as("nsatlas-inspect", text, NULL);
	const json_t *rows = get(answer.document, "containers");

	is_string(string_in(json_array_get(rows, 0), "name"), "web");
	ok(!get(json_array_get(rows, 0), "unread"));
	is_string(string_in(json_array_get(get(json_array_get(rows, 1), "unread"), 0), "errno"), "ESTALE");
	free_answer(&answer);
	free(text);
	json_decref(request);
}

static void states_are_asked_for_without_conditions(void)
{
	struct answer answer = ask_as("nsatlas-inspect", "{\"protocol\":1,\"verb\":\"inspect\",\"states\":{}}", NULL);

	is_number(answer.status, 0);
	ok(json_is_array(get(answer.document, "states")) && json_is_array(get(answer.document, "gaps")));
	free_answer(&answer);
	request_is_refused("{\"protocol\":1,\"verb\":\"inspect\",\"states\":{\"of\":\"runc\"}}", ".states.of: no such field");
}

static void an_ordinary_user_inspects_their_own_sandbox(void)
{
	struct target_child sandbox = start_sandbox_of("65534");
	uint64_t ino = ino_of(sandbox.pid, "net");
	struct answer answer = inspect_as("net", ino, place_of_process(sandbox.pid), become_nobody);

	is_number(answer.status, 0);
	is_number(number_in(answer.document, "ino"), ino);
	ok(link_named(&answer, "lo") != NULL);
	free_answer(&answer);
	end_target(&sandbox);
}

static void an_ordinary_user_is_denied_what_is_not_theirs(void)
{
	struct target_child sandbox = start_sandbox_of("65533");
	uint64_t ino = ino_of(sandbox.pid, "net");

	is_refused(inspect_as("net", ino, place_of_process(sandbox.pid), become_nobody), "denied", "target");
	is_refused(inspect_as("net", ino_of_path("/run/netns/blue"), json_pack("[{s:s}]", "path", "/run/netns/blue"), become_nobody),
		"denied", "join");
	end_target(&sandbox);
}

static void the_five_capabilities_of_the_door_are_enough(void)
{
	struct target_child sandbox = start_sandbox_of("65533");
	struct answer theirs = inspect_as("net", ino_of(sandbox.pid, "net"), place_of_process(sandbox.pid), become_inspector);
	struct answer roots = inspect_as("net", ino_of_path("/run/netns/blue"), json_pack("[{s:s}]", "path", "/run/netns/blue"), become_inspector);
	struct answer host = inspect_as("net", ino_of_path("/proc/self/ns/net"), place_of_process(getpid()), become_inspector);

	ok(link_named(&theirs, "lo") != NULL);
	is_string(string_in(get(link_named(&roots, "e0"), "peer"), "name"), "h-blue");
	is_string(string_in(get(link_named(&host, "h-blue"), "peer"), "name"), "e0");
	is_number(number_in(get(link_named(&host, "h-blue"), "peer"), "namespace"), ino_of_path("/run/netns/blue"));
	is_number(json_array_size(get(host.document, "gaps")), 0);
	free_answer(&host);
	free_answer(&roots);
	free_answer(&theirs);
	end_target(&sandbox);
}

/* The peer is the host's, where an ordinary user may not look; its namespace is still our own and known. */
static void an_ordinary_user_sees_where_a_peer_of_their_sandbox_lives(void)
{
	struct target_child sandbox = start_sandbox_of("65534");
	struct answer answer;
	const json_t *peer;

	sh("ip link add h-box type veth peer name box netns %d", (int) sandbox.pid);
	answer = inspect_as("net", ino_of(sandbox.pid, "net"), place_of_process(sandbox.pid), become_nobody);
	peer = get(link_named(&answer, "box"), "peer");
	is_number(number_in(peer, "namespace"), ino_of_path("/proc/self/ns/net"));
	is_string(string_in(peer, "name"), "h-box");
	free_answer(&answer);
	end_target(&sandbox);
	/* A net namespace ends some time after its last process. */
	must(comes_true(system("ip link show h-box >/dev/null 2>&1") != 0));
}

static void make_world(void)
{
	enter_world();
	sh("ip link add br0 type bridge && ip netns add blue && ip link add h-blue type veth peer name e0 netns blue");
	sh("ip link set h-blue master br0");
}

int main(void)
{
	make_world();
	TEST(a_namespace_is_found_at_its_process);
	TEST(a_namespace_without_a_process_is_found_at_its_path);
	TEST(a_namespace_is_found_by_its_id_alone_where_the_kernel_has_one);
	TEST(another_namespace_at_the_place_is_an_identity_failure);
	TEST(a_namespace_that_is_nowhere_is_gone);
	TEST(the_type_pid_is_unsupported);
	TEST(a_wrong_field_is_named);
	TEST(more_containers_than_the_limit_are_refused);
	TEST(containers_are_answered_in_the_order_asked);
	TEST(the_files_of_an_engine_are_looked_for_in_its_root);
	TEST(states_are_asked_for_without_conditions);
	TEST(an_ordinary_user_inspects_their_own_sandbox);
	TEST(an_ordinary_user_is_denied_what_is_not_theirs);
	TEST(an_ordinary_user_sees_where_a_peer_of_their_sandbox_lives);
	TEST(the_five_capabilities_of_the_door_are_enough);
	return tap_done();
}
