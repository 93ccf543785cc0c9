#define _GNU_SOURCE
#include "join-become.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "join-directories.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC 4
#endif

/* linux/capability.h; the C library of this program comes without the kernel's headers. */
enum { CAPABILITY_VERSION = 0x20080522, CAPABILITY_SYS_CHROOT = 18 };

struct capability_header {
	uint32_t version;
	int pid;
};

struct capability_half {
	uint32_t effective;
	uint32_t permitted;
	uint32_t inheritable;
};

/* Again after the join: entering a user namespace fills the set up. */
static void cut_bounding_set(const struct join_spec *spec)
{
	for (int capability = 0; capability < 64; capability++) {
		int held = prctl(PR_CAPBSET_READ, (unsigned long) capability, 0, 0, 0);

		/* The kernel knows no further ones. */
		if (held < 0 && errno == EINVAL)
			return;
		if (held < 0)
			join_fail(JOIN_STAGE_BOUNDING, errno);
		if (held && !(spec->bounding >> capability & 1) &&
		    prctl(PR_CAPBSET_DROP, (unsigned long) capability, 0, 0, 0) < 0)
			join_fail(JOIN_STAGE_BOUNDING, errno);
	}
}

static void become_user(const struct join_spec *spec)
{
	/* Else leaving uid 0 would take the capabilities that an unprivileged target has. Gone at execve(2). */
	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_IDS, errno);
	if (syscall(SYS_setresgid, spec->gid, spec->gid, spec->gid) < 0)
		join_fail(JOIN_STAGE_IDS, errno);
	if (syscall(SYS_setresuid, spec->uid, spec->uid, spec->uid) < 0)
		join_fail(JOIN_STAGE_IDS, errno);
}

static int raise_effective(uint64_t wanted)
{
	struct capability_header header = { CAPABILITY_VERSION, 0 };
	struct capability_half halves[2];

	if (syscall(SYS_capget, &header, halves) < 0)
		return -1;
	for (int i = 0; i < 2; i++)
		halves[i].effective = halves[i].permitted & (uint32_t) (wanted >> 32 * i);
	return (int) syscall(SYS_capset, &header, halves);
}

/* What execve(2) will leave in effect. */
static uint64_t effective_of(const struct join_spec *spec)
{
	return spec->uid == 0 ? spec->permitted : spec->permitted & spec->ambient;
}

/* What the path leads to is decided by what the command itself may see: the helper could look past every mode. */
static void enter_root(const struct join *join)
{
	int root;

	if (join->spec.root[0] == '\0')
		return;
	if (raise_effective(effective_of(&join->spec)) < 0)
		join_fail(JOIN_STAGE_ROOT_PATH, errno);
	root = join_open_root(join);
	if (raise_effective(1ull << CAPABILITY_SYS_CHROOT) < 0)
		join_fail(JOIN_STAGE_ROOT_PATH, errno);
	join_enter_root(root);
}

/* Never more than we hold. Inheritable holds what ambient needs and nothing else (CVE-2022-27650). */
static void set_capabilities(const struct join_spec *spec)
{
	struct capability_header header = { CAPABILITY_VERSION, 0 };
	struct capability_half halves[2];
	uint64_t ambient = spec->ambient;

	if (syscall(SYS_capget, &header, halves) < 0)
		join_fail(JOIN_STAGE_CAPABILITIES, errno);
	for (int i = 0; i < 2; i++) {
		halves[i].permitted &= (uint32_t) (spec->permitted >> 32 * i);
		halves[i].effective = halves[i].permitted & (uint32_t) (effective_of(spec) >> 32 * i);
		halves[i].inheritable = halves[i].permitted & (uint32_t) (ambient >> 32 * i);
	}
	if (syscall(SYS_capset, &header, halves) < 0)
		join_fail(JOIN_STAGE_CAPABILITIES, errno);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_CAPABILITIES, errno);
	for (int capability = 0; capability < 64; capability++) {
		if (!(halves[capability / 32].inheritable >> capability % 32 & 1))
			continue;
		if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (unsigned long) capability, 0, 0) < 0)
			join_fail(JOIN_STAGE_CAPABILITIES, errno);
	}
}

/* The change of user undid the first two. What comes after only takes away, and leaves them. */
static void keep_promises(const struct join_spec *spec)
{
	struct pollfd helper = { .fd = JOIN_SOCKET_FD };

	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
	if ((spec->flags & JOIN_NO_NEW_PRIVS) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
	/* The helper may have died before it could take us along. */
	if (poll(&helper, 1, 0) != 0)
		_exit(JOIN_EXIT_STATUS);
}

/* execve(2) says ENOENT of a program's interpreter or loader, too. */
static void execute(const struct join *join, const char *path, char *const arguments[])
{
	(void) execve(path, arguments, join->environment);
	if (errno == ENOENT && access(path, F_OK) == 0)
		join_fail(JOIN_STAGE_LOADER, ELIBACC);
}

static const char *search_path(const struct join *join)
{
	for (char *const *variable = join->environment; *variable; variable++)
		if (strncmp(*variable, "PATH=", 5) == 0)
			return *variable + 5;
	return JOIN_SEARCH_PATH;
}

/* Looks in each directory of the search path, as execvp(3) does, but makes no shell script of what is no program. An empty
 * one is the working directory. Returns why it could not be executed. */
static int search_and_execute(const struct join *join, char *const arguments[])
{
	const char *name = arguments[0];
	char path[JOIN_PATH_ROOM];
	size_t length = strlen(name);
	int error = ENOENT;

	for (const char *at = search_path(join); at; ) {
		size_t directory = strcspn(at, ":");
		size_t slash = directory > 0;

		if (directory + slash + length + 1 > sizeof(path))
			return ENAMETOOLONG;
		memcpy(path, at, directory);
		path[directory] = '/';
		memcpy(path + directory + slash, name, length + 1);
		execute(join, path, arguments);
		if (errno == EACCES)
			error = EACCES;
		else if (errno != ENOENT && errno != ENOTDIR)
			return errno;
		at = at[directory] == ':' ? at + directory + 1 : NULL;
	}
	return error;
}

void join_become(const struct join *join)
{
	cut_bounding_set(&join->spec);
	become_user(&join->spec);
	keep_promises(&join->spec);
	enter_root(join);
	set_capabilities(&join->spec);
	join_enter_directory(join);
}

static int try_command(const struct join *join, uint32_t number)
{
	struct join_report report = { .stage = JOIN_STAGE_COMMAND, .number = number };
	char *const *arguments = join->commands[number];

	join_report(&report, NULL, 0);
	if (!strchr(arguments[0], '/'))
		return search_and_execute(join, arguments);
	execute(join, arguments[0], arguments);
	return errno;
}

void join_execute(const struct join *join)
{
	int error = ENOENT;

	if (syscall(SYS_close_range, JOIN_SOCKET_FD, ~0u, CLOSE_RANGE_CLOEXEC) < 0)
		join_fail(JOIN_STAGE_PROMISE, errno);
	for (uint32_t number = 0; number < join->spec.command_count && error == ENOENT; number++)
		error = try_command(join, number);
	join_fail(JOIN_STAGE_COMMAND, error);
}
