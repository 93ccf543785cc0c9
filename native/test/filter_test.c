/* The inspect door's filter: what it lets through, what it refuses, and what ends whoever tries it. */
#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/netlink.h>
#include <linux/kcmp.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

typedef long attempt_call(void);

struct attempt {
	const char *name;
	attempt_call *call;
};

enum { DIED = 255, DID_NOTHING = 254 };

/* What became of a call in a process under the filter: 0, an errno, or DIED by SIGSYS. */
static int outcome(int (*install)(void), attempt_call *call)
{
	pid_t pid = fork();
	int status;

	must(pid >= 0);
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || install() < 0)
			syscall(SYS_exit_group, DID_NOTHING);
		errno = 0;
		syscall(SYS_exit_group, call() < 0 ? errno : 0);
	}
	must(waitpid(pid, &status, 0) == pid);
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? DIED : DID_NOTHING;
	return WEXITSTATUS(status);
}

static void outcomes_are(const struct attempt *attempts, size_t count, int want)
{
	for (size_t i = 0; i < count; i++)
		if (!is_number(outcome(filter_install, attempts[i].call), want))
			printf("# %s\n", attempts[i].name);
}

#define CALL(name, expression) static long try_##name(void) { return (long) (expression); }
#define ATTEMPT(name) { #name, try_##name }

/* --- deadly */

static char *const no_strings[] = { NULL };

CALL(execve, syscall(SYS_execve, "/bin/true", no_strings, no_strings))
CALL(execveat, syscall(SYS_execveat, AT_FDCWD, "/bin/true", no_strings, no_strings, 0))
CALL(ptrace, syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0))
CALL(process_vm_readv, syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0))
CALL(process_vm_writev, syscall(SYS_process_vm_writev, 1, NULL, 0, NULL, 0, 0))
CALL(mount, syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL))
CALL(umount2, syscall(SYS_umount2, "/mnt", 0))
CALL(move_mount, syscall(SYS_move_mount, -1, "", -1, "", 0))
CALL(pivot_root, syscall(SYS_pivot_root, "/", "/"))
CALL(chroot, syscall(SYS_chroot, "/"))
CALL(unshare, syscall(SYS_unshare, CLONE_NEWUTS))
CALL(bpf, syscall(SYS_bpf, BPF_MAP_CREATE, NULL, 0))
CALL(perf_event_open, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0))
CALL(userfaultfd, syscall(SYS_userfaultfd, 0))
CALL(init_module, syscall(SYS_init_module, NULL, 0, ""))
CALL(kexec_load, syscall(SYS_kexec_load, 0, 0, NULL, 0))
CALL(pidfd_getfd, syscall(SYS_pidfd_getfd, -1, 0, 0))
CALL(io_uring_setup, syscall(SYS_io_uring_setup, 1, NULL))
CALL(setuid, syscall(SYS_setuid, 0))

static void calls_of_an_intruder_are_deadly(void)
{
	static const struct attempt attempts[] = {
		ATTEMPT(execve), ATTEMPT(execveat), ATTEMPT(ptrace), ATTEMPT(process_vm_readv), ATTEMPT(process_vm_writev), ATTEMPT(mount),
		ATTEMPT(umount2), ATTEMPT(move_mount), ATTEMPT(pivot_root), ATTEMPT(chroot), ATTEMPT(unshare), ATTEMPT(bpf),
		ATTEMPT(perf_event_open), ATTEMPT(userfaultfd), ATTEMPT(init_module), ATTEMPT(kexec_load), ATTEMPT(pidfd_getfd),
		ATTEMPT(io_uring_setup), ATTEMPT(setuid),
	};

	outcomes_are(attempts, sizeof(attempts) / sizeof(attempts[0]), DIED);
}

/* --- refused */

CALL(open_write, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY))
CALL(open_read_write, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR))
CALL(open_create, syscall(SYS_openat, AT_FDCWD, "/tmp/nsatlas-filter-test", O_RDONLY | O_CREAT, 0600))
CALL(open_truncate, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY | O_TRUNC))
CALL(open_temporary, syscall(SYS_openat, AT_FDCWD, "/tmp", O_TMPFILE | O_WRONLY, 0600))
CALL(old_open_write, syscall(SYS_open, "/dev/null", O_WRONLY))
CALL(creat, syscall(SYS_creat, "/tmp/nsatlas-filter-test", 0600))
CALL(openat2, syscall(SYS_openat2, AT_FDCWD, "/dev/null", &(struct open_how) { .flags = O_RDONLY }, sizeof(struct open_how)))
CALL(handle_write, syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, O_RDWR))
CALL(queue_create, syscall(SYS_mq_open, "nsatlas-filter-test", O_RDONLY | O_CREAT, 0600, NULL))
CALL(queue_write, syscall(SYS_mq_open, "nsatlas-filter-test", O_WRONLY, 0, NULL))
CALL(queue_receive, syscall(SYS_mq_timedreceive, -1, NULL, 0, NULL, NULL))
CALL(queue_unlink, syscall(SYS_mq_unlink, "nsatlas-filter-test"))
CALL(unlink, syscall(SYS_unlinkat, AT_FDCWD, "/tmp/nsatlas-filter-test", 0))
CALL(mkdir, syscall(SYS_mkdirat, AT_FDCWD, "/tmp/nsatlas-filter-test", 0700))
CALL(rename, syscall(SYS_renameat2, AT_FDCWD, "/tmp/a", AT_FDCWD, "/tmp/b", 0))
CALL(chmod, syscall(SYS_fchmodat, AT_FDCWD, "/dev/null", 0666))
CALL(ftruncate, syscall(SYS_ftruncate, 0, 0))
CALL(internet, syscall(SYS_socket, AF_INET, SOCK_STREAM, 0))
CALL(packet, syscall(SYS_socket, AF_PACKET, SOCK_RAW, 0))
CALL(unix_socket, syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0))
CALL(netfilter, syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER))
CALL(audit, syscall(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_AUDIT))
CALL(connect, syscall(SYS_connect, 0, NULL, 0))
CALL(terminal_ioctl, syscall(SYS_ioctl, 0, TIOCSTI, "x"))
CALL(disk_ioctl, syscall(SYS_ioctl, 0, 0x125d, 0))
CALL(kill, syscall(SYS_kill, getppid(), 0))
CALL(pidfd_send_signal, syscall(SYS_pidfd_send_signal, -1, 0, NULL, 0))
CALL(mmap_exec, syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
CALL(mprotect_exec, syscall(SYS_mprotect, NULL, 0, PROT_EXEC))
CALL(clone_user, syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL))
CALL(clone_mount, syscall(SYS_clone, CLONE_NEWNS | SIGCHLD, NULL, NULL, NULL, NULL))
CALL(set_limit, syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &(struct rlimit) { 10, 10 }, NULL))
CALL(sethostname, syscall(SYS_sethostname, "x", 1))
CALL(memfd, syscall(SYS_memfd_create, "x", 0))

static void whatever_would_change_something_is_refused(void)
{
	static const struct attempt attempts[] = {
		ATTEMPT(open_write), ATTEMPT(open_read_write), ATTEMPT(open_create), ATTEMPT(open_truncate), ATTEMPT(open_temporary),
		ATTEMPT(old_open_write), ATTEMPT(creat), ATTEMPT(openat2), ATTEMPT(handle_write),
		ATTEMPT(queue_create), ATTEMPT(queue_write), ATTEMPT(queue_receive), ATTEMPT(queue_unlink), ATTEMPT(unlink), ATTEMPT(mkdir), ATTEMPT(rename),
		ATTEMPT(chmod), ATTEMPT(ftruncate), ATTEMPT(internet), ATTEMPT(packet), ATTEMPT(unix_socket), ATTEMPT(netfilter), ATTEMPT(audit), ATTEMPT(connect),
		ATTEMPT(terminal_ioctl), ATTEMPT(disk_ioctl), ATTEMPT(kill), ATTEMPT(pidfd_send_signal), ATTEMPT(mmap_exec), ATTEMPT(mprotect_exec),
		ATTEMPT(clone_user), ATTEMPT(clone_mount), ATTEMPT(set_limit), ATTEMPT(sethostname), ATTEMPT(memfd),
	};

	outcomes_are(attempts, sizeof(attempts) / sizeof(attempts[0]), EPERM);
	ok(access("/tmp/nsatlas-filter-test", F_OK) < 0);
}

CALL(clone3, syscall(SYS_clone3, &(struct clone_args) { .exit_signal = SIGCHLD }, sizeof(struct clone_args)))

/* So that the C library falls back to clone(2), whose flags can be seen. */
static void a_clone_whose_flags_cannot_be_seen_does_not_exist(void)
{
	is_number(outcome(filter_install, try_clone3), ENOSYS);
}

/* --- let through */

CALL(open_read, syscall(SYS_openat, AT_FDCWD, "/proc/self/stat", O_RDONLY | O_CLOEXEC))
CALL(open_path, syscall(SYS_openat, AT_FDCWD, "/proc/1", O_PATH | O_DIRECTORY | O_CLOEXEC))
CALL(open_namespace, syscall(SYS_openat, AT_FDCWD, "/proc/self/ns/net", O_RDONLY | O_NONBLOCK))
CALL(netlink, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE))
CALL(sock_diag, socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG))
CALL(mmap, syscall(SYS_mmap, NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
CALL(compare_tables, syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILES, 0, 0))
CALL(get_limit, syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, NULL))

static long try_pair(void)
{
	int ends[2];

	return socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends);
}

static long try_namespace_type(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY);

	return ioctl(fd, 0xb703) == CLONE_NEWNET ? 0 : -1;
}

static long try_join(void)
{
	int fd = open("/proc/self/ns/net", O_RDONLY);

	return setns(fd, CLONE_NEWNET);
}

static long try_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 || waitpid(pid, NULL, 0) != pid ? -1 : 0;
}

static void what_the_inspect_door_needs_is_let_through(void)
{
	static const struct attempt attempts[] = {
		ATTEMPT(open_read), ATTEMPT(open_path), ATTEMPT(open_namespace), ATTEMPT(netlink), ATTEMPT(sock_diag), ATTEMPT(mmap), ATTEMPT(get_limit), ATTEMPT(pair), ATTEMPT(compare_tables),
		ATTEMPT(namespace_type), ATTEMPT(join), ATTEMPT(child),
	};

	outcomes_are(attempts, sizeof(attempts) / sizeof(attempts[0]), 0);
}

/* --- the opener's own */

CALL(opener_open, syscall(SYS_openat2, AT_FDCWD, "/proc/self", &(struct open_how) { .flags = O_PATH }, sizeof(struct open_how)))

static void the_opener_may_open_and_no_more(void)
{
	is_number(outcome(filter_install_for_opener, try_opener_open), 0);
	is_number(outcome(filter_install_for_opener, try_open_read), EPERM);
	is_number(outcome(filter_install_for_opener, try_execve), EPERM);
	is_number(outcome(filter_install_for_opener, try_join), EPERM);
	is_number(outcome(filter_install_for_opener, try_netlink), EPERM);
	is_number(outcome(filter_install_for_opener, try_clone_user), EPERM);
}

/* --- that of who asks for rules */

static void who_asks_for_rules_may_join_and_ask_and_no_more(void)
{
	is_number(outcome(filter_install_for_asker, try_netfilter), 0);
	is_number(outcome(filter_install_for_asker, try_netlink), EPERM);
	is_number(outcome(filter_install_for_asker, try_internet), EPERM);
	is_number(outcome(filter_install_for_asker, try_open_read), EPERM);
	is_number(outcome(filter_install_for_asker, try_open_write), EPERM);
	is_number(outcome(filter_install_for_asker, try_execve), EPERM);
	is_number(outcome(filter_install_for_asker, try_clone_user), EPERM);
	is_number(outcome(filter_install_for_asker, try_kill), EPERM);
}

/* --- that of who looks at a descriptor of another process */

CALL(netns_of_nothing, syscall(SYS_ioctl, -1, 0x894c, 0))
CALL(netns_cookie_of_nothing, syscall(SYS_getsockopt, -1, SOL_SOCKET, 71, NULL, NULL))
CALL(other_option, syscall(SYS_getsockopt, -1, SOL_SOCKET, SO_PEERCRED, NULL, NULL))
CALL(other_ioctl, syscall(SYS_ioctl, -1, 0x8914, 0))
CALL(read_from_it, syscall(SYS_read, 0, NULL, 0))

static void who_peeks_may_take_and_ask_and_no_more(void)
{
	is_number(outcome(filter_install_for_peeker, try_pidfd_getfd), EBADF);
	is_number(outcome(filter_install_for_peeker, try_netns_of_nothing), EBADF);
	is_number(outcome(filter_install_for_peeker, try_netns_cookie_of_nothing), EBADF);
	is_number(outcome(filter_install_for_peeker, try_other_option), EPERM);
	is_number(outcome(filter_install_for_peeker, try_other_ioctl), EPERM);
	is_number(outcome(filter_install_for_peeker, try_read_from_it), EPERM);
	is_number(outcome(filter_install_for_peeker, try_open_read), EPERM);
	is_number(outcome(filter_install_for_peeker, try_execve), EPERM);
	is_number(outcome(filter_install_for_peeker, try_join), EPERM);
	is_number(outcome(filter_install_for_peeker, try_netlink), EPERM);
	is_number(outcome(filter_install_for_peeker, try_clone_user), EPERM);
	is_number(outcome(filter_install_for_peeker, try_kill), EPERM);
}

/* --- that of who walks through mount namespaces */

CALL(next_mount_namespace, syscall(SYS_ioctl, -1, _IOC(_IOC_READ, 0xb7, 11, 16), 0))
CALL(owner_of_nothing, syscall(SYS_ioctl, -1, _IO(0xb7, 1), 0))
CALL(join_mount_namespace, syscall(SYS_setns, -1, CLONE_NEWNS))
CALL(join_user_namespace, syscall(SYS_setns, -1, CLONE_NEWUSER))
CALL(openat_read, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY))

static void who_walks_may_step_into_mount_namespaces_and_open_for_reading_and_no_more(void)
{
	static attempt_call *const refused[] = {
		try_owner_of_nothing, try_join_user_namespace, try_read_from_it, try_open_write, try_execve, try_mount, try_chroot, try_netlink, try_clone_user, try_kill,
	};

	is_number(outcome(filter_install_for_mnt_walker, try_next_mount_namespace), EBADF);
	is_number(outcome(filter_install_for_mnt_walker, try_join_mount_namespace), EBADF);
	is_number(outcome(filter_install_for_mnt_walker, try_openat_read), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		is_number(outcome(filter_install_for_mnt_walker, refused[i]), EPERM);
}

/* --- that of who loads iterators */

CALL(bpf_next_module, syscall(SYS_bpf, BPF_BTF_GET_NEXT_ID, NULL, 0))

CALL(bpf_create, syscall(SYS_bpf, BPF_MAP_CREATE, NULL, 0) < 0 && errno == EPERM ? -1 : 0)
CALL(bpf_pin, syscall(SYS_bpf, BPF_OBJ_PIN, NULL, 0))
CALL(bpf_next_program, syscall(SYS_bpf, BPF_PROG_GET_NEXT_ID, NULL, 0))
CALL(bpf_attach, syscall(SYS_bpf, BPF_PROG_ATTACH, NULL, 0))
CALL(bpf_tracepoint, syscall(SYS_bpf, BPF_RAW_TRACEPOINT_OPEN, NULL, 0))

static void who_loads_iterators_may_load_and_no_more(void)
{
	static attempt_call *const refused[] = {
		try_bpf_pin, try_bpf_next_program, try_bpf_attach, try_bpf_tracepoint, try_open_write, try_execve, try_join, try_netlink, try_clone_user, try_kill,
		try_mmap_exec, try_perf_event_open,
	};

	is_number(outcome(filter_install_for_loader, try_bpf_create), 0);
	is_number(outcome(filter_install_for_loader, try_open_read), 0);
	is_number(outcome(filter_install_for_loader, try_bpf_next_module), ENOENT);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		is_number(outcome(filter_install_for_loader, refused[i]), EPERM);
}

int main(void)
{
	TEST(calls_of_an_intruder_are_deadly);
	TEST(whatever_would_change_something_is_refused);
	TEST(a_clone_whose_flags_cannot_be_seen_does_not_exist);
	TEST(what_the_inspect_door_needs_is_let_through);
	TEST(the_opener_may_open_and_no_more);
	TEST(who_asks_for_rules_may_join_and_ask_and_no_more);
	TEST(who_peeks_may_take_and_ask_and_no_more);
	TEST(who_walks_may_step_into_mount_namespaces_and_open_for_reading_and_no_more);
	TEST(who_loads_iterators_may_load_and_no_more);
	return tap_done();
}
