/* The inspect helper enters containers as well, and loads and asks nothing of theirs. */
#define _GNU_SOURCE
#include "hostile-root.h"
#include "inspect-client.h"

static char directory[] = "/tmp/nsatlas-test-XXXXXX";

static void remove_directory(void)
{
	(void) rmdir(directory);
}

static void looking_into_a_container_loads_nothing_of_it(void)
{
	static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };
	struct target_child target = start_hostile(directory);
	char *told;

	arm_preload(&target);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct answer answer = inspect_process(types[i], target.pid);

		ok(answer.document || answer.failure);
		free_answer(&answer);
	}
	told = sprung(&target);
	is_string(told, "");
	free(told);
	end_target(&target);
}

int main(void)
{
	must(mkdtemp(directory) && atexit(remove_directory) == 0);
	TEST(looking_into_a_container_loads_nothing_of_it);
	return tap_done();
}
