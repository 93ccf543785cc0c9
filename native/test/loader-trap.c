/* What a hostile container puts where its programs load from. It tells one line of whoever runs it, as the kernel shows that one
 * there: `uid UID capabilities HEX pid INO`, the ino of its pid namespace.
 *
 * With LOADER_TRAP_LIBRARY it is a shared object that adds the line to /trapped as soon as it is loaded. Else it is a static
 * program that prints it: a command that loads nothing, or the loader of others. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void tell(FILE *to)
{
	char line[256], capabilities[32] = "?";
	FILE *status = fopen("/proc/self/status", "re");
	struct stat pid = { 0 };

	while (status && fgets(line, sizeof(line), status))
		(void) sscanf(line, "CapEff: %31s", capabilities);
	if (status)
		(void) fclose(status);
	(void) stat("/proc/self/ns/pid", &pid);
	(void) fprintf(to, "uid %u capabilities %s pid %lu\n", (unsigned int) geteuid(), capabilities, (unsigned long) pid.st_ino);
}

#ifdef LOADER_TRAP_LIBRARY

__attribute__((constructor))
static void be_loaded(void)
{
	FILE *trapped = fopen("/trapped", "ae");

	if (trapped) {
		tell(trapped);
		(void) fclose(trapped);
	}
}

#else

int main(void)
{
	tell(stdout);
	return 0;
}

#endif
