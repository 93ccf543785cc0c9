/* What traps are made of: a namespace that nobody lives in, a thread or a child that stays, a descriptor on its way; and what the
 * kernel says of a namespace before it is hidden. */
#ifndef NSATLAS_TEST_TRAPS_H
#define NSATLAS_TEST_TRAPS_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Newer than the headers of Debian 12. */
#define TRAP_NS_GET_ID _IOR(0xb7, 13, uint64_t)
enum { TRAP_CLONE_NEWTIME = 0x80 };

/* In this directory of a mount namespace of its own a trap mounts things; /mnt is there on every host. */
#define PLACE "/mnt"

struct found {
	const char *type;
	uint64_t ino;
	uint64_t id;	/* 0: the kernel has none */
	uint64_t start_time;
	pid_t pid;
	pid_t tid;
	int fd;		/* -1: none */
	char path[256];
	uint64_t mnt;
};

/* Shared with the children. */
static struct found *found;
static const char *place;	/* the PATH of `mount` */

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "traps: %s: %s\n", #condition, strerror(errno)); \
			exit(1); \
		} \
	} while (0)

/* --- what the kernel says */

static inline uint64_t ino_of(int fd)
{
	struct stat status;

	must(fstat(fd, &status) == 0);
	return status.st_ino;
}

static inline uint64_t ino_of_link(pid_t pid, const char *link)
{
	struct stat status;
	char path[64];

	(void) snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int) pid, link);
	must(stat(path, &status) == 0);
	return status.st_ino;
}

static inline void note_fd(const char *type, int fd)
{
	found->type = type;
	found->ino = ino_of(fd);
	if (ioctl(fd, TRAP_NS_GET_ID, &found->id) < 0)
		found->id = 0;
}

static inline int open_link(const char *directory, const char *link)
{
	char path[96];
	int fd;

	(void) snprintf(path, sizeof(path), "%s/ns/%s", directory, link);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	must(fd >= 0);
	return fd;
}

static inline void note_link(const char *type, const char *directory, const char *link)
{
	int fd = open_link(directory, link);

	note_fd(type, fd);
	(void) close(fd);
}

static inline uint64_t start_time_of(pid_t pid)
{
	char path[64], text[1024];
	unsigned long long value;
	const char *at;
	FILE *file;
	size_t n;

	(void) snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	file = fopen(path, "re");
	must(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	(void) fclose(file);
	text[n] = '\0';
	at = strrchr(text, ')');
	must(at && sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &value) == 1);
	return value;
}

static inline void print_found(void)
{
	printf("{\"pid\":%d,\"startTime\":%llu", (int) found->pid, (unsigned long long) found->start_time);
	if (found->type)
		printf(",\"type\":\"%s\",\"ino\":%llu", found->type, (unsigned long long) found->ino);
	if (found->id != 0)
		printf(",\"id\":\"%llu\"", (unsigned long long) found->id);
	if (found->tid != 0)
		printf(",\"tid\":%d", (int) found->tid);
	if (found->fd >= 0)
		printf(",\"fd\":%d", found->fd);
	if (found->path[0] != '\0')
		printf(",\"path\":\"%s\"", found->path);
	if (found->mnt != 0)
		printf(",\"mnt\":%llu", (unsigned long long) found->mnt);
	printf("}\n");
	(void) fflush(stdout);
}

/* --- means */

static inline void leave(int flags)
{
	must(unshare(flags) == 0);
}

static inline void come_back(int fd)
{
	must(setns(fd, 0) == 0);
	(void) close(fd);
}

/* A child that dies with us. */
static inline pid_t fork_mortal(void)
{
	pid_t parent = getpid(), pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
		if (getppid() != parent)
			_exit(1);
	}
	return pid;
}

/* A descriptor of a new namespace that nobody lives in. */
static inline int make_namespace(int flag, const char *link)
{
	int own = open_link("/proc/thread-self", link), made;

	leave(flag);
	made = open_link("/proc/thread-self", link);
	come_back(own);
	return made;
}

struct thread_work {
	void (*trap)(void);
	pthread_barrier_t ready;
};

static inline void *run_trap(void *argument)
{
	struct thread_work *work = argument;

	found->tid = gettid();
	work->trap();
	(void) pthread_barrier_wait(&work->ready);
	for (;;)
		(void) pause();
	return NULL;
}

/* The trap is sprung by a thread that is not the first one, and which stays. */
static inline void in_thread(void (*trap)(void))
{
	static struct thread_work work;
	pthread_t thread;

	work.trap = trap;
	(void) pthread_barrier_init(&work.ready, NULL, 2);
	must(pthread_create(&thread, NULL, run_trap, &work) == 0);
	(void) pthread_barrier_wait(&work.ready);
}

/* The first process of the new pid namespace comes and goes: what is left is where the next children would be born, and they cannot. */
static inline void leave_pid_and_lose_its_first(void)
{
	pid_t child;

	leave(CLONE_NEWPID);
	child = fork();
	if (child == 0)
		_exit(0);
	must(waitpid(child, NULL, 0) == child);
}

/* Into a mount namespace of one's own, with a file system at PLACE and a file there to mount on. */
static inline void make_place(void)
{
	int file;

	leave(CLONE_NEWNS);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount("traps", PLACE, "tmpfs", 0, "size=64k") == 0);
	file = open(PLACE "/ns", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	must(file >= 0);
	(void) close(file);
}

static inline void mount_at(int ns_fd, const char *path)
{
	char from[64];

	(void) snprintf(from, sizeof(from), "/proc/self/fd/%d", ns_fd);
	must(mount(from, path, NULL, MS_BIND, NULL) == 0);
	(void) snprintf(found->path, sizeof(found->path), "%s", path);
}

/* --- descriptors on their way */

/* Sent and never received: no table has it, only the queue of the socket. */
static inline void send_away(int socket, int fd)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))] = { 0 };
	char byte = 0;
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	*header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &fd, sizeof(fd));
	must(sendmsg(socket, &message, 0) == 1);
	(void) close(fd);
}

static inline int receive(int socket)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	int fd;

	must(recvmsg(socket, &message, MSG_CMSG_CLOEXEC) == 1 && message.msg_controllen == sizeof(control));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

#endif
