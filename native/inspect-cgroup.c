/* One cgroup namespace. The kernel says where it begins only by the paths of processes: those that are below its root are read
 * from inside and from outside, and what the one has before the other is the root. */
#define _GNU_SOURCE
#include "inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "hierarchy-files.h"
#include "hierarchy-root.h"
#include "ns-joiner.h"
#include "ns-members.h"

enum {
	HIERARCHIES_MAX = 32,
	CGROUP_TEXT_MAX = 60 * 1024,	/* fits a pipe */
	ASKED_MAX = 1024,		/* processes in different groups */
};

/* What is asked from inside. */
struct witness {
	pid_t pid;
	uint64_t start_time;
};

struct root {
	struct hierarchy_line line;	/* of our own /proc/PID/cgroup, but for the path */
	bool is_known;
	char path[PATH_MAX];
	size_t length;
};

struct finder {
	struct ns_joiner joiner;
	int ns_fd;
	struct procfs_buffer own;	/* the roots' lines lie in it */
	struct root *roots;
	size_t root_count;
	size_t unknown;
	struct procfs_buffer outside;
	struct procfs_buffer inside;
	uint64_t seen[ASKED_MAX];	/* hashes of what was asked: another process in the same groups tells the same */
	size_t seen_count;
};

static void finder_free(struct finder *finder)
{
	ns_joiner_end(&finder->joiner);
	procfs_buffer_free(&finder->own);
	free(finder->roots);
	procfs_buffer_free(&finder->outside);
	procfs_buffer_free(&finder->inside);
}
#define CLEANUP_FINDER __attribute__((cleanup(finder_free)))

/* --- inside */

/* Hands back the reading end of a pipe that holds the text. */
static int pass_text(const struct procfs_buffer *text, struct ns_sight *ret_sight)
{
	CLEANUP_FD int reading = -1;
	CLEANUP_FD int writing = -1;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return -errno;
	reading = ends[0];
	writing = ends[1];
	if (write(writing, text->bytes, text->length) != (ssize_t) text->length)
		return -EFBIG;
	ret_sight->fd = take_fd(&reading);
	return 0;
}

/* Who reads the file, not who opens it, decides from where its paths are shown. */
static int read_from_inside(int proc_fd, const void *question, struct ns_sight *ret_sight)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int dir_fd = -1;
	struct witness witness;
	int r;

	(void) proc_fd;
	memcpy(&witness, question, sizeof(witness));
	r = procfs_open_identity(witness.pid, witness.start_time, &dir_fd);
	if (r == 0)
		r = procfs_read(dir_fd, "cgroup", CGROUP_TEXT_MAX, &text);
	return r < 0 ? r : pass_text(&text, ret_sight);
}

/* --- one process, from both sides */

static int read_pipe(int fd, struct procfs_buffer *ret_text)
{
	ssize_t n = 0;

	ret_text->length = 0;
	if (!ret_text->bytes) {
		ret_text->bytes = malloc(CGROUP_TEXT_MAX + 1);
		if (!ret_text->bytes)
			return -ENOMEM;
		ret_text->room = CGROUP_TEXT_MAX;
	}
	while (ret_text->length < CGROUP_TEXT_MAX && (n = read(fd, ret_text->bytes + ret_text->length, CGROUP_TEXT_MAX - ret_text->length)) > 0)
		ret_text->length += (size_t) n;
	return n < 0 ? -errno : 0;
}

static int ask_inside(struct finder *finder, const struct witness *witness)
{
	struct ns_sight sight = { .fd = -1 };
	CLEANUP_FD int fd = -1;
	int r = ns_joiner_ask(&finder->joiner, finder->ns_fd, witness, &sight);

	if (r < 0)
		return r;
	fd = sight.fd;
	return fd < 0 ? -EPIPE : read_pipe(fd, &finder->inside);
}

static bool find_line(const struct procfs_buffer *text, uint64_t number, struct hierarchy_line *ret_line)
{
	size_t cursor = 0, length;
	const char *line;

	while (procfs_next_line(text, &cursor, &line, &length))
		if (hierarchy_parse_line(line, length, ret_line) == 0 && ret_line->number == number)
			return true;
	return false;
}

static void compare_sides(struct finder *finder)
{
	for (size_t i = 0; i < finder->root_count; i++) {
		struct root *root = &finder->roots[i];
		struct hierarchy_line outside, inside;

		if (root->is_known || !find_line(&finder->outside, root->line.number, &outside) ||
		    !find_line(&finder->inside, root->line.number, &inside))
			continue;
		root->is_known = hierarchy_find_root(outside.path, outside.path_length, inside.path, inside.path_length,
			root->path, sizeof(root->path), &root->length) == 0;
		finder->unknown -= root->is_known;
	}
}

/* -ESTALE: it went to another group meanwhile, or is ending, when the kernel says the root instead. */
static int check_stayed(int dir_fd, const struct procfs_buffer *before)
{
	CLEANUP_BUFFER struct procfs_buffer now = { 0 };
	struct procfs_stat stat;
	int r = procfs_read(dir_fd, "cgroup", CGROUP_TEXT_MAX, &now);

	if (r == 0 && (now.length != before->length || memcmp(now.bytes, before->bytes, now.length) != 0))
		r = -ESTALE;
	if (r == 0)
		r = procfs_read_stat(dir_fd, &now, &stat);
	return r == 0 && procfs_is_leaving(&stat) ? -ESTALE : r;
}

/* FNV-1a. */
static bool is_seen(struct finder *finder)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < finder->outside.length; i++)
		hash = (hash ^ (unsigned char) finder->outside.bytes[i]) * UINT64_C(0x100000001b3);
	for (size_t i = 0; i < finder->seen_count; i++)
		if (finder->seen[i] == hash)
			return true;
	if (finder->seen_count == ASKED_MAX)
		return true;
	finder->seen[finder->seen_count++] = hash;
	return false;
}

/* A process that ends or moves tells nothing, and the next one is asked. Only what bars the way inside is an error. */
static int ask_process(struct finder *finder, pid_t pid)
{
	CLEANUP_FD int dir_fd = -1;
	struct procfs_stat stat;
	int r = procfs_open(pid, &dir_fd);

	if (r == 0)
		r = procfs_read_stat(dir_fd, &finder->outside, &stat);
	if (r == 0 && !procfs_is_leaving(&stat))
		r = procfs_read(dir_fd, "cgroup", CGROUP_TEXT_MAX, &finder->outside);
	if (r < 0 || procfs_is_leaving(&stat) || is_seen(finder))
		return 0;
	r = ask_inside(finder, &(struct witness) { pid, stat.start_time });
	if (r == -ESRCH || r == -ESTALE || r == -EFBIG)
		return 0;
	if (r == 0 && check_stayed(dir_fd, &finder->outside) == 0)
		compare_sides(finder);
	return r;
}

static int ask_all(struct finder *finder, const struct procfs_pids *pids)
{
	int r = 0;

	for (size_t i = 0; r == 0 && finder->unknown > 0 && i < pids->count; i++)
		r = ask_process(finder, pids->pids[i]);
	return r;
}

/* --- the namespace */

/* The hierarchies are the same for every process. */
static int list_hierarchies(struct finder *finder)
{
	CLEANUP_FD int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	size_t cursor = 0, length;
	const char *line;
	int r = self < 0 ? -errno : procfs_read(self, "cgroup", CGROUP_TEXT_MAX, &finder->own);

	if (r < 0)
		return r;
	finder->roots = calloc(HIERARCHIES_MAX, sizeof(*finder->roots));
	if (!finder->roots)
		return -ENOMEM;
	while (finder->root_count < HIERARCHIES_MAX && procfs_next_line(&finder->own, &cursor, &line, &length))
		finder->root_count += hierarchy_parse_line(line, length, &finder->roots[finder->root_count].line) == 0;
	finder->unknown = finder->root_count;
	return 0;
}

/* The members first: they are the most likely to be below its root. */
static int find_roots(const struct ns_identity *identity, struct finder *finder)
{
	CLEANUP_MEMBERS struct ns_members members = { 0 };
	struct procfs_pids all = { 0 };
	int r = list_hierarchies(finder);

	if (r == 0)
		r = ns_members_find(identity, &members);
	if (r == 0)
		r = ask_all(finder, &members.found);
	if (r == 0 && finder->unknown > 0)
		r = procfs_list_pids(&all);
	if (r == 0)
		r = ask_all(finder, &all);
	procfs_pids_free(&all);
	return r;
}

static void note_unknown(const struct finder *finder, struct inspect_gaps *gaps)
{
	for (size_t i = 0; i < finder->root_count; i++) {
		const struct hierarchy_line *line = &finder->roots[i].line;

		if (finder->roots[i].is_known)
			continue;
		inspect_add_gap(gaps, "roots", "in hierarchy %d (%.*s) no process that can be asked is below it, and only by one its name can be told",
			(int) line->number, line->number == 0 ? 2 : (int) line->controllers_length, line->number == 0 ? "v2" : line->controllers);
	}
}

static void write_roots(const struct finder *finder, const struct hierarchies *hierarchies, struct jsonout *json)
{
	jsonout_array_begin(json, "roots");
	for (size_t i = 0; i < finder->root_count; i++) {
		const struct root *root = &finder->roots[i];
		struct hierarchy_line line = root->line;

		if (!root->is_known)
			continue;
		line.path = root->path;
		line.path_length = root->length;
		hierarchy_write_group(hierarchies, &line, json);
	}
	jsonout_array_end(json);
}

int inspect_cgroup(const struct connection *connection, const struct inspect_target *target)
{
	CLEANUP_FINDER struct finder finder = {
		.joiner = { .look = read_from_inside, .question_size = sizeof(struct witness) }, .ns_fd = target->ns_fd,
	};
	CLEANUP_HIERARCHIES struct hierarchies hierarchies = { 0 };
	struct inspect_gaps gaps = { 0 };
	struct jsonout json;
	int r = find_roots(&target->identity, &finder);

	if (r < 0)
		return inspect_refuse_join(connection, r);
	r = hierarchies_read(&hierarchies);
	if (r == 0)
		r = jsonout_init(&json, connection->out);
	if (r < 0)
		return inspect_refuse(connection, FAILURE_FAULT, "read", r, "the control groups could not be read");
	note_unknown(&finder, &gaps);
	inspect_write_head(target, &gaps, &json);
	write_roots(&finder, &hierarchies, &json);
	jsonout_object_end(&json);
	return inspect_finish(&json);
}
