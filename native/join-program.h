/* nsatlas-join or nsatlas-make as a sealed memory file: what runs inside other namespaces must not be a file of the host,
 * which whoever is in there could overwrite through /proc/PID/exe (CVE-2019-5736). */
#ifndef NSATLAS_JOIN_PROGRAM_H
#define NSATLAS_JOIN_PROGRAM_H

/* Takes the program of that name beside the running executable.
 * -ENOENT  it is not there (not built, or not installed) */
int join_program_open(const char *name, int *ret_fd);

#endif
