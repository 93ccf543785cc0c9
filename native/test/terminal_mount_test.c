#define _GNU_SOURCE
#include "targets.h"
#include "terminal-mount.h"

#define ROOT "20 1 0:20 / / rw - overlay overlay rw\n"
#define DEV "30 20 0:30 / /dev rw - tmpfs tmpfs rw\n"
#define PTS "40 30 0:40 / /dev/pts rw - devpts devpts rw\n"

static bool finds(const char *text)
{
	const struct procfs_buffer mountinfo = { .bytes = (char *) (uintptr_t) text, .length = strlen(text) };

	return terminal_mount_find(&mountinfo);
}

static void a_devpts_on_the_way_is_found_in_any_order(void)
{
	ok(finds(ROOT DEV PTS));
	ok(finds(PTS DEV ROOT));
	ok(finds(ROOT "40 20 0:40 / /dev/pts rw - devpts devpts rw\n"));
	/* A chroot shows no mount of its root, and maybe none of its /dev. */
	ok(finds(DEV PTS));
	ok(finds(PTS));
	/* One that is bound there: the host's, or that of another container. */
	ok(finds(ROOT DEV "40 30 0:25 / /dev/pts rw master:3 - devpts devpts rw,gid=5\n"));
}

static void without_one_there_is_none(void)
{
	ok(!finds(""));
	ok(!finds(ROOT));
	ok(!finds(ROOT DEV));
	ok(!finds(ROOT DEV "40 30 0:40 / /dev/pts rw - fuse.pts devpts rw\n"));
	ok(!finds(ROOT DEV "40 30 0:40 / /dev/pts2 rw - devpts devpts rw\n"));
	ok(!finds(ROOT DEV "40 30 0:40 / /dev/shm rw - devpts devpts rw\n"));
}

static void one_that_is_covered_is_none(void)
{
	ok(!finds(ROOT DEV PTS "50 40 0:50 / /dev/pts rw - tmpfs tmpfs rw\n"));
	ok(!finds(ROOT DEV PTS "50 40 0:50 /f /dev/pts/ptmx rw - fuse fuse rw\n"));
	ok(!finds(ROOT DEV PTS "50 30 0:50 / /dev rw - fuse fuse rw\n"));
	ok(!finds(ROOT DEV PTS "50 20 0:50 / / rw - fuse fuse rw\n"));
	/* And found again above what covers it. */
	ok(finds(ROOT DEV "40 30 0:40 / /dev/pts rw - tmpfs tmpfs rw\n" "50 40 0:50 / /dev/pts rw - devpts devpts rw\n"));
	ok(finds(ROOT DEV PTS "50 40 0:40 /ptmx /dev/pts/ptmx rw - devpts devpts rw\n"));
}

static void what_the_kernel_does_not_write_leads_nowhere(void)
{
	char many[64 * 64] = ROOT DEV PTS;

	ok(!finds("garbage\n" ROOT DEV PTS));
	/* Mounts on each other in a circle, and one on itself. */
	(void) finds("20 21 0:20 / / rw - devpts devpts rw\n" "21 20 0:20 / / rw - devpts devpts rw\n");
	ok(finds("20 20 0:20 / / rw - rootfs rootfs rw\n" DEV PTS));
	for (int id = 50; id < 90; id++)
		(void) snprintf(many + strlen(many), sizeof(many) - strlen(many), "%d %d 0:40 / /dev/pts rw - devpts devpts rw\n", id, id == 50 ? 40 : id - 1);
	ok(!finds(many));
}

static void a_process_s_own_is_read(void)
{
	CLEANUP_FD int self = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	char *type = output_of((const char *const []) { "findmnt", "-n", "-o", "FSTYPE", "/dev/pts", NULL });

	must(self >= 0);
	is_number(terminal_mount_is_devpts(self), strncmp(type, "devpts\n", 7) == 0);
	free(type);
}

int main(void)
{
	TEST(a_devpts_on_the_way_is_found_in_any_order);
	TEST(without_one_there_is_none);
	TEST(one_that_is_covered_is_none);
	TEST(what_the_kernel_does_not_write_leads_nowhere);
	TEST(a_process_s_own_is_read);
	return tap_done();
}
