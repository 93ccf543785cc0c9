/* A container whose every dynamic program is a trap, and how to see that one was sprung. Its tree is a tmpfs that only its own
 * mount namespace shows: nothing of it stays, however the test ends. */
#ifndef NSATLAS_TEST_HOSTILE_ROOT_H
#define NSATLAS_TEST_HOSTILE_ROOT_H

#include <limits.h>

#include "targets.h"

#define HOSTILE_CAPABILITIES \
	"--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap"

/* $0: an empty directory; $1: where the traps are. The programs are copies, with what ldd(1) says that they load. The name
 * service of users, groups and hosts is the trap. The container itself starts nothing more once it is ready. */
static const char hostile_root_script[] =
	"set -e; r=$0; mount -t tmpfs hostile $r; mkdir -p $r/etc $r/proc; mount -t proc proc $r/proc;"
	"for p in sh cat getent; do f=$(command -v $p); for l in $f $(ldd $f | grep -o '/[^ ]*'); do"
	"  mkdir -p $r${l%/*}; cp -L $l $r$l; done; done;"
	"libc=$(ldd $(command -v sh) | grep -o '/[^ ]*/libc[.-][^ ]*');"
	"cp $1/loader-trap $1/loader-trap.so $r/; cp $1/loader-trap.so $r${libc%/*}/libnss_trap.so.2;"
	"printf 'passwd: trap files\\ngroup: trap files\\nhosts: trap files\\n' >$r/etc/nsswitch.conf;"
	"printf 'root:x:0:0::/loader-trap:/loader-trap\\nnobody:x:0:0::/:/loader-trap\\n' >$r/etc/passwd;"
	"exec setpriv " HOSTILE_CAPABILITIES " chroot $r sh -c 'echo ready; read end'";

/* Nothing is armed yet but the name service. directory: an empty one. */
static inline struct target_child start_hostile(const char *directory)
{
	const char *build = getenv("NSATLAS_BUILD");

	must(build);
	return start_target((const char *const []) { "unshare", "-mpniu", "--fork", "sh", "-c", hostile_root_script, directory, build, NULL }, 1);
}

/* Runs a shell's command in the container's root, seen from outside. */
static inline char *in_hostile(const struct target_child *target, const char *command)
{
	char script[512];

	must(snprintf(script, sizeof(script), "cd /proc/%d/root && %s", (int) target->pid, command) < (int) sizeof(script));
	return output_of((const char *const []) { "sh", "-c", script, NULL });
}

static inline void arm_preload(const struct target_child *target)
{
	free(in_hostile(target, "echo /loader-trap.so >etc/ld.so.preload"));
}

/* No dynamic program starts there any more. */
static inline void arm_loader(const struct target_child *target)
{
	free(in_hostile(target, "for l in $(ldd \"$(command -v sh)\" | grep -o '/[^ ]*/ld-[^ ]*'); do cp loader-trap .$l.new && mv .$l.new .$l; done"));
}

/* What the traps told since the last time, to free. */
static inline char *sprung(const struct target_child *target)
{
	return in_hostile(target, "cat trapped 2>/dev/null; rm -f trapped");
}

/* What a trap tells that was sprung by a process with the rights of the container and no more, to free. */
static inline char *container_s_line(const struct target_child *target)
{
	char *uid = status_of(target->pid, "Uid"), *capabilities = status_of(target->pid, "CapEff"), *line = calloc(1, 128);

	must(line);
	(void) snprintf(line, 128, "uid %ld capabilities %s pid %llu\n", strtol(uid, NULL, 10), capabilities,
			(unsigned long long) ino_of(target->pid, "pid"));
	free(uid);
	free(capabilities);
	return line;
}

#endif
