/* The program that joins is a copy that nobody can change, of a file beside the helper that is one. */
#define _GNU_SOURCE
#include <limits.h>
#include <sys/mman.h>

#include "join-program.h"
#include "targets.h"

#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x0020
#endif

/* From beside this test to any file: `..` of the root is the root. */
#define UP "../../../../../../../../../../../../../../../.."

static char directory[] = "/tmp/nsatlas-join-program-XXXXXX";

/* The file, with so many bytes, as it is named from here. */
static const char *file_of(const char *name, off_t size)
{
	static char path[PATH_MAX];
	CLEANUP_FD int fd = -1;

	(void) snprintf(path, sizeof(path), UP "%s/%s", directory, name);
	fd = open(path + strlen(UP), O_RDWR | O_CREAT | O_CLOEXEC, 0755);
	must(fd >= 0 && ftruncate(fd, size) == 0);
	return path;
}

static void the_copy_is_whole_and_sealed(void)
{
	CLEANUP_FD int fd = -1;
	char byte = 'x';
	struct stat status;

	must(join_program_open(file_of("program", 70000), &fd) == 0);
	must(fstat(fd, &status) == 0);
	is_number(status.st_size, 70000);
	is_number(status.st_mode & 07777, 0500);
	ok((fcntl(fd, F_GET_SEALS) & (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)) == (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
	ok(write(fd, &byte, 1) < 0 && errno == EPERM);
	ok(ftruncate(fd, 1) < 0 && errno == EPERM);
}

static void what_is_no_program_is_refused(void)
{
	char longer[PATH_MAX];
	int fd;

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	is_number(join_program_open(file_of("empty", 0), &fd), -ENOEXEC);
	is_number(join_program_open(file_of("huge", 16 * 1024 * 1024 + 1), &fd), -ENOEXEC);
	is_number(join_program_open(UP "/dev/zero", &fd), -ENOEXEC);
	is_number(join_program_open(UP "/no/such/program", &fd), -ENOENT);
	is_number(join_program_open(longer, &fd), -ENAMETOOLONG);
}

static void remove_directory(void)
{
	free(output_of((const char *const []) { "rm", "-r", directory, NULL }));
}

int main(void)
{
	must(mkdtemp(directory) && atexit(remove_directory) == 0);
	TEST(the_copy_is_whole_and_sealed);
	TEST(what_is_no_program_is_refused);
	return tap_done();
}
