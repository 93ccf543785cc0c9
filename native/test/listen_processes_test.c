/* How many processes a command of the door may have: a fork bomb stops there, others are answered meanwhile, and no group stays. */
#define _GNU_SOURCE
#include "control-groups.h"
#include "door.h"
#include "fork-bomb.h"

enum { LIMIT = 64, ANSWER_MS = 20000 };

#define MARKER "987091"

static char bomb[96];

/* Asks to run this in all namespaces of the target. The connection. */
static int ask_for(const struct target_child *target, const char *program, const char *word)
{
	static const char *const types[] = { "cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts" };
	json_t *namespaces = json_array(), *request;
	int fd = knock();
	char *body;

	must(fd >= 0);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		(void) json_array_append_new(namespaces, json_pack("{s:s, s:I, s:n}", "type", types[i], "ino", (json_int_t) ino_of(target->pid, types[i]), "id"));
	request = json_pack("{s:i, s:s, s:{s:i, s:I}, s:o, s:[], s:[s,s], s:s, s:i, s:i}", "protocol", 1, "verb", "exec", "target", "pid", (int) target->pid,
			    "startTime", (json_int_t) start_time_of(target->pid), "namespaces", namespaces, "places", "argv", program, word,
			    "as", "target", "timeoutMs", 30000, "outputLimitBytes", 1000);
	body = json_dumps(request, JSON_COMPACT);
	must(body && frame_write(fd, FRAME_REQUEST, 0, body, strlen(body)) == 0);
	free(body);
	json_decref(request);
	return fd;
}

/* The body of the first frame of this kind, to the next call; NULL: it ended without one. */
static const char *await_frame(int fd, enum frame_kind kind)
{
	static char body[FRAME_CONTROL_LIMIT + 1];
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	struct frame frame;

	while (poll(&wait, 1, ANSWER_MS) == 1 && frame_read(fd, &frame, body, FRAME_CONTROL_LIMIT) == 0)
		if (frame.kind == kind)
			return body;
	return NULL;
}

/* The lines of this file of all groups of pids of the door, or of those below it. Empty: there is none. */
static char *lines_of(pid_t door, const char *below, const char *file)
{
	char command[PATH_MAX + 256];

	(void) snprintf(command, sizeof(command), "cat %s/nsatlas-door-%d/%s%s 2>/dev/null | sort -u | tr '\\n' ' '", hierarchy_at("pids"), (int) door, below, file);
	return output_of((const char *const []) { "sh", "-c", command, NULL });
}

static bool has_hit_its_limit(pid_t door)
{
	char *events = lines_of(door, "nsatlas-exec-*/", "pids.events");
	const char *at = strstr(events, "max ");
	bool has = false;

	for (; at; at = strstr(at + 1, "max "))
		has |= atoi(at + strlen("max ")) > 0;
	free(events);
	return has;
}

/* Of all its helpers that wait. */
static bool is_limit_of_helpers(pid_t door, const char *want)
{
	char *found = lines_of(door, "nsatlas-exec-*/", "pids.max");
	bool is = strcmp(found, want) == 0;

	free(found);
	return is;
}

static pid_t open_limited_door(const char *const options[])
{
	return open_door(options, PROGRAM(exec_program(), "--processes", "64"));
}

static void bomb_behind(const char *const options[])
{
	struct target_child target = start_target(TARGET("unshare", "-mpu", "--fork", "--mount-proc"), 1);
	pid_t door = open_limited_door(options);
	int fd = ask_for(&target, bomb, MARKER), other;
	const char *said;

	must(await_frame(fd, FRAME_STARTED));
	ok(comes_true(has_hit_its_limit(door)));
	ok(count_processes(MARKER) < LIMIT);
	other = ask_for(&target, "echo", "answered");
	said = await_frame(other, FRAME_OUTPUT);
	is_string(said ? said : "", "answered\n");
	(void) close(other);
	(void) close(fd);
	ok(comes_true(count_processes(MARKER) == 0));
	shut_door(door);
	ok(comes_true(!has_group_of("door", door)));
	end_target(&target);
}

static void a_fork_bomb_stops_at_its_limit_and_others_are_answered(void)
{
	bomb_behind(OPTIONS("--ahead"));
}

static void also_where_no_helper_was_ready(void)
{
	bomb_behind(NULL);
}

static void the_door_as_a_whole_has_a_limit_too(void)
{
	pid_t door = open_limited_door(OPTIONS("--ahead"));
	char *of_door = lines_of(door, "", "pids.max");
	long limit = atol(of_door);
	FILE *file = fopen("/proc/sys/kernel/pid_max", "re");
	long most = 0;

	must(file && fscanf(file, "%ld", &most) == 1 && fclose(file) == 0);
	ok(limit > LIMIT && limit <= most / 2);
	free(of_door);
	ok(comes_true(is_limit_of_helpers(door, "64 ")));
	shut_door(door);
}

static void nothing_of_it_stays_where_the_door_is_killed(void)
{
	pid_t door = open_limited_door(OPTIONS("--ahead"));

	ok(comes_true(has_hit_its_limit(door) || has_group_of("door", door)));
	must(kill(door, SIGKILL) == 0);
	is_number(exit_status(door), -SIGKILL);
	ok(comes_true(!has_group_of("door", door)));
	must(unlink(path) == 0);
}

static void remove_bomb(void)
{
	if (getpid() == tester)
		(void) unlink(bomb);
}

int main(int argc, char *argv[])
{
	if (argc > 1)
		explode(&(struct fork_bomb) { .forks_at_most = 1000, .over_after_s = 30, .counts_failed = true });
	if (hierarchy_at("pids")[0] == '\0') {
		tap_skip("the pids controller is not one of version 1 here");
		return tap_done();
	}
	choose_place();
	(void) snprintf(bomb, sizeof(bomb), "%s/bomb", directory);
	free(output_of((const char *const []) { "cp", argv[0], bomb, NULL }));
	(void) atexit(remove_bomb);
	TEST(a_fork_bomb_stops_at_its_limit_and_others_are_answered);
	TEST(also_where_no_helper_was_ready);
	TEST(the_door_as_a_whole_has_a_limit_too);
	TEST(nothing_of_it_stays_where_the_door_is_killed);
	return tap_done();
}
