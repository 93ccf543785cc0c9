#define _GNU_SOURCE
#include "net-dns.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "cleanup.h"
#include "count.h"
#include "deadline.h"
#include "failure.h"
#include "foreign-path.h"

/* What the child says first: what it found. After FOUND_TEXT come the bytes. */
enum found {
	FOUND_TEXT,
	FOUND_DIRECTORY,
	FOUND_FIFO,
	FOUND_DEVICE,
	FOUND_SOCKET,
	FOUND_KERNEL_FILE,
};

static const char *const troubles[] = {
	[FOUND_DIRECTORY] = "it is a directory",
	[FOUND_FIFO] = "it is a FIFO",
	[FOUND_DEVICE] = "it is a device",
	[FOUND_SOCKET] = "it is a socket",
	[FOUND_KERNEL_FILE] = "it is a file of the kernel's own, as in /proc or /sys",
};

void net_dns_free(struct net_dns *dns)
{
	procfs_buffer_free(&dns->text);
	*dns = (struct net_dns) { 0 };
}

/* --- in the child */

/* To read such a file can do something, or never end. */
static bool is_kernel_file_system(long type)
{
	static const uint32_t types[] = {
		PROC_SUPER_MAGIC, SYSFS_MAGIC, DEBUGFS_MAGIC, TRACEFS_MAGIC, SECURITYFS_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,
		EFIVARFS_MAGIC, PSTOREFS_MAGIC, BINFMTFS_MAGIC, SELINUX_MAGIC, SMACK_MAGIC, RDTGROUP_SUPER_MAGIC, XENFS_SUPER_MAGIC, NSFS_MAGIC,
	};

	for (size_t i = 0; i < COUNT(types); i++)
		if ((uint32_t) type == types[i])
			return true;
	return false;
}

static int classify(int fd, enum found *ret_found)
{
	struct statfs system;
	struct stat stat;

	if (fstat(fd, &stat) < 0 || fstatfs(fd, &system) < 0)
		return -errno;
	if (S_ISDIR(stat.st_mode))
		*ret_found = FOUND_DIRECTORY;
	else if (S_ISFIFO(stat.st_mode))
		*ret_found = FOUND_FIFO;
	else if (S_ISSOCK(stat.st_mode))
		*ret_found = FOUND_SOCKET;
	else if (!S_ISREG(stat.st_mode))
		*ret_found = FOUND_DEVICE;
	else
		*ret_found = is_kernel_file_system(system.f_type) ? FOUND_KERNEL_FILE : FOUND_TEXT;
	return 0;
}

/* found_fd holds the file, so what is read is what was looked at, whatever is put at its path meanwhile. */
static int copy_text(int found_fd, int out)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = -1;
	int r = procfs_reopen(found_fd, 0, &fd);

	if (r < 0)
		return r == -EAGAIN ? -EBUSY : r;
	/* One byte more tells whether there is more. */
	r = procfs_read_fd(fd, NET_DNS_FILE_LIMIT + 1, &text);
	return r < 0 ? r : deadline_write(out, text.bytes, text.length);
}

/* A deadline_work. what: the root directory. */
static int look(int out, void *what)
{
	CLEANUP_FD int fd = -1;
	enum found found = FOUND_TEXT;
	char first;
	int r = foreign_path_find(*(const int *) what, "etc/resolv.conf", &fd);

	if (r == 0)
		r = classify(fd, &found);
	if (r < 0)
		return r;
	first = (char) found;
	r = deadline_write(out, &first, sizeof(first));
	return r == 0 && found == FOUND_TEXT ? copy_text(fd, out) : r;
}

/* --- in the parent */

static const char *why(int error)
{
	switch (error) {
	case -ENOENT:
		return "there is none";
	case -ENOTDIR:
		return "there is none: a part of its path is no directory";
	case -EISDIR:
		return troubles[FOUND_DIRECTORY];
	case -EACCES:
	case -EPERM:
		return "it may not be read";
	case -ELOOP:
		return "its path has too many links";
	case -EXDEV:
		return "its path leads through a link of /proc";
	case -EBUSY:
		return "a process holds a lease on it";
	case -ETIMEDOUT:
		return "the file system did not answer in 1 s";
	case -ESRCH:
		return "the process has ended";
	case -ESTALE:
		return "another process has its pid";
	default:
		return NULL;
	}
}

__attribute__((format(printf, 2, 3)))
static void set_trouble(struct net_dns *dns, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void) vsnprintf(dns->trouble, sizeof(dns->trouble), format, arguments);
	va_end(arguments);
}

static void set_trouble_of_error(struct net_dns *dns, int error)
{
	dns->late = error == -ETIMEDOUT;
	if (why(error))
		set_trouble(dns, "%s", why(error));
	else
		set_trouble(dns, "it could not be read: %s", failure_errno_name(error));
}

/* A line that was cut could be another one. */
static size_t length_of_whole_lines(const char *bytes, size_t length)
{
	const char *end = memrchr(bytes, '\n', length);

	return end ? (size_t) (end - bytes) : 0;
}

static void take_text(struct net_dns *dns, bool is_cut)
{
	const char *bytes = dns->text.bytes + 1;
	size_t length = dns->text.length - 1;

	if (is_cut) {
		length = length_of_whole_lines(bytes, length);
		set_trouble(dns, "it is larger than %d KiB: only the start was read", NET_DNS_FILE_LIMIT / 1024);
	}
	net_dns_parse(bytes, length, dns);
	if (!is_cut && dns->nameservers.left_out + dns->search.left_out + dns->options.left_out > 0)
		set_trouble(dns, "it has more words than are given, %d of a kind", NET_DNS_WORDS_LIMIT);
}

static void read_in(int root_fd, struct net_dns *dns)
{
	int r = deadline_run(NET_DNS_DEADLINE_MS, look, &root_fd, 1 + NET_DNS_FILE_LIMIT, &dns->text);
	size_t kinds = COUNT(troubles);

	if (r < 0 && r != -EFBIG) {
		set_trouble_of_error(dns, r);
		return;
	}
	if (dns->text.length == 0 || (unsigned char) dns->text.bytes[0] >= kinds)
		set_trouble_of_error(dns, -EBADMSG);
	else if (dns->text.bytes[0] == FOUND_TEXT)
		take_text(dns, r == -EFBIG);
	else
		set_trouble(dns, "%s", troubles[(unsigned char) dns->text.bytes[0]]);
}

void net_dns_read(pid_t pid, uint64_t start_time, uint64_t net_ino, struct net_dns *ret_dns)
{
	CLEANUP_FD int dir_fd = -1;
	CLEANUP_FD int root_fd = -1;
	uint64_t ino = 0;
	int r = procfs_open_identity(pid, start_time, &dir_fd);

	ret_dns->pid = pid;
	if (r == 0)
		r = procfs_ns_ino(dir_fd, "ns/net", &ino);
	if (r == 0 && ino != net_ino) {
		set_trouble(ret_dns, "the process is not in this net namespace");
		return;
	}
	if (r == 0) {
		root_fd = openat(dir_fd, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);
		r = root_fd < 0 ? -errno : 0;
	}
	if (r < 0)
		set_trouble_of_error(ret_dns, r);
	else
		read_in(root_fd, ret_dns);
}
