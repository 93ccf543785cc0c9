#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/kcmp.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "count.h"
#include "nstype.h"

/* Of the headers of Debian 12 not all have both. */
enum { FILTER_SIOCGSKNS = 0x894C, FILTER_SO_NETNS_COOKIE = 71 };

/* NS_MNT_GET_NEXT and NS_MNT_GET_PREV of Linux 6.12. */
#define FILTER_MNT_GET_NEXT _IOC(_IOC_READ, 0xb7, 11, 16)
#define FILTER_MNT_GET_PREV _IOC(_IOC_READ, 0xb7, 12, 16)

/* O_TMPFILE holds O_DIRECTORY too, which is harmless. */
#define WRITING (O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY))
#define IOCTL_MAGIC(byte) ((scmp_datum_t) (byte) << 8)
#define IOCTL_MAGIC_MASK 0xff00u

/* Harmless whatever their arguments are, once nothing can be opened but for reading. */
static const int allowed[] = {
	/* memory */
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list),
	/* descriptors */
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(close_range),
	SCMP_SYS(lseek), SCMP_SYS(fcntl), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(pipe2), SCMP_SYS(poll), SCMP_SYS(ppoll),
	/* looking */
	SCMP_SYS(fstat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(name_to_handle_at), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getcwd),
	/* netlink: socket(2) itself is below */
	SCMP_SYS(bind), SCMP_SYS(getsockname), SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendto), SCMP_SYS(sendmsg),
	SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(shutdown),
	/* a child that looks from inside a namespace */
	SCMP_SYS(setns), SCMP_SYS(wait4), SCMP_SYS(waitid), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(pidfd_open),
	/* oneself */
	SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
	SCMP_SYS(capget), SCMP_SYS(capset), SCMP_SYS(prctl), SCMP_SYS(getrandom), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
	/* time and signals */
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(alarm),
	SCMP_SYS(setitimer), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
};

/* No bug of ours makes these calls: who does is an intruder, and ends. */
static const int deadly[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(open_tree),
	SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd),
	SCMP_SYS(init_module), SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot), SCMP_SYS(pidfd_getfd), SCMP_SYS(io_uring_setup), SCMP_SYS(keyctl), SCMP_SYS(setuid), SCMP_SYS(setresuid),
};

static const int opener_allowed[] = {
	SCMP_SYS(openat2), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(close), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(exit_group),
};

static const int asker_allowed[] = {
	SCMP_SYS(setns), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(getppid), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(exit_group),
};

static const int peeker_allowed[] = {
	SCMP_SYS(pidfd_getfd), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(munmap), SCMP_SYS(brk),
	SCMP_SYS(exit_group),
};

static const int walker_allowed[] = {
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(exit_group),
};

static const int loader_allowed[] = {
	SCMP_SYS(read), SCMP_SYS(pread64), SCMP_SYS(lseek), SCMP_SYS(close), SCMP_SYS(fcntl), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrandom),
	SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(sigaltstack), SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(exit_group),
};

/* Of one that has loaded. */
static const int loaded_allowed[] = {
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(fcntl), SCMP_SYS(close), SCMP_SYS(munmap), SCMP_SYS(brk), SCMP_SYS(exit_group),
};

/* No command that changes a foreign program, map or link, finds one by its id, pins, or attaches to anything but an iterator's link. */
static const scmp_datum_t loader_commands[] = {
	BPF_BTF_LOAD, BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM, BPF_MAP_FREEZE, BPF_PROG_LOAD, BPF_LINK_CREATE, BPF_ITER_CREATE, BPF_OBJ_GET_INFO_BY_FD,
};

struct rule {
	int call;
	struct scmp_arg_cmp only;
};

static const struct rule loader_limited[] = {
	{ SCMP_SYS(open),     { 1, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	{ SCMP_SYS(openat),   { 2, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	{ SCMP_SYS(mmap),     { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
	{ SCMP_SYS(mprotect), { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
};

static const struct rule limited[] = {
	{ SCMP_SYS(open),              { 1, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	{ SCMP_SYS(openat),            { 2, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	{ SCMP_SYS(open_by_handle_at), { 2, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	/* A message queue that exists, to see whose it is. Taking a message is another call, and forbidden. */
	{ SCMP_SYS(mq_open),           { 1, SCMP_CMP_MASKED_EQ, WRITING, 0 } },
	{ SCMP_SYS(ioctl),             { 1, SCMP_CMP_MASKED_EQ, IOCTL_MAGIC_MASK, IOCTL_MAGIC(0xb7) } },
	{ SCMP_SYS(ioctl),             { 1, SCMP_CMP_MASKED_EQ, IOCTL_MAGIC_MASK, IOCTL_MAGIC(0xff) } },
	{ SCMP_SYS(socketpair),        { 0, SCMP_CMP_EQ, AF_UNIX, 0 } },
	{ SCMP_SYS(mmap),              { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
	{ SCMP_SYS(mprotect),          { 2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0 } },
	/* Whether two threads have one table of descriptors: tells a yes or no, and changes nothing. */
	{ SCMP_SYS(kcmp),              { 2, SCMP_CMP_EQ, KCMP_FILES, 0 } },
	/* Only asking: the new limit is no pointer. */
	{ SCMP_SYS(prlimit64),         { 2, SCMP_CMP_EQ, 0, 0 } },
};

static int add_calls(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int r = seccomp_rule_add(filter, action, calls[i], 0);

		if (r < 0)
			return r;
	}
	return 0;
}

static int add_netlink_protocol(scmp_filter_ctx filter, int protocol)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, SCMP_A0(SCMP_CMP_EQ, AF_NETLINK),
		SCMP_A2(SCMP_CMP_EQ, (scmp_datum_t) protocol));
}

/* What the kernel tells of links and routes, and of sockets. */
static int add_netlink(scmp_filter_ctx filter)
{
	int r = add_netlink_protocol(filter, NETLINK_ROUTE);

	return r < 0 ? r : add_netlink_protocol(filter, NETLINK_SOCK_DIAG);
}

/* clone(2) without a new namespace. The bit of a time namespace lies in the exit signal's byte: clone3(2) alone can set it. */
static int add_clone(scmp_filter_ctx filter)
{
	scmp_datum_t flags = 0;

	for (int type = 0; type < NSTYPE_COUNT; type++)
		flags |= (scmp_datum_t) nstype_info[type].clone_flag;
	flags &= ~(scmp_datum_t) 0xff;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flags, 0));
}

static int add_inspect_rules(scmp_filter_ctx filter)
{
	int r = add_calls(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed));

	if (r == 0)
		r = add_calls(filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT(deadly));
	for (size_t i = 0; r == 0 && i < COUNT(limited); i++)
		r = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, limited[i].call, 1, &limited[i].only);
	if (r == 0)
		r = add_netlink(filter);
	if (r == 0)
		r = add_clone(filter);
	/* Its flags lie in memory, where no filter can look. The C library then falls back to clone(2). */
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return r;
}

static int add_opener_rules(scmp_filter_ctx filter)
{
	return add_calls(filter, SCMP_ACT_ALLOW, opener_allowed, COUNT(opener_allowed));
}

/* Beside the calls: to ask what a namespace is and who owns it, and to stay mortal and unseen (prctl(2)). */
static int add_asker_rules(scmp_filter_ctx filter)
{
	static const int options[] = { PR_SET_DUMPABLE, PR_SET_PDEATHSIG };
	int r = add_calls(filter, SCMP_ACT_ALLOW, asker_allowed, COUNT(asker_allowed));

	if (r == 0)
		r = add_netlink_protocol(filter, NETLINK_NETFILTER);
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, IOCTL_MAGIC_MASK, IOCTL_MAGIC(0xb7)));
	for (size_t i = 0; r == 0 && i < COUNT(options); i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t) options[i]));
	return r;
}

/* Beside the calls: which net namespace a socket is in, as a number, and as a descriptor of it. */
static int add_peeker_rules(scmp_filter_ctx filter)
{
	int r = add_calls(filter, SCMP_ACT_ALLOW, peeker_allowed, COUNT(peeker_allowed));

	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 2, SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET),
			SCMP_A2(SCMP_CMP_EQ, FILTER_SO_NETNS_COOKIE));
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, FILTER_SIOCGSKNS));
	return r;
}

/* Beside the calls: which mount namespace comes next, or came before; into one; and opening, but not for writing. */
static int add_walker_rules(scmp_filter_ctx filter)
{
	static const unsigned int requests[] = { FILTER_MNT_GET_NEXT, FILTER_MNT_GET_PREV };
	int r = add_calls(filter, SCMP_ACT_ALLOW, walker_allowed, COUNT(walker_allowed));

	for (size_t i = 0; r == 0 && i < COUNT(requests); i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1, SCMP_A1(SCMP_CMP_EQ, requests[i]));
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setns), 1, SCMP_A1(SCMP_CMP_EQ, CLONE_NEWNS));
	return r < 0 ? r : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, WRITING, 0));
}

static int add_loader_rules(scmp_filter_ctx filter)
{
	int r = add_calls(filter, SCMP_ACT_ALLOW, loader_allowed, COUNT(loader_allowed));

	for (size_t i = 0; r == 0 && i < COUNT(loader_limited); i++)
		r = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, loader_limited[i].call, 1, &loader_limited[i].only);
	for (size_t i = 0; r == 0 && i < COUNT(loader_commands); i++)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1, SCMP_A0(SCMP_CMP_EQ, loader_commands[i]));
	/* A type that this kernel has not is looked for in its modules, too. Refused, libbpf would load nothing at all. */
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(bpf), 1, SCMP_A0(SCMP_CMP_EQ, BPF_BTF_GET_NEXT_ID));
	/* To take the next filter on, which can only forbid more. */
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(seccomp), 1, SCMP_A0(SCMP_CMP_EQ, SECCOMP_SET_MODE_FILTER));
	if (r == 0)
		r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NO_NEW_PRIVS));
	return r;
}

static int add_loaded_rules(scmp_filter_ctx filter)
{
	int r = add_calls(filter, SCMP_ACT_ALLOW, loaded_allowed, COUNT(loaded_allowed));

	return r < 0 ? r : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(bpf), 1, SCMP_A0(SCMP_CMP_EQ, BPF_ITER_CREATE));
}

static int install(int (*add)(scmp_filter_ctx filter))
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r;

	if (!filter)
		return -ENOMEM;
	r = add(filter);
	if (r == 0)
		r = seccomp_load(filter);
	seccomp_release(filter);
	return r;
}

int filter_install(void)
{
	return install(add_inspect_rules);
}

int filter_install_for_opener(void)
{
	return install(add_opener_rules);
}

int filter_install_for_asker(void)
{
	return install(add_asker_rules);
}

int filter_install_for_peeker(void)
{
	return install(add_peeker_rules);
}

int filter_install_for_mnt_walker(void)
{
	return install(add_walker_rules);
}

int filter_install_for_loader(void)
{
	return install(add_loader_rules);
}

int filter_install_for_loaded(void)
{
	return install(add_loaded_rules);
}
