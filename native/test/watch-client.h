/* For tests: one who watches, and puts together what he is told. */
#ifndef NSATLAS_TEST_WATCH_CLIENT_H
#define NSATLAS_TEST_WATCH_CLIENT_H

#include <poll.h>
#include <sched.h>
#include <sys/mount.h>

#include "helper.h"

#define WATCH_REQUEST "{\"protocol\":1,\"verb\":\"watch\"}"

struct watcher {
	int fd;
	pid_t pid;
	json_t *look;		/* the last document */
	json_t *scan;		/* what all of them make together, as the document `scan` */
};

/* The next document, or NULL where the helper has ended. */
static inline json_t *read_look(int fd)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct pieces pieces = { 0 };
	struct frame frame = { 0 };
	json_t *look = NULL;

	while (!(frame.kind == FRAME_ANSWER && frame.flags == FRAME_LAST)) {
		if (frame_read(fd, &frame, body, FRAME_CONTROL_LIMIT) < 0)
			break;
		if (frame.kind == FRAME_FAILURE) {
			printf("# %.*s\n", (int) frame.length, body);
			break;
		}
		if (frame.kind == FRAME_ANSWER)
			add_piece(&pieces, body, frame.length);
	}
	if (frame.kind == FRAME_ANSWER && frame.flags == FRAME_LAST)
		look = json_loadb(pieces.bytes, pieces.length, 0, NULL);
	free(pieces.bytes);
	return look;
}

/* Both have these fields, and in each the same. */
static inline bool is_same_thing(const json_t *left, const json_t *right, const char *const names[])
{
	for (size_t i = 0; names[i]; i++)
		if (!json_equal(json_object_get(left, names[i]), json_object_get(right, names[i])))
			return false;
	return true;
}

static inline void remove_row(json_t *rows, const json_t *row, const char *const names[])
{
	json_t *found;
	size_t i;

	json_array_foreach(rows, i, found) {
		if (!is_same_thing(found, row, names))
			continue;
		must(json_array_remove(rows, i) == 0);
		return;
	}
}

static inline void put_rows(struct watcher *watcher, const char *list, const char *const names[])
{
	json_t *rows = json_object_get(watcher->scan, list), *row;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(watcher->look, "gone"), list), i, row)
		remove_row(rows, row, names);
	json_array_foreach(json_object_get(watcher->look, list), i, row) {
		remove_row(rows, row, names);
		must(json_array_append(rows, row) == 0);
	}
}

static inline bool take_look(struct watcher *watcher)
{
	static const char *const process[] = { "pid", "startTime", NULL }, *const namespace[] = { "type", "ino", "id", NULL };

	json_decref(watcher->look);
	watcher->look = read_look(watcher->fd);
	if (!watcher->look)
		return false;
	put_rows(watcher, "processes", process);
	put_rows(watcher, "namespaces", namespace);
	must(json_object_set(watcher->scan, "completeness", json_object_get(watcher->look, "completeness")) == 0);
	return true;
}

static inline struct watcher start_watching(void (*become)(void))
{
	struct watcher watcher = { .scan = json_pack("{s:[], s:[]}", "processes", "namespaces") };

	watcher.fd = start_helper("nsatlas-inspect", become, &watcher.pid);
	must(frame_write(watcher.fd, FRAME_REQUEST, 0, WATCH_REQUEST, strlen(WATCH_REQUEST)) == 0);
	must(take_look(&watcher));
	return watcher;
}

/* False: the helper has ended. */
static inline bool look_again(struct watcher *watcher)
{
	return frame_write(watcher->fd, FRAME_LOOK, 0, NULL, 0) == 0 && take_look(watcher);
}

/* The status of its end. */
static inline int await_end(struct watcher *watcher)
{
	int status;

	must(waitpid(watcher->pid, &status, 0) == watcher->pid);
	return status;
}

static inline void free_watcher(struct watcher *watcher)
{
	json_decref(watcher->look);
	json_decref(watcher->scan);
}

static inline int stop_watching(struct watcher *watcher)
{
	int status;

	(void) close(watcher->fd);
	status = await_end(watcher);
	free_watcher(watcher);
	return status;
}

/* --- a pid namespace of the test's own */

static inline _Noreturn void be_first(int (*run_tests)(void))
{
	int status;

	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && mount("proc", "/proc", "proc", 0, NULL) == 0);
	status = run_tests();
	(void) fflush(stdout);
	/* Who looks for leaks at exit(3) cannot in here. */
	_exit(status);
}

/* Who has left its pid namespace can make nothing any more once the first process there has ended: so it is a child that leaves. */
static inline _Noreturn void leave_and_wait(int (*run_tests)(void))
{
	pid_t first;
	int status;

	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 && unshare(CLONE_NEWPID | CLONE_NEWNS) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	first = fork();
	must(first >= 0);
	if (first == 0)
		be_first(run_tests);
	must(waitpid(first, &status, 0) == first);
	_exit(status != 0);
}

/* What others do on this host, also to those who look at it, is not to be seen there. */
static inline int in_own_pid_namespace(int (*run_tests)(void))
{
	pid_t child = fork();
	int status;

	must(child >= 0);
	if (child == 0)
		leave_and_wait(run_tests);
	must(waitpid(child, &status, 0) == child);
	return status != 0;
}

#endif
