/* What nsenter(1) says with -S -G -r -w --wdns and --env, against nsenter itself and the kernel's files. */
#define _GNU_SOURCE
#include "exec-client.h"
#include "exec-status.h"

static char *decimal(pid_t pid)
{
	static char digits[16];

	(void) snprintf(digits, sizeof(digits), "%d", (int) pid);
	return digits;
}

/* A request with these options besides, `{}` of JSON. */
static json_t *with(json_t *request, const char *options)
{
	json_t *more = json_loads(options, 0, NULL);

	must(more && json_object_update(request, more) == 0);
	json_decref(more);
	return request;
}

static struct exec_run *run_with(const struct target_child *target, const char *types, const char *options, const char *script)
{
	return run_exec(NULL, with(request_of(target->pid, namespaces_of(target->pid, types), SHELL(script)), options));
}

#define NSENTER(...) output_of((const char *const []) { "nsenter", "-t", decimal(target.pid), __VA_ARGS__, NULL })

/* --- as whom */

static void expect_same_lines(const struct exec_run *run, const char *status)
{
	static const char *const names[] = { "\nUid", "\nGid", "\nGroups", "\nCapInh", "\nCapPrm", "\nCapEff", "\nCapBnd", "\nCapAmb", NULL };

	for (const char *const *name = names; *name; name++) {
		char *want = line_in(status, *name);

		expect_line(run, *name, want);
		free(want);
	}
}

static void chosen_ids_with_all_capabilities_are_what_nsenter_gives(void)
{
	struct target_child target = start_target(TARGET("unshare", "-mu", "setpriv", "--groups=27,100"), 0);
	char *seen = NSENTER("-m", "-u", "-S", "4242", "-G", "4343", "cat", "/proc/self/status");
	struct exec_run *run = run_with(&target, "mnt uts", "{\"as\":{\"uid\":4242,\"gid\":4343},\"capabilities\":\"all\"}", STATUS);

	expect_line(run, "\nUid", "4242\t4242\t4242\t4242");
	expect_same_lines(run, seen);
	(void) close_run(run);
	free(seen);
	seen = NSENTER("-m", "-u", "-S", "0", "-G", "0", "cat", "/proc/self/status");
	run = run_with(&target, "mnt uts", "{\"as\":\"root\",\"capabilities\":\"all\"}", STATUS);
	expect_same_lines(run, seen);
	(void) close_run(run);
	free(seen);
	end_target(&target);
}

static void all_capabilities_are_not_held_back_by_a_target_that_has_none(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u", "setpriv", "--bounding-set=-all,+chown"), 0);
	char *own = status_of(getpid(), "CapBnd");
	struct exec_run *run = run_with(&target, "uts", "{\"as\":\"root\",\"capabilities\":\"all\"}", STATUS);

	expect_line(run, "\nCapPrm", own);
	expect_line(run, "\nCapEff", own);
	expect_line(run, "\nCapBnd", own);
	(void) close_run(run);
	run = run_with(&target, "uts", "{\"as\":\"root\"}", STATUS);
	expect_line(run, "\nCapEff", "0000000000000001");
	expect_line(run, "\nCapBnd", "0000000000000001");
	(void) close_run(run);
	free(own);
	end_target(&target);
}

static void a_helper_gives_no_more_than_it_has(void)
{
	static const char *const prefix[] = { "setpriv", "--bounding-set=-net_raw,-sys_time", NULL };
	struct target_child target = start_target(TARGET("unshare", "-Ur"), 0);
	json_t *request = request_of(target.pid, namespaces_of(target.pid, "user"), SHELL(STATUS));
	struct exec_run *run = run_exec(prefix, with(request, "{\"as\":\"root\",\"capabilities\":\"all\"}"));
	char *bounding = line_in(run->out, "\nCapBnd");
	uint64_t set = strtoull(bounding, NULL, 16);

	ok(set != 0 && !(set & 1ull << 13) && !(set & 1ull << 25));
	expect_line(run, "\nCapEff", bounding);
	free(bounding);
	(void) close_run(run);
	end_target(&target);
}

static void other_ids_have_the_target_s_bounding_set_and_only_uid_0_its_rights(void)
{
	struct target_child target = start_target(TARGET("unshare", "-u", "setpriv", "--bounding-set=-all,+chown,+kill", "--groups=27"), 0);
	struct exec_run *run = run_with(&target, "uts", "{\"as\":{\"uid\":7,\"gid\":8}}", STATUS);

	expect_line(run, "\nUid", "7\t7\t7\t7");
	expect_line(run, "\nGid", "8\t8\t8\t8");
	expect_line(run, "\nGroups", "");
	expect_line(run, "\nCapPrm", "0000000000000000");
	expect_line(run, "\nCapBnd", "0000000000000021");
	(void) close_run(run);
	run = run_with(&target, "uts", "{\"as\":{\"uid\":0,\"gid\":8}}", STATUS);
	expect_line(run, "\nUid", "0\t0\t0\t0");
	expect_line(run, "\nGid", "8\t8\t8\t8");
	expect_line(run, "\nCapEff", "0000000000000021");
	(void) close_run(run);
	end_target(&target);
}

static void none_is_none_for_uid_0_too(void)
{
	static const char *const as[] = { "\"target\"", "\"root\"", "{\"uid\":0,\"gid\":0}", "{\"uid\":5,\"gid\":5}" };
	static const char *const sets[] = { "\nCapInh", "\nCapPrm", "\nCapEff", "\nCapBnd", "\nCapAmb" };
	struct target_child target = start_target(TARGET("unshare", "-u", "setpriv", "--inh-caps=+net_raw", "--ambient-caps=+net_raw"), 0);

	for (size_t i = 0; i < 4; i++) {
		char options[96];
		struct exec_run *run;

		(void) snprintf(options, sizeof(options), "{\"as\":%s,\"capabilities\":\"none\"}", as[i]);
		run = run_with(&target, "uts", options, STATUS);
		for (size_t set = 0; set < 5; set++)
			expect_line(run, sets[set], "0000000000000000");
		(void) close_run(run);
	}
	end_target(&target);
}

/* From outside, where nobody's word but the kernel's counts. */
static char *outside_uid_of(struct target_child *target, const char *as)
{
	struct exec_run *run = open_run(NULL);
	json_t *request = request_of(target->pid, namespaces_of(target->pid, "user"), (const char *const []) { "cat", NULL });
	char *uid;

	send_request(run, with(request, as));
	must(await_started(run));
	uid = status_of((pid_t) number_in(run->started, "pid"), "Uid");
	(void) close_run(run);
	return uid;
}

static void chosen_ids_are_those_of_the_joined_user_namespace(void)
{
	struct target_child target = start_mapped_target();
	struct exec_run *run = run_with(&target, "user uts", "{\"as\":{\"uid\":12,\"gid\":65535}}", "id -u; id -g; id -G; echo log >/dev/stderr");
	char *seen = NSENTER("-U", "-u", "-S", "12", "-G", "65535", "sh", "-c", "id -u; id -g; id -G");
	char *outside = outside_uid_of(&target, "{\"as\":{\"uid\":12,\"gid\":65535}}");

	is_string(run->out, "12\n65535\n65535\n");
	is_string(run->out, seen);
	is_string(run->err, "log\n");
	is_string(outside, "100012\t100012\t100012\t100012");
	free(outside);
	free(seen);
	(void) close_run(run);
	end_target(&target);
}

static void expect_no_number(struct exec_run *run, const char *number)
{
	is_failure(run, "join", "target");
	is_string(text_in(run->failure, "errno"), "EINVAL");
	ok(strstr(text_in(run->failure, "message"), number));
	ok(!run->started);
	is_number(run->out_length, 0);
	(void) close_run(run);
}

static void an_id_that_has_no_number_inside_is_refused(void)
{
	struct target_child target = start_mapped_target(), single = start_target(TARGET("unshare", "-Ur"), 0);

	expect_no_number(run_with(&target, "user", "{\"as\":{\"uid\":65536,\"gid\":0}}", "echo ran"), "uid 65536");
	expect_no_number(run_with(&target, "user", "{\"as\":{\"uid\":0,\"gid\":4294967294}}", "echo ran"), "gid 4294967294");
	/* Its outside number is ours, and yet it is none inside. */
	expect_no_number(run_with(&target, "user", "{\"as\":{\"uid\":100000,\"gid\":0}}", "echo ran"), "uid 100000");
	expect_no_number(run_with(&single, "user", "{\"as\":{\"uid\":1,\"gid\":0}}", "echo ran"), "uid 1");
	end_target(&single);
	end_target(&target);
}

/* No process, no maps to look at: the kernel says it when the id is taken on. */
static void without_a_process_too(void)
{
	struct target_child holder = start_target(TARGET("unshare", "-Ur"), 0);
	char place[64], from[64];
	json_t *namespaces = namespaces_of(holder.pid, "user"), *request;
	struct exec_run *run;
	int fd;

	(void) snprintf(place, sizeof(place), "/run/nsatlas-test-%d", (int) getpid());
	(void) snprintf(from, sizeof(from), "/proc/%d/ns/user", (int) holder.pid);
	fd = open(place, O_CREAT | O_RDONLY | O_CLOEXEC, 0600);
	must(fd >= 0 && close(fd) == 0);
	free(output_of((const char *const []) { "mount", "--bind", from, place, NULL }));
	request = request_of(0, json_incref(namespaces), SHELL("id -u; id -g"));
	(void) json_object_set_new(request, "places", json_pack("[{s:s, s:s}]", "type", "user", "path", place));
	run = run_exec(NULL, with(json_deep_copy(request), "{\"as\":{\"uid\":0,\"gid\":0}}"));
	is_string(run->out, "0\n0\n");
	(void) close_run(run);
	expect_no_number(run_exec(NULL, with(request, "{\"as\":{\"uid\":3,\"gid\":0}}")), "uid 3");
	free(output_of((const char *const []) { "umount", place, NULL }));
	(void) unlink(place);
	json_decref(namespaces);
	end_target(&holder);
}

/* --- where among files */

/* A root of its own with a directory to be root in, one that is not for all, and links that lead astray. */
#define OTHER_ROOT \
	"mount -t tmpfs none /mnt && cd /mnt && mkdir usr work proc secret secret/inner jail && mount --rbind /usr usr && mount -t proc proc proc && " \
	"mkdir jail/usr jail/home && mount --rbind /usr jail/usr && for at in . jail; do (cd $at; ln -s usr/bin bin; ln -s usr/lib lib; ln -s usr/lib64 lib64); done && " \
	"chmod 755 . && chmod 700 secret && ln -s /etc astray && ln -s /work straight && echo >file && exec chroot . sh -c 'cd /work; " READY "'"

static struct target_child start_elsewhere(void)
{
	return start_target((const char *const []) { "unshare", "-m", "sh", "-c", OTHER_ROOT, NULL }, 0);
}

static void the_root_is_the_target_s_or_the_namespace_s(void)
{
	struct target_child target = start_elsewhere();
	struct exec_run *run = run_with(&target, "mnt", "{\"root\":\"target\"}", "ls /; pwd");
	char *seen = NSENTER("-m", "-r", "-w", "sh", "-c", "ls /; pwd");

	is_string(run->out, seen);
	ok(strstr(seen, "jail\n") && strstr(seen, "/work\n"));
	free(seen);
	(void) close_run(run);
	run = run_with(&target, "mnt", "{\"root\":\"namespace\",\"directory\":\"root\"}", "ls /; pwd");
	seen = NSENTER("-m", "sh", "-c", "ls /; pwd");
	is_string(run->out, seen);
	ok(strstr(seen, "etc\n") && strstr(seen, "mnt\n"));
	free(seen);
	(void) close_run(run);
	/* The target's directory, from the other root. */
	run = run_with(&target, "mnt", "{\"root\":\"namespace\"}", "pwd");
	is_string(run->out, "/mnt/work\n");
	(void) close_run(run);
	end_target(&target);
}

static void a_root_can_be_named_as_the_target_sees_it(void)
{
	struct target_child target = start_elsewhere();
	struct exec_run *run = run_with(&target, "mnt", "{\"root\":{\"path\":\"/jail\"}}", "ls /; pwd; [ -e /proc ] || echo no proc");
	char jail[64], *seen;

	(void) snprintf(jail, sizeof(jail), "--root=/proc/%d/root/jail", (int) target.pid);
	/* nsenter leaves the working directory outside the new root, which would be a way out of it. */
	seen = NSENTER("-m", jail, "sh", "-c", "cd /; ls /; pwd; [ -e /proc ] || echo no proc");
	is_string(run->out, "bin\nhome\nlib\nlib64\nusr\n/\nno proc\n");
	is_string(run->out, seen);
	free(seen);
	(void) close_run(run);
	run = run_with(&target, "mnt", "{\"root\":{\"path\":\"/jail\"},\"directory\":{\"path\":\"/home\"}}", "pwd");
	is_string(run->out, "/home\n");
	(void) close_run(run);
	run = run_with(&target, "mnt", "{\"root\":{\"path\":\"/jail/../../jail/./\"}}", "cd ..; ls");
	is_string(run->out, "bin\nhome\nlib\nlib64\nusr\n");
	(void) close_run(run);
	end_target(&target);
}

static void the_working_directory_can_be_named_as_it_is_inside(void)
{
	struct target_child target = start_elsewhere();
	static const char *const paths[] = { "/usr/share", "/straight", "/", "/jail/../../usr" };

	for (size_t i = 0; i < 4; i++) {
		char options[96], *seen;
		struct exec_run *run;

		(void) snprintf(options, sizeof(options), "{\"directory\":{\"path\":\"%s\"}}", paths[i]);
		run = run_with(&target, "mnt", options, "pwd -P");
		seen = NSENTER("-m", "-r", "-W", paths[i], "pwd", "-P");
		ok(seen[0] == '/');
		is_string(run->out, seen);
		free(seen);
		(void) close_run(run);
	}
	end_target(&target);
}

static void without_mnt_the_working_directory_is_one_of_the_host_s(void)
{
	struct target_child target = start_target(TARGET("unshare", "-np", "--fork", "--mount-proc"), 1);
	struct exec_run *run = run_with(&target, "net pid", "{\"directory\":{\"path\":\"/usr/share\"}}", "pwd");

	is_string(run->out, "/usr/share\n");
	(void) close_run(run);
	run = run_with(&target, "net pid", "{\"directory\":\"root\"}", "pwd");
	is_string(run->out, "/\n");
	(void) close_run(run);
	end_target(&target);
}

static void expect_no_directory(struct exec_run *run, const char *error, const char *path)
{
	is_failure(run, "join", "join");
	is_string(text_in(run->failure, "errno"), error);
	if (!ok(strstr(text_in(run->failure, "message"), path)))
		printf("# %s\n", text_in(run->failure, "message"));
	ok(!run->started);
	is_number(run->out_length, 0);
	is_number(close_run(run), 1);
}

static const struct { const char *path, *error, *as; } nowhere[] = {
	{ "/etc", "ENOENT", "\"target\"" },		/* the host has it */
	{ "/mnt/work", "ENOENT", "\"target\"" },
	{ "/astray", "ENOENT", "\"target\"" },		/* a link to /etc is one to the target's */
	{ "/file", "ENOTDIR", "\"target\"" },
	{ "/proc/self/root", "ELOOP", "\"target\"" },
	{ "/proc/self/cwd/..", "ELOOP", "\"target\"" },
	{ "/secret/inner", "EACCES", "{\"uid\":4242,\"gid\":4242}" },
	{ "/no\\u001bsuch", "ENOENT", "\"target\"" },
};

static void a_directory_that_is_not_there_fails_closed_and_is_named(void)
{
	struct target_child target = start_elsewhere();

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		const char *name = strstr(nowhere[i].path, "such") ? "/no\\x1bsuch" : nowhere[i].path;
		char options[160];

		(void) snprintf(options, sizeof(options), "{\"as\":%s,\"directory\":{\"path\":\"%s\"}}", nowhere[i].as, nowhere[i].path);
		expect_no_directory(run_with(&target, "mnt", options, "echo ran"), nowhere[i].error, name);
		(void) snprintf(options, sizeof(options), "{\"as\":%s,\"root\":{\"path\":\"%s\"}}", nowhere[i].as, nowhere[i].path);
		expect_no_directory(run_with(&target, "mnt", options, "echo ran"), nowhere[i].error, name);
	}
	end_target(&target);
}

/* --- the environment */

/* What the command has is the kernel's own file of it, not what a shell makes of that. */
#define ENVIRON ((const char *const []) { "cat", "/proc/self/environ", NULL })

static struct exec_run *run_environ(const struct target_child *target, const char *types, const char *options)
{
	return run_exec(NULL, with(request_of(target->pid, namespaces_of(target->pid, types), ENVIRON), options));
}

static bool is_cat(pid_t pid)
{
	char *name = status_of(pid, "Name");
	bool is = strcmp(name, "cat") == 0;

	free(name);
	return is;
}

/* Once it has executed for the last time: the shell before cat(1) orders the variables otherwise. */
static struct target_child start_settled(const char *const argv[])
{
	struct target_child target = start_target(argv, 0);

	must(comes_true(is_cat(target.pid)));
	return target;
}

/* One variable a line. */
static char *lines_of(const char *bytes, size_t length)
{
	char *lines = calloc(1, length + 1);

	must(lines);
	for (size_t i = 0; i < length; i++)
		lines[i] = bytes[i] == '\0' ? '\n' : bytes[i];
	return lines;
}

static void expect_environment(struct exec_run *run, const char *want)
{
	char *lines = lines_of(run->out, run->out_length), mark[40];
	size_t length = (size_t) snprintf(mark, sizeof(mark), "NSATLAS_EXEC=%d\n", (int) run->helper);

	if (ok(strncmp(lines, mark, length) == 0))
		is_string(lines + length, want);
	free(lines);
	(void) close_run(run);
}

static void the_environment_of_the_target_is_the_one_the_host_s_proc_shows(void)
{
	struct target_child target = start_settled(TARGET("env", "-i", "PATH=/usr/bin:/bin", "SECRET=of the\ttarget", "LANG=x", "unshare", "-m"));
	struct exec_run *run;
	char path[64], *seen, *lines;
	size_t length = 0;

	(void) snprintf(path, sizeof(path), "/proc/%d/environ", (int) target.pid);
	seen = output_of((const char *const []) { "cat", path, NULL });
	while (seen[length])
		length += strlen(seen + length) + 1;
	lines = lines_of(seen, length);
	ok(strstr(lines, "SECRET=of the\ttarget\n"));
	(void) setenv("SECRET", "of-the-helper", 1);
	run = run_environ(&target, "mnt", "{\"environment\":{\"from\":\"target\"}}");
	(void) unsetenv("SECRET");
	expect_environment(run, lines);
	free(lines);
	free(seen);
	end_target(&target);
}

static void what_is_set_comes_before_what_the_target_has_and_our_mark_before_all(void)
{
	struct target_child target = start_settled(TARGET("env", "-i", "A=1", "B=2", "PATH=/bin", "NSATLAS_EXEC=1", "unshare", "-m"));

	expect_environment(run_environ(&target, "mnt", "{\"environment\":{\"from\":\"target\",\"set\":[\"PWD=/\",\"B=3\",\"NSATLAS_EXEC=7\",\"C=\",\"B=4=5\"]}}"),
			   "B=4=5\nC=\nPWD=/\nA=1\nPATH=/bin\n");
	expect_environment(run_environ(&target, "mnt", "{\"environment\":{\"set\":[\"HOME=/tmp\",{\"b64\":\"WD3/\"}]}}"),
			   "X=\xff\nHOME=/tmp\nPATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nLANG=C.UTF-8\nTERM=dumb\nSHELL=/bin/sh\nUSER=root\n");
	end_target(&target);
}

/* The test program's own environment, as execve(2) laid it out. */
static char *first_variable;
static size_t variables_length;

/* A process may write over its own: names without a value, a value without a name, a name twice. */
static void write_over_variables(void)
{
	static const char odd[] = "nothing\0=x\0\0A=1\0A=2\0b c=d";

	must(unshare(CLONE_NEWNS) == 0 && variables_length > sizeof(odd));
	memset(first_variable, 0, variables_length);
	memcpy(first_variable, odd, sizeof(odd));
}

static void what_is_no_variable_is_left_out(void)
{
	struct target_child target = start_function(write_over_variables);

	expect_environment(run_environ(&target, "mnt", "{\"environment\":{\"from\":\"target\"}}"), "A=1\nb c=d\n");
	end_target(&target);
}

static char *variable_of(const char *name, size_t length)
{
	char *variable = malloc(strlen(name) + length + 1);

	must(variable);
	(void) sprintf(variable, "%s", name);
	memset(variable + strlen(name), 'x', length);
	variable[strlen(name) + length] = '\0';
	return variable;
}

static void an_environment_of_more_than_128_KiB_is_refused_as_too_long(void)
{
	char *one = variable_of("ONE=", 65536 - 5), *two = variable_of("TWO=", 65536 - 5 - 256), *more = variable_of("TWO=", 65536 - 5 + 1);
	struct target_child fits = start_settled(TARGET("env", "-i", one, two, "/usr/bin/unshare", "-m"));
	struct target_child exceeds = start_settled(TARGET("env", "-i", one, more, "/usr/bin/unshare", "-m"));
	struct exec_run *run = run_environ(&fits, "mnt", "{\"environment\":{\"from\":\"target\",\"set\":[\"PATH=/bin\"]}}");

	is_code(run, 0);
	ok(memmem(run->out, run->out_length, one, strlen(one) + 1) && memmem(run->out, run->out_length, two, strlen(two) + 1));
	(void) close_run(run);
	run = run_environ(&exceeds, "mnt", "{\"environment\":{\"from\":\"target\"}}");
	is_failure(run, "limit", "target");
	ok(!run->started);
	(void) close_run(run);
	end_target(&exceeds);
	end_target(&fits);
	free(one);
	free(two);
	free(more);
}

#define TOOL "mkdir /mnt/first /mnt/second && printf '#!/bin/sh\necho first\n' >/mnt/first/tool && printf '#!/bin/sh\necho second\n' >/mnt/second/tool && " \
	"chmod 644 /mnt/first/tool && chmod 755 /mnt/second/tool && printf '#!/bin/sh\necho here\n' >/mnt/here && chmod 755 /mnt/here; cd /mnt; "

/* execvp(3) is the other witness: env(1) calls it with the PATH that it was told. */
static void the_path_that_the_command_gets_is_where_it_is_looked_for(void)
{
	static const char *const paths[] = { "/nowhere:/mnt/first:/mnt/second:/bin", "/mnt/second/:/bin", ":/bin", "/bin:" };
	static const char *const names[] = { "tool", "tool", "here", "here" };
	struct target_child target = start_target((const char *const []) { "unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt; " TOOL READY, NULL }, 0);

	for (size_t i = 0; i < 4; i++) {
		char *path = malloc(128), *seen, *options = malloc(256);
		struct exec_run *run;

		must(path && options);
		(void) snprintf(path, 128, "PATH=%s", paths[i]);
		(void) snprintf(options, 256, "{\"environment\":{\"set\":[\"%s\"]}}", path);
		seen = NSENTER("-m", "-w", "env", path, names[i]);
		run = run_exec(NULL, with(request_of(target.pid, namespaces_of(target.pid, "mnt"), (const char *const []) { names[i], NULL }), options));
		ok(seen[0] != '\0');
		is_string(run->out, seen);
		(void) close_run(run);
		free(seen);
		free(path);
		free(options);
	}
	end_target(&target);
}

static void no_secret_of_the_target_is_in_the_helper_s_log(void)
{
	struct target_child target = start_target(TARGET("env", "SECRET=hush-hush", "unshare", "-m"), 0);
	const char *const argv[] = { "env", NULL };
	int log[2];
	char text[8192] = "";
	int keep = dup(STDERR_FILENO);
	struct exec_run *run;

	must(pipe2(log, O_CLOEXEC) == 0 && keep >= 0 && setenv("NSATLAS_TEST_LOG", "1", 1) == 0 && dup2(log[1], STDERR_FILENO) >= 0);
	run = run_exec(NULL, with(request_of(target.pid, namespaces_of(target.pid, "mnt"), argv),
				  "{\"environment\":{\"from\":\"target\",\"set\":[\"TOKEN=also-hush\"]},\"directory\":{\"path\":\"/usr\"},\"root\":\"namespace\"}"));
	ok(strstr(run->out, "SECRET=hush-hush") && strstr(run->out, "TOKEN=also-hush"));
	(void) close_run(run);
	must(dup2(keep, STDERR_FILENO) >= 0 && close(keep) == 0 && unsetenv("NSATLAS_TEST_LOG") == 0);
	(void) close(log[1]);
	must(read(log[0], text, sizeof(text) - 1) > 0);
	ok(strstr(text, "root=\"namespace\" directory=\"/usr\" environment=target variables=1 ") && !strstr(text, "hush"));
	(void) close(log[0]);
	end_target(&target);
}

int main(void)
{
	extern char **environ;

	first_variable = environ[0];
	/* Whatever ran before main() may have added some elsewhere. */
	for (char **variable = environ; *variable == first_variable + variables_length; variable++)
		variables_length += strlen(*variable) + 1;
	copy_programs();
	TEST(chosen_ids_with_all_capabilities_are_what_nsenter_gives);
	TEST(all_capabilities_are_not_held_back_by_a_target_that_has_none);
	TEST(a_helper_gives_no_more_than_it_has);
	TEST(other_ids_have_the_target_s_bounding_set_and_only_uid_0_its_rights);
	TEST(none_is_none_for_uid_0_too);
	TEST(chosen_ids_are_those_of_the_joined_user_namespace);
	TEST(an_id_that_has_no_number_inside_is_refused);
	TEST(without_a_process_too);
	TEST(the_root_is_the_target_s_or_the_namespace_s);
	TEST(a_root_can_be_named_as_the_target_sees_it);
	TEST(the_working_directory_can_be_named_as_it_is_inside);
	TEST(without_mnt_the_working_directory_is_one_of_the_host_s);
	TEST(a_directory_that_is_not_there_fails_closed_and_is_named);
	TEST(the_environment_of_the_target_is_the_one_the_host_s_proc_shows);
	TEST(what_is_set_comes_before_what_the_target_has_and_our_mark_before_all);
	TEST(what_is_no_variable_is_left_out);
	TEST(an_environment_of_more_than_128_KiB_is_refused_as_too_long);
	TEST(the_path_that_the_command_gets_is_where_it_is_looked_for);
	TEST(no_secret_of_the_target_is_in_the_helper_s_log);
	return tap_done();
}
