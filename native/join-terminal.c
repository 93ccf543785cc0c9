#define _GNU_SOURCE
#include "join-terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#ifndef TIOCGPTPEER
#define TIOCGPTPEER 0x5441
#endif

/* linux/magic.h; the C library of this program comes without the kernel's headers. */
enum { DEVPTS_MAGIC = 0x1cd1 };

/* The container made /dev/pts, and may have put anything there: a FIFO must not hold us, a link not lead us elsewhere,
 * another file not pass for a terminal (CVE-2026-47766). */
static bool is_multiplexer(int fd)
{
	struct statfs system;
	struct stat status;

	return fstatfs(fd, &system) == 0 && system.f_type == DEVPTS_MAGIC && fstat(fd, &status) == 0 &&
	       S_ISCHR(status.st_mode) && major(status.st_rdev) == 5 && minor(status.st_rdev) == 2;
}

static int open_multiplexer(void)
{
	int fd = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd >= 0 && is_multiplexer(fd))
		return fd;
	if (fd >= 0)
		(void) close(fd);
	return -1;
}

/* By no path: what stands at /dev/pts/N need not be the one we made. */
static int open_slave(int master)
{
	int unlocked = 0;

	if (ioctl(master, TIOCSPTLCK, &unlocked) < 0)
		return -1;
	return ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/* Opened by who we are now, so that the slave is the command's. Whatever hinders it, the helper's own terminal is there. */
static void look_inside(void)
{
	struct join_report report = { .stage = JOIN_STAGE_TERMINAL };
	int master = open_multiplexer();
	int slave = master < 0 ? -1 : open_slave(master);

	if (slave >= 0) {
		if (dup2(slave, STDIN_FILENO) < 0)
			join_fail(JOIN_STAGE_TERMINAL, errno);
		join_report(&report, &master, 1);
		(void) close(slave);
	}
	if (master >= 0)
		(void) close(master);
}

/* Erasing takes away a whole character, not its last byte. */
static void expect_utf8(void)
{
	struct termios modes;

	if (tcgetattr(STDIN_FILENO, &modes) < 0)
		return;
	modes.c_iflag |= IUTF8;
	(void) tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

void join_take_terminal(const struct join_spec *spec)
{
	const struct winsize size = { .ws_row = spec->rows, .ws_col = spec->columns };

	if (!(spec->flags & JOIN_TERMINAL))
		return;
	/* The helper sees from outside whether that is safe: a FUSE server need never answer us. */
	if ((spec->flags & JOIN_TERMINAL_INSIDE) && join_ask(JOIN_STAGE_TERMINAL) == JOIN_LOOK)
		look_inside();
	if (ioctl(STDIN_FILENO, TIOCSCTTY, 0) < 0 || ioctl(STDIN_FILENO, TIOCSWINSZ, &size) < 0)
		join_fail(JOIN_STAGE_TERMINAL, errno);
	expect_utf8();
	if (dup2(STDIN_FILENO, STDOUT_FILENO) < 0 || dup2(STDIN_FILENO, STDERR_FILENO) < 0)
		join_fail(JOIN_STAGE_TERMINAL, errno);
}
