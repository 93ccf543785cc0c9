#define _GNU_SOURCE
#include "policy-file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cleanup.h"
#include "policy-names.h"
#include "procfs.h"

__attribute__((format(printf, 2, 3)))
static int refuse_file(struct policy_problem *ret_problem, const char *format, ...)
{
	va_list values;

	*ret_problem = (struct policy_problem) { 0 };
	va_start(values, format);
	(void) vsnprintf(ret_problem->message, sizeof(ret_problem->message), format, values);
	va_end(values);
	return -EINVAL;
}

/* Who may write to a directory puts another file in its place; sticky(7) keeps all but the owner from that. */
static int check_directory(int fd, const char *path, int length, struct policy_problem *ret_problem)
{
	struct stat found;

	if (fstat(fd, &found) < 0)
		return refuse_file(ret_problem, "%.*s: %s", length, path, strerror(errno));
	if (found.st_uid != 0)
		return refuse_file(ret_problem, "the directory %.*s belongs to uid %u, not to root", length, path, found.st_uid);
	if ((found.st_mode & (S_IWGRP | S_IWOTH)) && !(found.st_mode & S_ISVTX))
		return refuse_file(ret_problem, "the directory %.*s can be written by its group or by others", length, path);
	return 0;
}

/* The directories of an absolute path, one after the other. *ret_name: the last part. */
static int open_directory(const char *path, int *ret_fd, const char **ret_name, struct policy_problem *ret_problem)
{
	CLEANUP_FD int fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *at = path + strspn(path, "/"), *slash;
	int r = fd < 0 ? refuse_file(ret_problem, "/: %s", strerror(errno)) : check_directory(fd, "/", 1, ret_problem);

	while (r == 0 && (slash = strchr(at, '/'))) {
		char name[NAME_MAX + 1];
		int below;

		if ((size_t) (slash - at) >= sizeof(name))
			return refuse_file(ret_problem, "a name in the path is too long");
		(void) snprintf(name, sizeof(name), "%.*s", (int) (slash - at), at);
		below = openat(fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			return refuse_file(ret_problem, "the directory %.*s: %s", (int) (slash - path), path,
					   errno == ENOTDIR ? "a symbolic link, or no directory" : strerror(errno));
		(void) close(fd);
		fd = below;
		r = check_directory(fd, path, (int) (slash - path), ret_problem);
		at = slash + strspn(slash, "/");
	}
	*ret_name = at;
	*ret_fd = r == 0 ? take_fd(&fd) : -1;
	return r;
}

static int open_file(int directory, const char *name, int *ret_fd, struct policy_problem *ret_problem)
{
	/* A FIFO would keep us waiting for its writer. */
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS };

	*ret_fd = (int) syscall(SYS_openat2, directory, name, &how, sizeof(how));
	if (*ret_fd >= 0)
		return 0;
	return refuse_file(ret_problem, "%s", errno == ELOOP ? "a symbolic link" : strerror(errno));
}

static int check_file(int fd, struct policy_problem *ret_problem)
{
	struct stat found;

	if (fstat(fd, &found) < 0)
		return refuse_file(ret_problem, "%s", strerror(errno));
	if (!S_ISREG(found.st_mode))
		return refuse_file(ret_problem, "not a regular file");
	if (found.st_uid != 0)
		return refuse_file(ret_problem, "belongs to uid %u, not to root", found.st_uid);
	if (found.st_mode & (S_IWGRP | S_IWOTH))
		return refuse_file(ret_problem, "can be written by its group or by others (mode %04o)", found.st_mode & 07777);
	if (found.st_size > POLICY_FILE_LIMIT)
		return refuse_file(ret_problem, "longer than 64 KiB");
	return 0;
}

static int read_file(const char *path, struct procfs_buffer *ret_text, struct policy_problem *ret_problem)
{
	CLEANUP_FD int directory = -1;
	CLEANUP_FD int fd = -1;
	const char *name;
	int r;

	if (path[0] != '/' || strlen(path) >= PATH_MAX)
		return refuse_file(ret_problem, "not an absolute path");
	r = open_directory(path, &directory, &name, ret_problem);
	if (r == 0)
		r = open_file(directory, name, &fd, ret_problem);
	if (r == 0)
		r = check_file(fd, ret_problem);
	if (r < 0)
		return r;
	r = procfs_read_fd(fd, POLICY_FILE_LIMIT + 1, ret_text);
	return r < 0 ? refuse_file(ret_problem, "%s", strerror(-r)) : 0;
}

int policy_load(const char *path, struct policy *ret_policy, struct policy_problem *ret_problem)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	int r;

	*ret_policy = (struct policy) { 0 };
	r = read_file(path, &text, ret_problem);
	if (r == 0)
		r = policy_parse(text.bytes ? text.bytes : "", text.length, ret_policy, ret_problem);
	if (r == 0)
		r = policy_names_look_up(ret_policy, ret_problem);
	return r;
}

/* -EINVAL: a rule is for somebody whom nobody knows. */
static int check_names(const struct policy *policy, struct policy_problem *ret_problem)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (!rule->name || rule->has_id)
			continue;
		(void) refuse_file(ret_problem, "there is no %s %s", rule->whom == POLICY_USER ? "user" : "group", rule->name);
		ret_problem->line = rule->line;
		ret_problem->column = rule->column;
		return -EINVAL;
	}
	return 0;
}

int policy_check_main(const char *path)
{
	static struct policy policy;
	struct policy_problem problem;
	int r = policy_load(path, &policy, &problem);

	if (r == 0)
		r = check_names(&policy, &problem);
	if (r == 0)
		printf("%s: %zu rules\n", path, policy.rule_count);
	else if (problem.line > 0)
		printf("%s:%u:%u: %s\n", path, problem.line, problem.column, problem.message);
	else
		printf("%s: %s\n", path, problem.message);
	policy_free(&policy);
	return r == 0 ? 0 : 1;
}
