/* Every look of watch has the processes that /proc lists, also those that a kernel does not show to its own iterators. Its oracle is
 * /proc of this host: not of a pid namespace of the test's own, where no kernel hides anybody. */
#define _GNU_SOURCE
#include "watch-client.h"

enum { LOOKS = 12, LOOKS_UNTIL_LISTED = 8 };

/* PID and start time of each numeric directory, without who watches: to the world it is one process, and it has several. */
static json_t *list_proc(pid_t watcher)
{
	json_t *list = json_array();
	struct procfs_pids pids;

	must(list && procfs_list_pids(&pids) == 0);
	for (size_t i = 0; i < pids.count; i++) {
		CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
		CLEANUP_FD int fd = -1;
		struct procfs_stat stat;

		if (procfs_open(pids.pids[i], &fd) < 0 || procfs_read_stat(fd, &scratch, &stat) < 0 || stat.pid == watcher || stat.ppid == watcher)
			continue;
		must(json_array_append_new(list, json_pack("{s:i, s:I}", "pid", (int) stat.pid, "startTime", (json_int_t) stat.start_time)) == 0);
	}
	procfs_pids_free(&pids);
	return list;
}

static bool has_process(const json_t *rows, const json_t *process)
{
	const json_t *found;
	size_t i;

	json_array_foreach(rows, i, found)
		if (number_in(found, "pid") == number_in(process, "pid") && number_in(found, "startTime") == number_in(process, "startTime"))
			return true;
	return false;
}

/* Of those that are in both lists of /proc, how many the rows have, or have not. */
static long long count_steady(const json_t *before, const json_t *after, const json_t *rows, bool have)
{
	const json_t *process;
	long long count = 0;
	size_t i;

	json_array_foreach(before, i, process)
		count += has_process(rows, process) == have && has_process(after, process);
	return count;
}

static const json_t *processes_of(const json_t *document)
{
	return json_object_get(document, "processes");
}

static void no_process_comes_or_goes_that_proc_has_throughout(void)
{
	struct watcher watcher = start_watching(NULL);
	json_t *before = list_proc(watcher.pid), *after;

	ok(process_of(watcher.scan, 1) && process_of(watcher.scan, getpid()));
	for (int i = 0; i < LOOKS; i++) {
		must(look_again(&watcher));
		after = list_proc(watcher.pid);
		is_number(count_steady(before, after, processes_of(watcher.scan), false), 0);
		is_number(count_steady(before, after, processes_of(json_object_get(watcher.look, "gone")), true), 0);
		json_decref(before);
		before = after;
	}
	json_decref(before);
	is_number(stop_watching(&watcher), 0);
}

/* --- a process that a kernel hides */

static void be_hidden(void *context)
{
	(void) context;
	must(prctl(PR_SET_NAME, "nsatlas-hidden", 0, 0, 0) == 0);
}

/* After how many looks it is there; one more than are allowed: it is not. */
static int looks_until_there(struct watcher *watcher, pid_t pid)
{
	int looks = 0;

	while (looks <= LOOKS_UNTIL_LISTED && !process_of(watcher->scan, pid)) {
		must(look_again(watcher));
		looks++;
	}
	return looks;
}

static void one_that_the_iterator_does_not_show_is_there_in_every_look(void)
{
	pid_t early = start_child(be_hidden, NULL), late;
	struct watcher watcher;

	must(setenv("NSATLAS_TEST_HIDE", "nsatlas-hidden", 1) == 0);
	helper_passes_environment = true;
	watcher = start_watching(NULL);
	helper_passes_environment = false;
	must(unsetenv("NSATLAS_TEST_HIDE") == 0);
	ok(process_of(watcher.scan, early));
	must(look_again(&watcher));
	late = start_child(be_hidden, NULL);
	ok(looks_until_there(&watcher, late) <= LOOKS_UNTIL_LISTED);
	for (int i = 0; i < LOOKS; i++) {
		must(look_again(&watcher));
		ok(process_of(watcher.scan, early) && process_of(watcher.scan, late));
	}
	end_child(early);
	must(look_again(&watcher));
	ok(!process_of(watcher.scan, early) && process_of(watcher.scan, late));
	/* It has the watcher's end of the socket too. */
	end_child(late);
	is_number(stop_watching(&watcher), 0);
}

int main(void)
{
	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	TEST(no_process_comes_or_goes_that_proc_has_throughout);
	TEST(one_that_the_iterator_does_not_show_is_there_in_every_look);
	return tap_done();
}
