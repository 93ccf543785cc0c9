/* One system call that fails: a program that executes the helper under ptrace(2), counts the calls of the dangerous stage and makes
 * one of them fail. strace(1) counts the same call of every process; here it is the n-th of one, wherever it stands.
 *
 *   /proc/self/exe --calls FILE PROGRAM...             writes `role nth number-of-the-system-call` for each, in their order
 *   /proc/self/exe --fail ROLE NTH ERRNO PROGRAM...    exits with FAILING_MISSED if it never came to that call
 *
 * Role 1 is what the helper starts from its memory file, role 2 the child of that up to its execve(2), role 3 the helper itself, role 4
 * its other children, and what will be role 1 up to there. */
#ifndef NSATLAS_TEST_FAILING_CALL_H
#define NSATLAS_TEST_FAILING_CALL_H

#include <limits.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>

#include "targets.h"

enum { FAILING_MISSED = 77, FAILING_SECONDS = 30, FAILING_PROCESSES = 64 };
enum failing_role { ROLE_OTHER, ROLE_FIRST, ROLE_SECOND, ROLE_HELPER, ROLE_BORN, ROLE_COUNT };

struct failing_process { pid_t pid; enum failing_role role; int count; bool fails; };

static struct {
	pid_t helper;
	FILE *list;
	int role, nth, error;
	bool done;
	struct failing_process processes[FAILING_PROCESSES];
} failing;

static inline bool is_stage(pid_t pid)
{
	char path[64], program[PATH_MAX];
	ssize_t n;

	(void) snprintf(path, sizeof(path), "/proc/%d/exe", (int) pid);
	n = readlink(path, program, sizeof(program) - 1);
	program[n > 0 ? n : 0] = '\0';
	return strncmp(program, "/memfd:nsatlas-", 15) == 0;
}

static inline struct failing_process *failing_process_of(pid_t pid)
{
	struct failing_process *unused = NULL;

	for (int i = 0; i < FAILING_PROCESSES; i++) {
		if (failing.processes[i].pid == pid)
			return &failing.processes[i];
		if (failing.processes[i].pid == 0)
			unused = &failing.processes[i];
	}
	must(unused);
	*unused = (struct failing_process) { .pid = pid, .role = is_stage(pid) ? ROLE_SECOND : ROLE_BORN };
	return unused;
}

static inline void set_register(pid_t pid, bool number, long value)
{
#ifdef __x86_64__
	must(ptrace(PTRACE_POKEUSER, pid, number ? offsetof(struct user_regs_struct, orig_rax) : offsetof(struct user_regs_struct, rax), value) == 0);
#else
#error "which register holds the number of a system call, and which its result?"
#endif
}

static inline void meet_call(struct failing_process *process)
{
	struct __ptrace_syscall_info info;

	/* It may have been killed meanwhile. */
	if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		process->count++;
		if (failing.list)
			(void) fprintf(failing.list, "%d %d %lld\n", (int) process->role, process->count, (long long) info.entry.nr);
		process->fails = !failing.done && (int) process->role == failing.role && process->count == failing.nth;
		/* close(2) closes, also when it tells of an error. */
		if (process->fails && info.entry.nr != SYS_close)
			set_register(process->pid, true, -1);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT && process->fails) {
		set_register(process->pid, false, -failing.error);
		process->fails = false;
		failing.done = true;
	}
}

/* A process is in the stage once it executes the memory file, and out of it once it executes anything else. */
static inline void meet_execution(struct failing_process *process)
{
	process->role = is_stage(process->pid) ? ROLE_FIRST : process->pid == failing.helper ? ROLE_HELPER : ROLE_OTHER;
	process->count = 0;
}

static inline void go_on(struct failing_process *process, int status)
{
	bool is_call = WSTOPSIG(status) == (SIGTRAP | 0x80), is_event = status >> 16 != 0;
	int signal = is_call || is_event || WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status);

	if (is_call)
		meet_call(process);
	if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		meet_execution(process);
	if (process->role == ROLE_OTHER)
		(void) ptrace(PTRACE_DETACH, process->pid, 0, 0);
	else
		(void) ptrace(PTRACE_SYSCALL, process->pid, 0, signal);
}

static inline int trace_all(void)
{
	int status, end = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct failing_process *process = failing_process_of(pid);

		if (WIFSTOPPED(status)) {
			go_on(process, status);
			continue;
		}
		process->pid = 0;
		if (pid == failing.helper)
			end = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	return end;
}

static inline int trace_program(char *const program[])
{
	const long options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC;
	int status, end;

	failing.helper = fork();
	must(failing.helper >= 0);
	if (failing.helper == 0) {
		(void) ptrace(PTRACE_TRACEME, 0, 0, 0);
		(void) raise(SIGSTOP);
		(void) execv(program[0], program);
		_exit(127);
	}
	/* The client sees the end of the helper, not of us. */
	(void) close(STDIN_FILENO);
	(void) close(STDOUT_FILENO);
	(void) alarm(FAILING_SECONDS);
	must(waitpid(failing.helper, &status, 0) == failing.helper && ptrace(PTRACE_SETOPTIONS, failing.helper, 0, options) == 0);
	must(ptrace(PTRACE_CONT, failing.helper, 0, 0) == 0);
	end = trace_all();
	return failing.error && !failing.done ? FAILING_MISSED : end;
}

/* The whole of such a run, if main() was called for one; else -1. */
static inline int failing_call(int argc, char *argv[])
{
	if (argc > 3 && strcmp(argv[1], "--calls") == 0) {
		failing.list = fopen(argv[2], "we");
		must(failing.list);
		argv += 3;
	} else if (argc > 5 && strcmp(argv[1], "--fail") == 0) {
		failing.role = atoi(argv[2]);
		failing.nth = atoi(argv[3]);
		failing.error = atoi(argv[4]);
		argv += 5;
	} else {
		return -1;
	}
	argc = trace_program(argv);
	if (failing.list)
		(void) fclose(failing.list);
	return argc;
}

#endif
