/* `inspect` of cgroup namespaces as the whole program answers it, with real ones: where they begin is what /proc/PID/cgroup said
 * of the process that made them, cat(1) is the witness for the files. */
#define _GNU_SOURCE
#include "control-groups.h"
#include "process-inspected.h"

#include <sched.h>
#include <sys/mount.h>

static void nothing(void *context)
{
	(void) context;
}

/* The groups in which a namespace is made. */
struct origin {
	const char *v2;
	const char *pids;
};

static bool make_origin(struct origin *ret_origin)
{
	bool mounted = hierarchy_at("v2")[0] != '\0' && hierarchy_at("pids")[0] != '\0';

	if (!mounted) {
		tap_skip("cgroup2 and the v1 pids controller are not both mounted here");
		return false;
	}
	ret_origin->v2 = make_group(hierarchy_at("v2"), "origin");
	ret_origin->pids = make_group(hierarchy_at("pids"), "origin\377");
	return true;
}

static void begin_here(void *context)
{
	const struct origin *origin = context;

	move_to(origin->v2, getpid());
	move_to(origin->pids, getpid());
	must(unshare(CLONE_NEWCGROUP) == 0);
}

static const json_t *root_in(const json_t *document, const char *controller)
{
	json_t *row, *word;
	size_t i, j;

	json_array_foreach(json_object_get(document, "roots"), i, row) {
		if (strcmp(controller, "v2") == 0 && number_in(row, "hierarchy") == 0)
			return row;
		json_array_foreach(json_object_get(row, "controllers"), j, word)
			if (number_in(row, "hierarchy") != 0 && strcmp(json_string_value(word), controller) == 0)
				return row;
	}
	return NULL;
}

/* The lines of /proc/PID/cgroup as cat(1) prints them now, to free. */
static char *cat_cgroup(pid_t pid)
{
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/cgroup", (int) pid);
	return output_of((const char *const []) { "cat", path, NULL });
}

static void roots_are(const json_t *document, char *lines)
{
	char *rest = lines, *line;
	size_t i = 0;

	while ((line = strsep(&rest, "\n")) && *line != '\0') {
		const json_t *row = json_array_get(json_object_get(document, "roots"), i++);
		const char *number = strsep(&line, ":");

		(void) strsep(&line, ":");
		is_number(number_in(row, "hierarchy"), atoi(number));
		text_is(json_object_get(row, "path"), line);
	}
	is_number(json_array_size(json_object_get(document, "roots")), i);
}

static json_t *told_as(pid_t pid, void (*become)(void))
{
	struct answer answer = inspect_as("cgroup", ino_of(pid, "cgroup"), place_of_process(pid), become);
	json_t *document = json_incref(answer.document);

	must(document);
	is_number(answer.status, 0);
	is_string(string_in(document, "type"), "cgroup");
	is_number(number_in(document, "ino"), ino_of(pid, "cgroup"));
	free_answer(&answer);
	return document;
}

static json_t *told(pid_t pid)
{
	return told_as(pid, NULL);
}

static void it_begins_where_the_process_that_made_it_was(void)
{
	struct origin origin;
	char *lines, *want;
	json_t *document;
	pid_t pid;

	if (!make_origin(&origin))
		return;
	pid = start_child(begin_here, &origin);
	write_group(origin.pids, "pids.max", "9");
	document = told(pid);
	lines = cat_cgroup(pid);
	roots_are(document, lines);
	is_number(json_array_size(json_object_get(document, "gaps")), 0);
	want = cat_group(origin.pids, "pids.max");
	is_string(string_in(row_where(json_object_get(root_in(document, "pids"), "files"), "file", "pids.max"), "value"), want);
	ok(json_is_null(json_object_get(root_in(document, "pids"), "trouble")));
	free(want);
	free(lines);
	json_decref(document);
	end_child(pid);
	remove_groups();
}

static void it_begins_there_still_when_its_members_go_deeper(void)
{
	struct origin origin;
	const char *below;
	json_t *document;
	char *lines;
	pid_t pid;

	if (!make_origin(&origin))
		return;
	pid = start_child(begin_here, &origin);
	lines = cat_cgroup(pid);
	below = make_group(origin.v2, "below");
	move_to(below, pid);
	document = told(pid);
	roots_are(document, lines);
	free(lines);
	json_decref(document);
	end_child(pid);
	remove_groups();
}

static void leave_a_zombie(void *context)
{
	pid_t child;

	move_to(context, getpid());
	child = fork();
	if (child == 0)
		_exit(0);
	must(child > 0 && comes_true(waitid(P_PID, (id_t) child, &(siginfo_t) { 0 }, WEXITED | WNOWAIT) == 0));
}

/* Moved to the root of the hierarchy, the member shows only how many levels up it is. Of a zombie the kernel says that it
 * were in the root of each v1 hierarchy, from inside and from outside. */
static void a_hierarchy_in_which_nobody_is_below_it_is_a_gap_until_somebody_comes(void)
{
	struct origin origin;
	json_t *before, *after;
	pid_t pid, other, parent;

	if (!make_origin(&origin))
		return;
	parent = start_child(leave_a_zombie, (void *) (uintptr_t) make_group(hierarchy_at("v2"), "dying"));
	pid = start_child(begin_here, &origin);
	move_to(hierarchy_at("pids"), pid);
	before = told(pid);
	ok(!root_in(before, "pids"));
	text_is(json_object_get(root_in(before, "v2"), "path"), strrchr(origin.v2, '/'));
	if (is_number(json_array_size(json_object_get(before, "gaps")), 1))
		ok(strstr(string_in(json_array_get(json_object_get(before, "gaps"), 0), "why"), "(pids) no process that can be asked is below it"));
	other = start_child(nothing, NULL);
	move_to(make_group(origin.pids, "below"), other);
	after = told(pid);
	text_is(json_object_get(root_in(after, "pids"), "path"), strrchr(origin.pids, '/'));
	is_number(json_array_size(json_object_get(after, "gaps")), 0);
	json_decref(before);
	json_decref(after);
	end_child(other);
	end_child(pid);
	end_child(parent);
	remove_groups();
}

/* Only its bind mount holds it; somebody who is no member stands in its groups. */
static void one_without_members_is_told_by_any_process_below_it(void)
{
	char hold[] = "/tmp/nsatlas-cgroup-XXXXXX", path[64];
	struct origin origin;
	struct answer answer;
	pid_t pid, other;
	uint64_t ino;
	int file;

	if (!make_origin(&origin))
		return;
	file = mkostemp(hold, O_CLOEXEC);
	must(file >= 0 && close(file) == 0);
	pid = start_child(begin_here, &origin);
	ino = ino_of(pid, "cgroup");
	(void) snprintf(path, sizeof(path), "/proc/%d/ns/cgroup", (int) pid);
	must(mount(path, hold, NULL, MS_BIND, NULL) == 0);
	end_child(pid);
	other = start_child(nothing, NULL);
	move_to(origin.v2, other);
	move_to(origin.pids, other);
	answer = inspect("cgroup", ino, place_of_path(hold));
	text_is(json_object_get(root_in(answer.document, "v2"), "path"), strrchr(origin.v2, '/'));
	text_is(json_object_get(root_in(answer.document, "pids"), "path"), strrchr(origin.pids, '/'));
	free_answer(&answer);
	must(umount(hold) == 0 && unlink(hold) == 0);
	end_child(other);
	remove_groups();
}

static void our_own_begins_at_the_root_that_we_see(void)
{
	json_t *document = told(getpid()), *row;
	size_t i;

	json_array_foreach(json_object_get(document, "roots"), i, row)
		is_string(string_in(row, "path"), "/");
	ok(i > 0);
	json_decref(document);
}

static struct origin helpers_origin;

static void begin_a_namespace(void)
{
	begin_here(&helpers_origin);
}

/* Its own is below: the host's begins some levels up. */
static void the_hosts_is_above_for_a_helper_in_a_namespace_of_its_own(void)
{
	json_t *document;

	if (!make_origin(&helpers_origin))
		return;
	document = told_as(getpid(), begin_a_namespace);
	is_string(string_in(root_in(document, "v2"), "path"), "/..");
	is_string(string_in(root_in(document, "pids"), "path"), "/..");
	ok(json_is_null(json_object_get(root_in(document, "v2"), "trouble")));
	json_decref(document);
	remove_groups();
}

static struct target_child start_sandbox_of(const char *uid)
{
	return start_target(TARGET("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "unshare", "-UrC"), 0);
}

static void an_ordinary_user_inspects_their_own_and_is_denied_anothers(void)
{
	struct target_child own = start_sandbox_of("65534");
	pid_t other = start_child(nothing, NULL);
	json_t *document = told_as(own.pid, become_nobody);
	char *lines = cat_cgroup(own.pid);

	roots_are(document, lines);
	is_refused(inspect_as("cgroup", ino_of(getpid(), "cgroup"), place_of_process(other), become_nobody), "denied", "target");
	free(lines);
	json_decref(document);
	end_child(other);
	end_target(&own);
}

static void the_four_capabilities_of_the_door_are_enough(void)
{
	struct target_child sandbox = start_sandbox_of("65533");
	json_t *document = told_as(sandbox.pid, become_inspector);
	char *lines = cat_cgroup(sandbox.pid);

	roots_are(document, lines);
	free(lines);
	json_decref(document);
	end_target(&sandbox);
}

int main(void)
{
	/* What is mounted here goes with us. */
	must(unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	TEST(it_begins_where_the_process_that_made_it_was);
	TEST(it_begins_there_still_when_its_members_go_deeper);
	TEST(a_hierarchy_in_which_nobody_is_below_it_is_a_gap_until_somebody_comes);
	TEST(one_without_members_is_told_by_any_process_below_it);
	TEST(our_own_begins_at_the_root_that_we_see);
	TEST(the_hosts_is_above_for_a_helper_in_a_namespace_of_its_own);
	TEST(an_ordinary_user_inspects_their_own_and_is_denied_anothers);
	TEST(the_four_capabilities_of_the_door_are_enough);
	return tap_done();
}
