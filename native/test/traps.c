/* traps VERB: makes one of the cases in which a namespace, or a process, is easily missed.
 *
 * Prints one line of JSON that says what there is to find, waits until its standard input is closed, and leaves nothing behind:
 *
 *   {"type":"net","ino":4026532311,"id":"5123","pid":4711,"startTime":882211,"tid":4712,"fd":5,"path":"/mnt/ns","mnt":4026532300}
 *
 * What a trap does not have is left out. All of it is asked of the kernel (stat(2), ioctl_ns(2)) before it is hidden. */
#define _GNU_SOURCE
#include "traps.h"

#include <sys/mman.h>
#include <sys/un.h>

/* --- threads */

static void leave_net(void)
{
	leave(CLONE_NEWNET);
	note_link("net", "/proc/thread-self", "net");
}

static void thread(void)
{
	in_thread(leave_net);
}

static void leave_time_for_children(void)
{
	leave(TRAP_CLONE_NEWTIME);
	note_link("time", "/proc/thread-self", "time_for_children");
}

static void thread_for_children(void)
{
	in_thread(leave_time_for_children);
}

/* --- descriptors */

static void descriptor(void)
{
	found->fd = make_namespace(CLONE_NEWUTS, "uts");
	note_fd("uts", found->fd);
}

static void open_in_own_table(void)
{
	leave(CLONE_FILES);
	descriptor();
}

static void thread_descriptor(void)
{
	in_thread(open_in_own_table);
}

/* A descriptor that was opened at a path reads as that path, and as `/` once nothing is mounted there any more. */
static void unmounted(void)
{
	int made = make_namespace(CLONE_NEWIPC, "ipc");

	make_place();
	mount_at(made, PLACE "/ns");
	(void) close(made);
	found->fd = open(PLACE "/ns", O_RDONLY | O_CLOEXEC);
	must(found->fd >= 0 && umount2(PLACE "/ns", MNT_DETACH) == 0);
	note_fd("ipc", found->fd);
	found->path[0] = '\0';
}

/* device NULL: a socket */
static void open_elsewhere(const char *device)
{
	int own = open_link("/proc/thread-self", "net");

	leave(CLONE_NEWNET);
	note_link("net", "/proc/thread-self", "net");
	found->fd = device ? open(device, O_RDWR | O_CLOEXEC) : socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	must(found->fd >= 0);
	come_back(own);
}

static void open_socket(void)
{
	open_elsewhere(NULL);
}

static void open_socket_in_own_table(void)
{
	leave(CLONE_FILES);
	open_socket();
}

static void thread_socket(void)
{
	in_thread(open_socket_in_own_table);
}

static void tun(void)
{
	open_elsewhere("/dev/net/tun");
}

static void in_flight(void)
{
	int made = make_namespace(CLONE_NEWIPC, "ipc"), ends[2];

	note_fd("ipc", made);
	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0);
	send_away(ends[0], made);
	found->fd = ends[1];
}

/* The kernel lists mount namespaces (NS_MNT_GET_NEXT), so that this one can be found although nothing leads to it. */
static void in_flight_mnt(void)
{
	int ends[2], status;
	pid_t child;

	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0);
	child = fork_mortal();
	if (child == 0) {
		leave(CLONE_NEWNS);
		note_link("mnt", "/proc/self", "mnt");
		send_away(ends[0], open_link("/proc/self", "mnt"));
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child && status == 0);
	found->fd = ends[1];
}

static void connect_to(const struct sockaddr *address, socklen_t length)
{
	must(connect(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), address, length) == 0);
}

static void send_to(const struct sockaddr *address, socklen_t length)
{
	must(sendto(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "+", 1, 0, address, length) == 1);
}

/* A child of another net namespace, that has sent something or connected and is gone by now. */
static void reach_and_end(int listener, void (*reach)(const struct sockaddr *, socklen_t))
{
	struct sockaddr_un address = { 0 };
	socklen_t length = sizeof(address);
	pid_t child;
	int status;

	address.sun_family = AF_UNIX;
	/* A path: another net namespace has other names without one. */
	(void) snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/nsatlas-trap-%d", (int) getpid());
	must(bind(listener, (const struct sockaddr *) &address, length) == 0);
	if (reach == connect_to)
		must(listen(listener, 1) == 0);
	child = fork_mortal();
	if (child == 0) {
		leave(CLONE_NEWNET);
		note_link("net", "/proc/self", "net");
		reach((const struct sockaddr *) &address, length);
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child && status == 0 && unlink(address.sun_path) == 0);
	found->fd = listener;
}

static void unaccepted(void)
{
	reach_and_end(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), connect_to);
}

static void unreceived(void)
{
	reach_and_end(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), send_to);
}

/* --- the kernel itself */

/* A proc file system shows one pid namespace, and keeps it; this one is mounted nowhere. */
static void mount_proc_nowhere(int socket)
{
	int context = fsopen("proc", FSOPEN_CLOEXEC), mount;

	must(context >= 0 && fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0);
	mount = fsmount(context, FSMOUNT_CLOEXEC, 0);
	must(mount >= 0);
	note_link("pid", "/proc/self", "pid");
	send_away(socket, mount);
	_exit(0);
}

static void kernel(void)
{
	int ends[2], status;
	pid_t child;

	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0);
	child = fork_mortal();
	if (child == 0) {
		leave(CLONE_NEWPID);
		child = fork();
		if (child == 0)
			mount_proc_nowhere(ends[0]);
		must(waitpid(child, &status, 0) == child);
		_exit(status != 0);
	}
	must(waitpid(child, &status, 0) == child && status == 0);
	(void) receive(ends[1]);
}

/* --- mounts */

static void mount_elsewhere(void)
{
	int made = make_namespace(CLONE_NEWUTS, "uts"), ready[2];
	pid_t child;
	char byte;

	note_fd("uts", made);
	must(pipe2(ready, O_CLOEXEC) == 0);
	child = fork_mortal();
	if (child == 0) {
		make_place();
		mount_at(made, PLACE "/ns");
		(void) close(made);
		must(write(ready[1], "", 1) == 1);
		for (;;)
			(void) pause();
	}
	(void) close(made);
	must(read(ready[0], &byte, 1) == 1);
	found->pid = child;
	found->mnt = ino_of_link(child, "mnt");
}

/* In a mount namespace that no process lives in any more: a descriptor holds it, and it holds the other. */
static void mount_nowhere(void)
{
	int made = make_namespace(CLONE_NEWUTS, "uts"), ends[2], status;
	pid_t child;

	note_fd("uts", made);
	must(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) == 0);
	child = fork_mortal();
	if (child == 0) {
		make_place();
		mount_at(made, PLACE "/ns");
		send_away(ends[0], open_link("/proc/self", "mnt"));
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child && status == 0);
	(void) close(made);
	found->fd = receive(ends[1]);
	found->mnt = ino_of(found->fd);
}

static void mount_here(void)
{
	int made = make_namespace(CLONE_NEWUTS, "uts"), file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	must(file >= 0);
	(void) close(file);
	note_fd("uts", made);
	mount_at(made, place);
	(void) close(made);
	found->mnt = ino_of_link(getpid(), "mnt");
}

static void mount_here_end(void)
{
	(void) umount2(place, MNT_DETACH);
	(void) unlink(place);
}

/* --- relatives */

static void write_line(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	must(fd >= 0 && write(fd, text, strlen(text)) > 0);
	(void) close(fd);
}

/* A user namespace that nobody lives in; its child has a member. */
static void parent(void)
{
	char uids[32], gids[32];

	(void) snprintf(uids, sizeof(uids), "0 %u 1", geteuid());
	(void) snprintf(gids, sizeof(gids), "0 %u 1", getegid());
	leave(CLONE_NEWUSER);
	write_line("/proc/self/setgroups", "deny");
	write_line("/proc/self/uid_map", uids);
	write_line("/proc/self/gid_map", gids);
	note_link("user", "/proc/self", "user");
	leave(CLONE_NEWUSER);
}

static void pid_for_children(void)
{
	leave_pid_and_lose_its_first();
	note_link("pid", "/proc/self", "pid_for_children");
}

static void time_for_children(void)
{
	leave(TRAP_CLONE_NEWTIME);
	note_link("time", "/proc/self", "time_for_children");
}

/* Not even its number can be read before the first child is there. */
static void unborn(void)
{
	leave(CLONE_NEWPID);
}

/* --- processes */

static void zombie(void)
{
	pid_t child = fork();
	siginfo_t info;

	must(child >= 0);
	if (child == 0)
		_exit(0);
	must(waitid(P_PID, (id_t) child, &info, WEXITED | WNOWAIT) == 0);
	found->pid = child;
}

/* The state and parent that a reader of stat finds who stops at the first parenthesis; bytes that are no UTF-8; an escape sequence. */
#define HOSTILE_COMM "a) R 1 (b \n"
#define HOSTILE_ARGUMENT "\xff\xfe\"\\\x1b[31m\n"

static void hostile(void)
{
	char *const argv[] = { (char *) (uintptr_t) HOSTILE_ARGUMENT, (char *) (uintptr_t) "", (char *) (uintptr_t) "a b", NULL };
	char *const environment[] = { (char *) (uintptr_t) "TRAPS_HOSTILE=1", NULL };
	int ready[2];
	char byte;
	pid_t child;

	must(pipe(ready) == 0);
	/* Not at once into what both share: the child would write its 0 there. */
	child = fork_mortal();
	if (child == 0) {
		must(dup2(ready[1], STDOUT_FILENO) >= 0);
		(void) execve("/proc/self/exe", argv, environment);
		_exit(127);
	}
	must(read(ready[0], &byte, 1) == 1);
	found->pid = child;
}

static _Noreturn void be_hostile(void)
{
	must(prctl(PR_SET_NAME, HOSTILE_COMM, 0, 0, 0) == 0);
	must(write(STDOUT_FILENO, "", 1) == 1);
	for (;;)
		(void) pause();
}

/* Of another user than most observers, and not dumpable: nobody without CAP_SYS_PTRACE sees its namespaces. */
static void unreadable(void)
{
	leave(CLONE_NEWUTS);
	note_link("uts", "/proc/self", "uts");
	must(setgid(65534) == 0 && setuid(65534) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
}

/* --- the verbs */

static const struct verb {
	const char *name;
	void (*spring)(void);
	void (*end)(void);
} verbs[] = {
	{ "thread", thread, NULL },				/* a thread lives in it, its process does not */
	{ "thread-for-children", thread_for_children, NULL },	/* the children of a thread would */
	{ "pid-for-children", pid_for_children, NULL },
	{ "time-for-children", time_for_children, NULL },
	{ "unborn", unborn, NULL },				/* unshare(CLONE_NEWPID), and no child yet */
	{ "descriptor", descriptor, NULL },
	{ "thread-descriptor", thread_descriptor, NULL },	/* in the table that a thread has to itself */
	{ "unmounted", unmounted, NULL },			/* a descriptor that was opened at a path */
	{ "socket", open_socket, NULL },
	{ "thread-socket", thread_socket, NULL },
	{ "tun", tun, NULL },
	{ "in-flight", in_flight, NULL },
	{ "in-flight-mnt", in_flight_mnt, NULL },
	{ "unaccepted", unaccepted, NULL },			/* a connection from it waits for accept(2) */
	{ "unreceived", unreceived, NULL },			/* a message from it */
	{ "kernel", kernel, NULL },				/* a file system of the kernel's keeps it, and nobody can tell which */
	{ "mount", mount_here, mount_here_end },		/* at PATH, in the mount namespace of who calls */
	{ "mount-elsewhere", mount_elsewhere, NULL },		/* in the one of a process */
	{ "mount-nowhere", mount_nowhere, NULL },		/* in one that only a descriptor holds */
	{ "parent", parent, NULL },				/* a user namespace that lives for its child */
	{ "zombie", zombie, NULL },
	{ "hostile", hostile, NULL },				/* comm and arguments */
	{ "unreadable", unreadable, NULL },
};

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	fprintf(stderr, "usage: traps VERB [PATH]\n");
	exit(2);
}

int main(int argc, char *argv[])
{
	const struct verb *verb;
	char byte;

	if (getenv("TRAPS_HOSTILE"))
		be_hostile();
	verb = find_verb(argc > 1 ? argv[1] : "");
	place = argc > 2 ? argv[2] : NULL;
	must(place || verb->spring != mount_here);
	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(found != MAP_FAILED);
	found->pid = getpid();
	found->fd = -1;
	verb->spring();
	found->start_time = start_time_of(found->pid);
	print_found();
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	if (verb->end)
		verb->end();
	return 0;
}
