/* farm PODS CONTAINERS PROCESSES COMMAND...: runs the command in a pid namespace of its own, among so many processes that wait.
 *
 * Each pod has a net, ipc and uts namespace and a process that keeps them; each of its CONTAINERS a mnt, pid and cgroup namespace, and
 * PROCESSES. The command sees them in its /proc, and all ends with it. Its exit status is the farm's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define must(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "farm: %s: %s\n", #condition, strerror(errno)); \
			_exit(1); \
		} \
	} while (0)

static int ready[2];

static _Noreturn void wait_for_ever(void)
{
	must(write(ready[1], "", 1) == 1);
	for (;;)
		(void) pause();
}

/* The first process of a container has the others as children. */
static _Noreturn void be_container(int processes)
{
	for (int i = 1; i < processes; i++) {
		pid_t pid = fork();

		must(pid >= 0);
		if (pid == 0)
			wait_for_ever();
	}
	wait_for_ever();
}

static _Noreturn void be_pod(int containers, int processes)
{
	must(unshare(CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) == 0);
	for (int i = 0; i < containers; i++) {
		pid_t pid = fork();

		must(pid >= 0);
		if (pid > 0)
			continue;
		must(unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWCGROUP) == 0);
		pid = fork();
		must(pid >= 0);
		if (pid == 0)
			be_container(processes);
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	wait_for_ever();
}

static void await(int count)
{
	char byte;

	while (count-- > 0)
		must(read(ready[0], &byte, 1) == 1);
}

/* The first process of the farm's pid namespace: with it all others end. */
static _Noreturn void be_farm(int pods, int containers, int processes, char *command[])
{
	int status;
	pid_t pid;

	must(prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 && mount("proc", "/proc", "proc", 0, NULL) == 0);
	for (int i = 0; i < pods; i++) {
		pid = fork();
		must(pid >= 0);
		if (pid == 0)
			be_pod(containers, processes);
	}
	await(pods + pods * containers * processes);
	pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		(void) execvp(command[0], command);
		_exit(127);
	}
	must(waitpid(pid, &status, 0) == pid);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

int main(int argc, char *argv[])
{
	int status;
	pid_t pid;

	if (argc < 5) {
		fprintf(stderr, "usage: farm PODS CONTAINERS PROCESSES COMMAND...\n");
		return 2;
	}
	must(pipe2(ready, O_CLOEXEC) == 0 && unshare(CLONE_NEWPID | CLONE_NEWNS) == 0);
	pid = fork();
	must(pid >= 0);
	if (pid == 0)
		be_farm(atoi(argv[1]), atoi(argv[2]), atoi(argv[3]), argv + 4);
	must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
