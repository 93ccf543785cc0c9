/* nsatlas-join and nsatlas-make by themselves: what they are told and do not understand they do not do, and whoever leaves them alone
 * ends them. The test is their helper. */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "make.h"
#include "targets.h"

enum { FDS_MAX = 32 };

static struct join_spec spec;
static struct make_spec making;
static int socket_fd;
static pid_t program;

/* In a pid namespace of their own nothing of them would be left; here the end of the socket ends them. */
static void start_program(const char *name, bool passes_credentials)
{
	int ends[2], one = 1;
	char path[4096];

	(void) snprintf(path, sizeof(path), "%s/%s", getenv("NSATLAS_BUILD"), name);
	must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
	if (passes_credentials)
		must(setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)) == 0);
	program = fork();
	must(program >= 0);
	if (program == 0) {
		must(dup2(ends[1], JOIN_SOCKET_FD) == JOIN_SOCKET_FD);
		(void) execl(path, name, NULL);
		_exit(127);
	}
	(void) close(ends[1]);
	socket_fd = ends[0];
}

static void send_bytes(const void *bytes, size_t length, const int *fds, size_t count)
{
	union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int) * FDS_MAX)]; } control = { 0 };
	struct iovec part = { (void *) (uintptr_t) bytes, length };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (count > 0) {
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
		control.header = (struct cmsghdr) { .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int) * count) };
		memcpy(CMSG_DATA(&control.header), fds, sizeof(int) * count);
	}
	must(sendmsg(socket_fd, &message, MSG_NOSIGNAL) == (ssize_t) length);
}

/* The next report, its descriptors closed; a stage of JOIN_STAGE_COUNT + MAKE_STAGE_COUNT: there is none. */
static struct join_report take_report(void)
{
	union { struct cmsghdr header; char room[CMSG_SPACE(sizeof(int) * FDS_MAX)]; } control = { 0 };
	struct join_report report = { .stage = JOIN_STAGE_COUNT + MAKE_STAGE_COUNT };
	struct iovec part = { &report, sizeof(report) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(socket_fd, &message, MSG_CMSG_CLOEXEC) == (ssize_t) sizeof(report) && message.msg_controllen >= CMSG_LEN(sizeof(int)))
		for (size_t i = 0; i < (control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int); i++) {
			memcpy(&fd, CMSG_DATA(&control.header) + i * sizeof(int), sizeof(int));
			(void) close(fd);
		}
	return report;
}

static int end_of_program(void)
{
	int status;

	(void) close(socket_fd);
	must(waitpid(program, &status, 0) == program);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void set_good(void)
{
	memset(&spec, 0, sizeof(spec));
	spec.size = sizeof(spec);
	spec.uid = spec.gid = JOIN_ID_KEPT;
	spec.flags = JOIN_KEEP_GROUPS;
	spec.command_count = spec.command_arguments[0] = spec.argument_count = 1;
	(void) strcpy(spec.arguments, "true");
	spec.argument_bytes = 5;
	memset(&making, 0, sizeof(making));
	making.size = sizeof(making);
}

/* Where sides are compared the last number that is right is one less. */
static void of_another_build(void) { spec.size--; }
static void with_a_ninth_type(void) { spec.types = 1u << NSTYPE_COUNT; }
static void with_too_many_groups(void) { spec.group_count = JOIN_GROUP_LIMIT + 1; }
static void without_a_command(void) { spec.command_count = 0; }
static void with_too_many_commands(void) { spec.command_count = JOIN_COMMAND_LIMIT + 1; }
static void without_an_argument(void) { spec.argument_count = 0; }
static void with_too_many_arguments(void) { spec.argument_count = JOIN_ARGUMENT_LIMIT + 1; }
static void with_too_long_arguments(void) { spec.argument_bytes = JOIN_ARGUMENT_BYTES + 1; }
static void with_too_many_variables(void) { spec.environment_count = JOIN_ENVIRONMENT_LIMIT + 1; }
static void with_too_long_variables(void) { spec.environment_bytes = JOIN_ENVIRONMENT_BYTES + 1; }
static void with_an_endless_root(void) { memset(spec.root, 'r', sizeof(spec.root)); }
static void with_an_endless_directory(void) { memset(spec.directory, 'd', sizeof(spec.directory)); }
static void with_an_empty_command(void) { spec.command_arguments[0] = 0; }
static void with_more_arguments_than_said(void) { spec.command_arguments[0] = 2; }
static void with_an_argument_without_end(void) { spec.argument_bytes = 4; }
static void with_an_argument_beyond_the_end(void) { spec.argument_count = spec.command_arguments[0] = 2; }
static void with_a_descriptor_that_does_not_come(void) { spec.fds = 1u << JOIN_FD_ROOT; }

static void what_is_no_spec_is_refused(void)
{
	static void (*const break_it[])(void) = {
		of_another_build, with_a_ninth_type, with_too_many_groups, without_a_command, with_too_many_commands, without_an_argument,
		with_too_many_arguments, with_too_long_arguments, with_too_many_variables, with_too_long_variables, with_an_endless_root,
		with_an_endless_directory, with_an_empty_command, with_more_arguments_than_said, with_an_argument_without_end,
		with_an_argument_beyond_the_end, with_a_descriptor_that_does_not_come,
	};

	for (size_t i = 0; i < sizeof(break_it) / sizeof(break_it[0]); i++) {
		struct join_report report;

		set_good();
		break_it[i]();
		start_program("nsatlas-join", false);
		send_bytes(&spec, sizeof(spec), NULL, 0);
		report = take_report();
		if (!is_number(report.stage, JOIN_STAGE_SPEC) || !is_number(report.error, EBADMSG))
			printf("# case %zu\n", i);
		is_number(end_of_program(), JOIN_EXIT_STATUS);
	}
}

static void expect_refusal(const void *bytes, size_t length, const int *fds, size_t count, int error)
{
	struct join_report report;

	start_program("nsatlas-join", count == 0);
	send_bytes(bytes, length, fds, count);
	report = take_report();
	is_number(report.stage, JOIN_STAGE_SPEC);
	is_number(report.error, error);
	is_number(end_of_program(), JOIN_EXIT_STATUS);
}

static void a_message_of_another_length_is_refused(void)
{
	char longer[sizeof(spec) + 1] = { 0 };

	set_good();
	expect_refusal(&spec, sizeof(spec) - 1, NULL, 0, EBADMSG);
	memcpy(longer, &spec, sizeof(spec));
	expect_refusal(longer, sizeof(longer), NULL, 0, EBADMSG);
}

static void descriptors_are_those_that_were_said(void)
{
	int fds[FDS_MAX];

	for (int i = 0; i < FDS_MAX; i++)
		fds[i] = STDERR_FILENO;
	set_good();
	expect_refusal(&spec, sizeof(spec), fds, 1, EBADMSG);
	expect_refusal(&spec, sizeof(spec), fds, FDS_MAX, EBADMSG);
	/* Credentials in their place are no descriptors. */
	spec.fds = 1u << JOIN_FD_CWD;
	expect_refusal(&spec, sizeof(spec), NULL, 0, EBADMSG);
}

static void an_environment_is_whole(void)
{
	int file = memfd_create("environment", MFD_CLOEXEC), unreadable = open("/dev/null", O_WRONLY | O_CLOEXEC);

	must(file >= 0 && unreadable >= 0 && write(file, "A=1\0B=2", 7) == 7);
	set_good();
	spec.fds = 1u << JOIN_FD_ENVIRONMENT;
	spec.environment_count = 2;
	spec.environment_bytes = 8;
	expect_refusal(&spec, sizeof(spec), &file, 1, EBADMSG);
	spec.environment_bytes = 7;
	expect_refusal(&spec, sizeof(spec), &file, 1, EBADMSG);
	expect_refusal(&spec, sizeof(spec), &unreadable, 1, EBADF);
	(void) close(file);
	(void) close(unreadable);
}

static void nobody_there_is_the_end_of_it(void)
{
	start_program("nsatlas-join", false);
	is_number(end_of_program(), JOIN_EXIT_STATUS);
	start_program("nsatlas-make", false);
	is_number(end_of_program(), JOIN_EXIT_STATUS);
}

/* Its child waits for GO, and never gets it. */
static void a_helper_that_leaves_starts_nothing(void)
{
	char script[96];
	struct join_report report;

	set_good();
	(void) snprintf(script, sizeof(script), "/tmp/nsatlas-join-channel-%d", (int) getpid());
	spec.argument_bytes = (uint32_t) snprintf(spec.arguments, sizeof(spec.arguments), "touch%c%s", 0, script) + 1;
	spec.argument_count = spec.command_arguments[0] = 2;
	start_program("nsatlas-join", false);
	send_bytes(&spec, sizeof(spec), NULL, 0);
	do
		report = take_report();
	while (report.stage != JOIN_STAGE_READY && report.error == 0 && report.stage < JOIN_STAGE_COUNT);
	is_number(report.stage, JOIN_STAGE_READY);
	is_number(end_of_program(), 0);
	must(waitpid(-1, NULL, 0) > 0);
	ok(access(script, F_OK) < 0);
}

static void without_a_size(void) { making.size = 0; }
static void with_a_fourth_root(void) { making.root = MAKE_ROOT_DIRECTORY + 1; }
static void with_an_endless_hostname(void) { memset(making.hostname, 'h', sizeof(making.hostname)); }
static void with_an_endless_address(void) { memset(making.address, '1', sizeof(making.address)); }
static void with_an_endless_path(void) { memset(making.directory, 'd', sizeof(making.directory)); }

static void expect_no_sandbox(size_t length)
{
	struct join_report report;

	start_program("nsatlas-make", false);
	send_bytes(&spec, sizeof(spec), NULL, 0);
	send_bytes(&making, length, NULL, 0);
	report = take_report();
	is_number(report.stage, JOIN_STAGE_SPEC);
	is_number(report.error, EBADMSG);
	is_number(end_of_program(), JOIN_EXIT_STATUS);
}

static void what_is_no_spec_of_a_sandbox_is_refused(void)
{
	static void (*const break_it[])(void) = {
		without_a_size, with_a_fourth_root, with_an_endless_hostname, with_an_endless_address, with_an_endless_path,
	};

	for (size_t i = 0; i < sizeof(break_it) / sizeof(break_it[0]); i++) {
		set_good();
		break_it[i]();
		expect_no_sandbox(sizeof(making));
	}
	set_good();
	expect_no_sandbox(sizeof(making) - 1);
}

static void a_helper_that_leaves_makes_nothing(void)
{
	set_good();
	start_program("nsatlas-make", false);
	send_bytes(&spec, sizeof(spec), NULL, 0);
	send_bytes(&making, sizeof(making), NULL, 0);
	is_number(take_report().stage, MAKE_STAGE_MADE);
	is_number(end_of_program(), 0);
	must(waitpid(-1, NULL, 0) > 0);
}

int main(void)
{
	must(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
	TEST(what_is_no_spec_is_refused);
	TEST(a_message_of_another_length_is_refused);
	TEST(descriptors_are_those_that_were_said);
	TEST(an_environment_is_whole);
	TEST(nobody_there_is_the_end_of_it);
	TEST(a_helper_that_leaves_starts_nothing);
	TEST(what_is_no_spec_of_a_sandbox_is_refused);
	TEST(a_helper_that_leaves_makes_nothing);
	return tap_done();
}
