/* `inspect` of uts, time and user namespaces, as the whole program answers it; nsenter(1), cat(1) and status as witnesses. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-world.h"

/* A directory of a tmpfs of ours, for namespaces that only a file holds. */
#define HOLD "/run/netns"

static json_t *place_of_path(const char *path)
{
	return json_pack("[{s:s}]", "path", path);
}

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

static struct answer inspect_process(const char *type, pid_t pid)
{
	return inspect(type, ino_of(pid, type), place_of_process(pid));
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
	static const char *const types[] = { "uts" };

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
	TEST(an_ordinary_user_looks_into_their_own);
	TEST(an_ordinary_user_is_denied_what_is_roots);
	return tap_done();
}
