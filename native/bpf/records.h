/* What the BPF iterators write and bpf-records.c decodes: fixed layouts for one machine, shared by both compilers. */
#ifndef NSATLAS_BPF_RECORDS_H
#define NSATLAS_BPF_RECORDS_H

#include <linux/types.h>

/* Version and kind in one word: what another version has written is no record. */
#define RECORD_TASK 0x6e730301u
#define RECORD_ARGV 0x6e730102u
#define RECORD_WALK 0x6e730103u
#define RECORD_HOLDER 0x6e730304u
#define RECORD_NAMESPACE 0x6e730105u

enum {
	RECORD_NSPID_MAX = 33,		/* MAX_PID_NS_LEVEL and the initial one */
	RECORD_COMM_MAX = 16,
	RECORD_ARGV_MAX = 16 * 1024,
	RECORD_LINKS = 10,		/* the types in the order of nstype.h, then pid and time for children */
	RECORD_NAMESPACES_MAX = 1 << 16,
};

/* What the descriptor of a holder is. */
enum {
	RECORD_HELD_FILE,		/* of the namespace */
	RECORD_HELD_SOCKET,		/* in the namespace */
	RECORD_HELD_TUN,		/* perhaps in the namespace, perhaps in another */
	RECORD_HELD_QUEUE,		/* a Unix socket, in whose queue a file of the namespace waits */
	RECORD_HELD_COUNT
};

/* The facts of one thread, numbered as the reader's pid namespace numbers it. */
struct record_task {
	__u32 kind;
	__s32 tid;
	__s32 pid;			/* of its process */
	__s32 ppid;			/* 0: outside the reader's pid namespace */
	__u64 start_ns;			/* since boot, of its process, by the reader's time namespace */
	__u64 group;			/* the same for all who are in the same control groups; means nothing by itself */
	__u64 cgroup_id;		/* of the v2 hierarchy */
	__u32 uid;			/* effective */
	__u32 threads;
	__u32 flags;			/* PF_* */
	__u32 state;			/* TASK_* */
	__u32 exit_state;
	__u32 nspid_count;
	__u32 ino[RECORD_LINKS];	/* 0: none */
	__u64 id[RECORD_LINKS];		/* 0: the kernel has none */
	__u64 mounts_of;		/* its mount namespace, by a number that is never used again */
	__u64 mounts_event;		/* counts what is mounted and unmounted there */
	__s32 nspid[RECORD_NSPID_MAX];	/* the reader's first */
	char comm[RECORD_COMM_MAX];	/* ends with the first NUL */
	/* What follows is in no row. */
	__u32 users;			/* of its memory, 0: it has none */
	__u64 switches;			/* how often it was taken from a CPU; 0: not told, or it is on one */
};

/* argv of one process follows: exactly its length. */
struct record_argv {
	__u32 kind;
	__s32 pid;
	__u64 start_ns;
	__u64 group;
	__s32 error;			/* -errno: it could not be copied */
	__u32 flags;			/* PF_* */
	__u32 is_cut;
	__u32 is_title;			/* its last byte is no NUL: the process wrote over it */
	__u32 length;
	__u32 pad;
};

struct record_argv_text {
	struct record_argv head;
	char text[RECORD_ARGV_MAX];
};

/* Written once, when the walk has filled the map. */
struct record_walk {
	__u32 kind;
	__u32 count;			/* namespaces in the map */
	__u32 dropped;			/* more than the map has room for */
	__u32 is_whole;			/* every type's list led back to where it began */
};

struct record_namespace {
	__u32 kind;
	__u32 type;			/* enum nstype */
	__u64 id;
	__u64 cookie;			/* net */
	__u32 ino;
	__u32 owner_ino;		/* 0: none */
	__u32 parent_ino;		/* pid and user; 0: none */
	__u32 owner_uid;		/* user */
	__u32 references;
	__u32 is_initial;
};

/* A descriptor that holds a namespace, or in whose queue one waits that does. */
struct record_holder {
	__u32 kind;
	__s32 tid;
	__s32 pid;
	__u32 fd;
	__u64 start_ns;
	__u64 id;
	__u32 ino;
	__u32 how;			/* RECORD_HELD_* */
	char type[8];			/* the kernel's name of it, with a NUL */
};

/* What the programs keep for themselves. */
struct record_reader {
	__u64 pid_ns;
	__u64 boottime_ns;		/* what its time namespace adds */
	__u32 level;			/* of its pid namespace */
	__u32 pad;
};

#ifndef __bpf__
_Static_assert(sizeof(struct record_task) == 360, "no padding that the compilers could see differently");
_Static_assert(sizeof(struct record_argv) == 48, "the same");
_Static_assert(sizeof(struct record_walk) == 16, "the same");
_Static_assert(sizeof(struct record_namespace) == 48, "the same");
_Static_assert(sizeof(struct record_holder) == 48, "the same");
#endif

#endif
