/* `inspect` of uts, time and user namespaces, as the whole program answers it; nsenter(1), cat(1) and status as witnesses. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-world.h"

/* A directory of a tmpfs of ours, for namespaces that only a file holds. */
#define HOLD "/run/netns"

/* What a line of the shell prints, without the newline at its end; to free. */
__attribute__((format(printf, 1, 2)))
static char *text_of(const char *format, ...)
{
	char command[COMMAND_ROOM];
	va_list arguments;
	char *text;

	va_start(arguments, format);
	write_command(command, format, arguments);
	va_end(arguments);
	text = output_of((const char *const []) { "sh", "-c", command, NULL });
	text[strcspn(text, "\n")] = '\0';
	return text;
}

static struct target_child start_shell(const char *type, const char *script)
{
	return start_target((const char *const []) { "unshare", type, "--fork", "--kill-child", "sh", "-c", script, NULL }, 1);
}

static struct target_child start_sandbox_of(const char *uid, const char *types)
{
	return start_target(TARGET("setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "unshare", types), 0);
}

/* --- uts */

static void a_uts_namespace_tells_its_names(void)
{
	struct target_child target = start_shell("--uts", "hostname types-blue; echo types.example >/proc/sys/kernel/domainname; " READY);
	struct answer answer = inspect_process("uts", target.pid);
	CLEANUP_FREE char *host = text_of("nsenter -t %d -u uname -n", (int) target.pid);
	CLEANUP_FREE char *domain = text_of("nsenter -t %d -u cat /proc/sys/kernel/domainname", (int) target.pid);

	is_string(host, "types-blue");
	is_number(answer.status, 0);
	is_number(number_in(answer.document, "schema"), 1);
	is_string(string_in(answer.document, "type"), "uts");
	is_number(number_in(answer.document, "ino"), ino_of(target.pid, "uts"));
	is_string(string_in(answer.document, "hostname"), host);
	is_string(string_in(answer.document, "domainname"), domain);
	is_number(json_array_size(get(answer.document, "gaps")), 0);
	free_answer(&answer);
	end_target(&target);
}

static void our_own_uts_namespace_tells_our_names(void)
{
	struct answer answer = inspect_process("uts", getpid());
	CLEANUP_FREE char *host = text_of("uname -n");

	is_string(string_in(answer.document, "hostname"), host);
	free_answer(&answer);
}

static void a_uts_namespace_without_a_member_tells_its_names(void)
{
	struct answer answer;

	sh("touch " HOLD "/uts && unshare --uts=" HOLD "/uts hostname types-held");
	answer = inspect("uts", ino_of_path(HOLD "/uts"), place_of_path(HOLD "/uts"));
	is_string(string_in(answer.document, "hostname"), "types-held");
	free_answer(&answer);
	sh("umount " HOLD "/uts");
}

static void take_a_hostile_name(void)
{
	must(unshare(CLONE_NEWUTS) == 0 && sethostname("\xff\n<b>\x1b[31m", 10) == 0);
}

static void every_byte_of_a_hostname_is_kept(void)
{
	struct target_child target = start_function(take_a_hostile_name);
	struct answer answer = inspect_process("uts", target.pid);

	is_json(get(answer.document, "hostname"), json_pack("{s:s}", "b64", "/wo8Yj4bWzMxbQ=="));
	free_answer(&answer);
	end_target(&target);
}

static void a_namespace_that_vanished_is_gone(void)
{
	static const char *const types[] = { "uts", "user" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		struct target_child target = start_target(TARGET("unshare", "-Ur", "--uts"), 0);
		uint64_t ino = ino_of(target.pid, types[i]);
		json_t *places = place_of_process(target.pid);

		end_target(&target);
		is_refused(inspect(types[i], ino, places), "gone", "target");
	}
}

/* --- time */

static long long offset_of(pid_t pid, const char *clock, int column)
{
	CLEANUP_FREE char *text = text_of("nsenter -t %d -T cat /proc/self/timens_offsets | awk '$1 == \"%s\" { print $%d }'", (int) pid, clock, column);

	return strtoll(text, NULL, 10);
}

static void is_offset(const struct answer *answer, pid_t pid, const char *clock)
{
	const json_t *offset = get(answer->document, clock);

	is_number(number_in(offset, "seconds"), offset_of(pid, clock, 2));
	is_number(number_in(offset, "nanoseconds"), offset_of(pid, clock, 3));
}

static void a_time_namespace_tells_its_offsets(void)
{
	struct target_child target = start_target(TARGET("unshare", "--time", "--monotonic", "-5", "--boottime", "864000", "--fork", "--kill-child"), 1);
	struct answer answer = inspect_process("time", target.pid);

	is_number(offset_of(target.pid, "monotonic", 2), -5);
	is_offset(&answer, target.pid, "monotonic");
	is_offset(&answer, target.pid, "boottime");
	is_string(string_in(answer.document, "type"), "time");
	free_answer(&answer);
	end_target(&target);
}

/* Its timens_offsets would be those of the namespace of its children. */
static void a_process_whose_children_get_other_clocks_tells_its_own(void)
{
	struct target_child target = start_target(TARGET("unshare", "--time", "--monotonic", "77"), 0);
	struct answer own = inspect_process("time", getpid());
	struct answer next = inspect("time", ino_of(target.pid, "time_for_children"), place_of_process(target.pid));

	is_number(number_in(get(own.document, "monotonic"), "seconds"), 0);
	is_number(number_in(get(next.document, "monotonic"), "seconds"), 77);
	free_answer(&next);
	free_answer(&own);
	end_target(&target);
}

static void a_time_namespace_without_a_member_tells_its_offsets(void)
{
	struct answer answer;

	sh("touch " HOLD "/time && unshare --time=" HOLD "/time --boottime -9 true");
	answer = inspect("time", ino_of_path(HOLD "/time"), place_of_path(HOLD "/time"));
	is_number(number_in(get(answer.document, "boottime"), "seconds"), -9);
	free_answer(&answer);
	sh("umount " HOLD "/time");
}

/* --- user */

/* The rows of a map as cat(1) prints them here, as the document has them. */
static json_t *map_as_read(const char *path)
{
	return json_of("echo [ $(cat %s | sed -E 's/ *([0-9]+) +([0-9]+) +([0-9]+)/{\"inside\":\\1,\"outside\":\\2,\"count\":\\3}/' | paste -sd,) ]", path);
}

static void is_map_of(const struct answer *answer, const char *field, pid_t pid, const char *file)
{
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/%s", (int) pid, file);
	is_json(get(answer->document, field), map_as_read(path));
}

static const json_t *member_of(const struct answer *answer, pid_t pid)
{
	json_t *row;
	size_t i;

	json_array_foreach(get(answer->document, "members"), i, row)
		if (number_in(row, "pid") == pid)
			return row;
	return NULL;
}

static void has_sets_of(const struct answer *answer, pid_t pid)
{
	static const char *const fields[][2] = {
		{ "inheritable", "CapInh" }, { "permitted", "CapPrm" }, { "effective", "CapEff" }, { "bounding", "CapBnd" }, { "ambient", "CapAmb" },
	};
	const json_t *row = member_of(answer, pid);

	is_number(number_in(row, "startTime"), start_time_of(pid));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		CLEANUP_FREE char *set = status_of(pid, fields[i][1]);

		is_string(string_in(row, fields[i][0]), set);
	}
}

static void a_user_namespace_tells_its_maps(void)
{
	struct target_child target = start_target(TARGET("unshare", "-U"), 0);
	struct answer answer;

	sh("echo '0 100000 65536\n70000 5 2' >/proc/%d/uid_map && echo '0 1000 1\n1 3000000000 20' >/proc/%d/gid_map", (int) target.pid, (int) target.pid);
	answer = inspect_process("user", target.pid);
	is_map_of(&answer, "uidMap", target.pid, "uid_map");
	is_map_of(&answer, "gidMap", target.pid, "gid_map");
	is_number(json_array_size(get(answer.document, "uidMap")), 2);
	is_number(number_in(json_array_get(get(answer.document, "gidMap"), 1), "outside"), 3000000000);
	is_string(string_in(answer.document, "setgroups"), "allow");
	free_answer(&answer);
	end_target(&target);
}

static void a_namespace_without_maps_has_none(void)
{
	struct target_child target = start_target(TARGET("unshare", "-U"), 0);
	struct answer answer = inspect_process("user", target.pid);

	is_number(json_array_size(get(answer.document, "uidMap")), 0);
	is_number(json_array_size(get(answer.document, "gidMap")), 0);
	free_answer(&answer);
	end_target(&target);
}

static void members_tell_what_they_may_do(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "-Urpf", "--kill-child", "sh", "-c",
		"capsh --drop=cap_sys_admin,cap_chown --iab='^cap_kill' -- -c 'echo ready; exec sleep 600' & exec cat", NULL }, 1);
	struct answer answer = inspect_process("user", target.pid);
	pid_t child = only_child_of(target.pid);

	is_string(string_in(answer.document, "setgroups"), "deny");
	/* unshare(1) itself is the third. */
	is_number(json_array_size(get(answer.document, "members")), 3);
	is_number(number_in(answer.document, "membersLeftOut"), 0);
	has_sets_of(&answer, target.outer.pid);
	has_sets_of(&answer, target.pid);
	has_sets_of(&answer, child);
	ok(strcmp(string_in(member_of(&answer, child), "bounding"), string_in(member_of(&answer, target.pid), "bounding")) != 0);
	free_answer(&answer);
	end_target(&target);
}

static void our_own_user_namespace_tells_its_maps(void)
{
	struct answer answer = inspect_process("user", getpid());

	is_map_of(&answer, "uidMap", getpid(), "uid_map");
	has_sets_of(&answer, getpid());
	free_answer(&answer);
}

/* Nobody else is there to be read. */
static void a_user_namespace_without_a_member_tells_its_maps_from_here(void)
{
	struct target_child target = start_target(TARGET("unshare", "-U", "--map-user=33", "--map-group=7"), 0);
	struct answer answer;

	sh("touch " HOLD "/user && mount --bind /proc/%d/ns/user " HOLD "/user", (int) target.pid);
	end_target(&target);
	answer = inspect("user", ino_of_path(HOLD "/user"), place_of_path(HOLD "/user"));
	is_json(get(answer.document, "uidMap"), json_pack("[{s:i, s:i, s:i}]", "inside", 33, "outside", 0, "count", 1));
	is_json(get(answer.document, "gidMap"), json_pack("[{s:i, s:i, s:i}]", "inside", 7, "outside", 0, "count", 1));
	is_string(string_in(answer.document, "setgroups"), "deny");
	is_number(json_array_size(get(answer.document, "members")), 0);
	free_answer(&answer);
	sh("umount " HOLD "/user");
}

static bool are_by_pid(const json_t *members)
{
	for (size_t i = 1; i < json_array_size(members); i++)
		if (number_in(json_array_get(members, i - 1), "pid") >= number_in(json_array_get(members, i), "pid"))
			return false;
	return true;
}

static void members_beyond_the_limit_are_counted(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "-Urpf", "--kill-child", "sh", "-c",
		"i=0; while [ $i -lt 1030 ]; do sleep 600 & i=$((i + 1)); done; echo ready; exec cat", NULL }, 1);
	struct answer answer = inspect_process("user", target.pid);
	const json_t *members = get(answer.document, "members");

	is_number(json_array_size(members), 1024);
	ok(are_by_pid(members));
	/* The sleepers, their shell, and unshare(1). */
	is_number(number_in(answer.document, "membersLeftOut"), 1032 - 1024);
	free_answer(&answer);
	end_target(&target);
}

static void an_ordinary_user_reads_their_own_user_namespace(void)
{
	struct target_child sandbox = start_sandbox_of("65534", "-Ur");
	struct answer answer = inspect_as("user", ino_of(sandbox.pid, "user"), place_of_process(sandbox.pid), become_nobody);

	is_json(get(answer.document, "uidMap"), json_pack("[{s:i, s:i, s:i}]", "inside", 0, "outside", 65534, "count", 1));
	has_sets_of(&answer, sandbox.pid);
	/* The others' processes are not theirs to look into, and that is said. */
	ok(has_row(get(answer.document, "gaps"), "what", "members"));
	free_answer(&answer);
	end_target(&sandbox);
}

/* --- an ordinary user */

static void an_ordinary_user_looks_into_their_own(void)
{
	struct target_child sandbox = start_sandbox_of("65534", "-Uru");
	struct answer answer = inspect_as("uts", ino_of(sandbox.pid, "uts"), place_of_process(sandbox.pid), become_nobody);
	struct answer host = inspect_as("uts", ino_of(getpid(), "uts"), json_array(), become_nobody);
	CLEANUP_FREE char *name = text_of("uname -n");

	is_string(string_in(answer.document, "hostname"), name);
	is_number(number_in(answer.document, "ino"), ino_of(sandbox.pid, "uts"));
	free_answer(&host);
	free_answer(&answer);
	end_target(&sandbox);
}

static void an_ordinary_user_is_denied_what_is_roots(void)
{
	sh("touch " HOLD "/roots && unshare --uts=" HOLD "/roots true");
	is_refused(inspect_as("uts", ino_of_path(HOLD "/roots"), place_of_path(HOLD "/roots"), become_nobody), "denied", "join");
	sh("umount " HOLD "/roots");
}

/* In a sandbox of another user, and in one that root made. */
static void the_four_capabilities_of_the_door_are_enough_for_each_type(void)
{
	static const char *const types[] = { "ipc", "mnt", "time", "user", "uts" };
	struct target_child targets[] = {
		start_target(TARGET("setpriv", "--reuid", "65533", "--regid", "65533", "--clear-groups", "unshare", "-UrimuTf", "--kill-child"), 1),
		start_target(TARGET("unshare", "-imuTf", "--kill-child"), 1),
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		for (size_t j = 0; j < 2; j++) {
			pid_t pid = targets[j].pid;
			struct answer answer = inspect_as(types[i], ino_of(pid, types[i]), place_of_process(pid), become_inspector);

			if (!is_number(answer.status, 0) || !is_number(number_in(answer.document, "ino"), ino_of(pid, types[i])))
				printf("# %s\n", types[i]);
			free_answer(&answer);
		}
	}
	end_target(&targets[1]);
	end_target(&targets[0]);
}

int main(void)
{
	enter_world();
	TEST(a_uts_namespace_tells_its_names);
	TEST(our_own_uts_namespace_tells_our_names);
	TEST(a_uts_namespace_without_a_member_tells_its_names);
	TEST(every_byte_of_a_hostname_is_kept);
	TEST(a_namespace_that_vanished_is_gone);
	TEST(a_time_namespace_tells_its_offsets);
	TEST(a_process_whose_children_get_other_clocks_tells_its_own);
	TEST(a_time_namespace_without_a_member_tells_its_offsets);
	TEST(a_user_namespace_tells_its_maps);
	TEST(a_namespace_without_maps_has_none);
	TEST(members_tell_what_they_may_do);
	TEST(our_own_user_namespace_tells_its_maps);
	TEST(a_user_namespace_without_a_member_tells_its_maps_from_here);
	TEST(members_beyond_the_limit_are_counted);
	TEST(an_ordinary_user_reads_their_own_user_namespace);
	TEST(an_ordinary_user_looks_into_their_own);
	TEST(an_ordinary_user_is_denied_what_is_roots);
	TEST(the_four_capabilities_of_the_door_are_enough_for_each_type);
	return tap_done();
}
