/* The state files of runc and crun: the first process of each container, and whose word that is. */
#define _GNU_SOURCE
#include "container-states.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "fuse.h"
#include "state-files.h"

static void own(const char *below, uid_t uid)
{
	char path[PATH_MAX];

	full_path(path, below);
	must(lchown(path, uid, uid) == 0);
}

static struct container_states read_states(void)
{
	struct container_states states = { 0 };

	is_number(container_states_read(root, &states), 0);
	return states;
}

#define RUNC(pid, start) "{\"id\":\"other\",\"init_process_pid\":" #pid ",\"init_process_start\":" #start \
	",\"config\":{\"labels\":[\"a=b\",\"bundle=/first\",\"bundle=/b/" #pid "\"]},\"cgroup_paths\":{}}"

static void is_row(const struct container_state *row, enum container_runtime runtime, const char *id, pid_t pid, uint64_t start_time, const char *evidence)
{
	is_number(row->runtime, runtime);
	is_string(row->id, id);
	is_number(row->pid, pid);
	is_number(row->start_time, start_time);
	is_string(row->evidence, evidence);
}

static void each_place_is_looked_into_and_the_rows_are_sorted(void)
{
	struct container_states states;

	put_file("/run/runc/one/state.json", RUNC(11, 111));
	put_file("/run/containerd/runc/k8s.io/two/state.json", RUNC(12, 112));
	put_file("/run/docker/runtime-runc/moby/three/state.json", RUNC(13, 113));
	put_file("/run/crun/four/status", "{\"pid\":14,\"process-start-time\":114,\"bundle\":\"/b/14\",\"cgroup-path\":\"/x\"}");
	put_file("/run/user/1000/runc/five/state.json", RUNC(15, 115));
	own("/run/user/1000/runc/five/state.json", 1000);
	put_file("/run/user/1000/crun/six/status", "{\"pid\":16}");
	own("/run/user/1000/crun/six/status", 1000);
	states = read_states();
	if (!is_number(states.count, 6))
		return;
	is_row(&states.rows[0], CONTAINER_RUNC, "two", 12, 112, "/run/containerd/runc/k8s.io/two/state.json");
	is_row(&states.rows[1], CONTAINER_CRUN, "four", 14, 114, "/run/crun/four/status");
	is_row(&states.rows[2], CONTAINER_RUNC, "three", 13, 113, "/run/docker/runtime-runc/moby/three/state.json");
	is_row(&states.rows[3], CONTAINER_RUNC, "one", 11, 111, "/run/runc/one/state.json");
	is_row(&states.rows[4], CONTAINER_CRUN, "six", 16, 0, "/run/user/1000/crun/six/status");
	is_row(&states.rows[5], CONTAINER_RUNC, "five", 15, 115, "/run/user/1000/runc/five/state.json");
	is_string(states.rows[3].bundle, "/b/11");
	is_string(states.rows[1].bundle, "/b/14");
	ok(!states.rows[4].bundle);
	is_number(states.rows[3].uid, 0);
	is_number(states.rows[5].uid, 1000);
	is_number(states.gap_count, 0);
	container_states_free(&states);
}

static void a_directory_that_is_not_there_is_no_gap(void)
{
	struct container_states states = read_states();

	is_number(states.count, 0);
	is_number(states.gap_count, 0);
	container_states_free(&states);
}

static void a_start_that_no_JSON_number_holds_is_not_told(void)
{
	struct container_states states;

	put_file("/run/crun/one/status", "{\"pid\":1,\"process-start-time\":9007199254740991}");
	put_file("/run/crun/two/status", "{\"pid\":1,\"process-start-time\":9007199254740992}");
	states = read_states();
	if (is_number(states.count, 2)) {
		is_number(states.rows[0].start_time, 9007199254740991);
		is_number(states.rows[1].start_time, 0);
	}
	container_states_free(&states);
}

static void a_file_without_a_process_is_no_row(void)
{
	static const char *const silent[] = { "{}", "[]", "{\"init_process_pid\":0}", "{\"init_process_pid\":\"7\"}", "{\"init_process_pid\":99999999}" };

	for (size_t i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		struct container_states states;

		put_file("/run/runc/one/state.json", silent[i]);
		make_directories_for("/run/crun/being-made/x");
		states = read_states();
		is_number(states.count, 0);
		is_number(states.gap_count, 0);
		container_states_free(&states);
	}
}

/* Also root's and the helper's own: what stands there is that user's word. */
static void a_file_of_anybody_else_is_not_read(void)
{
	struct container_states states;

	put_file("/run/runc/theirs/state.json", RUNC(11, 1));
	own("/run/runc/theirs/state.json", 1000);
	put_file("/run/user/1000/runc/roots/state.json", RUNC(12, 1));
	put_file("/run/user/1000/runc/third/state.json", RUNC(13, 1));
	own("/run/user/1000/runc/third/state.json", 1001);
	states = read_states();
	is_number(states.count, 0);
	if (!is_number(states.gap_count, 2))
		return;
	is_string(states.gaps[0].what, "/run/runc");
	is_number(states.gaps[0].count, 1);
	is_string(states.gaps[0].why, "state files cannot be read: EACCES");
	is_string(states.gaps[1].what, "/run/user/1000/runc");
	is_number(states.gaps[1].count, 2);
	container_states_free(&states);
}

static void what_is_no_state_file_is_a_gap(void)
{
	struct container_states states;
	char path[PATH_MAX];

	put_file("/run/runc/broken/state.json", "{");
	make_directories_for("/run/runc/fifo/x");
	full_path(path, "/run/runc/fifo/state.json");
	must(mkfifo(path, 0644) == 0);
	make_directories_for("/run/crun");
	full_path(path, "/run/crun");
	must(symlink("/etc", path) == 0);
	states = read_states();
	is_number(states.count, 0);
	if (!is_number(states.gap_count, 2))
		return;
	is_string(states.gaps[0].what, "/run/runc");
	is_number(states.gaps[0].count, 2);
	is_string(states.gaps[1].what, "/run/crun");
	container_states_free(&states);
}

static void rows_over_the_limit_are_counted(void)
{
	struct container_states states;

	for (int i = 0; i < CONTAINER_STATES_LIMIT + 5; i++) {
		char path[64];

		(void) snprintf(path, sizeof(path), "/run/crun/%d/status", i);
		put_file(path, "{\"pid\":7}");
	}
	states = read_states();
	is_number(states.count, CONTAINER_STATES_LIMIT);
	is_number(states.left_out, 5);
	container_states_free(&states);
}

static void a_user_s_dead_file_system_costs_only_that_user_s_rows(void)
{
	struct container_states states;
	int64_t began;
	pid_t server;

	put_file("/run/runc/one/state.json", RUNC(11, 111));
	make_directories_for("/run/user/1000/runc/x/y");
	put_file("/run/user/1001/crun/two/status", "{\"pid\":16}");
	own("/run/user/1001/crun/two/status", 1001);
	server = fuse_start("/mnt/run/user/1000/runc/x");
	must(access("/mnt/run/user/1000/runc/x/f", F_OK) == 0 && kill(server, SIGSTOP) == 0);
	began = clock_now_ms();
	states = read_states();
	ok(clock_now_ms() - began < 3000);
	is_number(states.count, 2);
	is_number(states.gap_count, 1);
	is_string(states.gaps[0].what, "/run/user/1000");
	is_string(states.gaps[0].why, "it cannot be read: ETIMEDOUT");
	container_states_free(&states);
	must(kill(server, SIGKILL) == 0 && waitpid(server, NULL, 0) == server);
	must(umount2("/mnt/run/user/1000/runc/x", MNT_DETACH) == 0);
}

static json_t *sent(const struct container_states *states)
{
	struct jsonout json;
	json_t *answer;

	must(jsonout_init(&json, -1) == 0);
	container_states_write(states, &json);
	answer = json_loadb(json.buffer, json.length, 0, NULL);
	must(answer);
	jsonout_free(&json);
	return answer;
}

/* The id is a name of any bytes. */
static void an_answer_that_was_sent_and_taken_is_the_same(void)
{
	struct container_states states, copy = { 0 };
	json_t *first, *second;

	put_file("/run/runc/caf\xe9/state.json", RUNC(11, 111));
	put_file("/run/crun/b/status", "{\"pid\":7}");
	put_file("/run/crun/c/status", "{");
	states = read_states();
	is_number(states.count, 2);
	first = sent(&states);
	is_number(container_states_take(first, &copy), 0);
	second = sent(&copy);
	ok(json_equal(first, second));
	json_decref(second);
	json_decref(first);
	container_states_free(&copy);
	container_states_free(&states);
}

int main(void)
{
	enter_own_mounts();
	TEST_WITH_FILES(each_place_is_looked_into_and_the_rows_are_sorted);
	TEST_WITH_FILES(a_directory_that_is_not_there_is_no_gap);
	TEST_WITH_FILES(a_start_that_no_JSON_number_holds_is_not_told);
	TEST_WITH_FILES(a_file_without_a_process_is_no_row);
	TEST_WITH_FILES(a_file_of_anybody_else_is_not_read);
	TEST_WITH_FILES(what_is_no_state_file_is_a_gap);
	TEST_WITH_FILES(rows_over_the_limit_are_counted);
	TEST_WITH_FILES(a_user_s_dead_file_system_costs_only_that_user_s_rows);
	TEST_WITH_FILES(an_answer_that_was_sent_and_taken_is_the_same);
	return tap_done();
}
