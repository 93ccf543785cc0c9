/* The nsatlas-join program as a sealed memory file: what runs inside a target's namespaces must not be a file of the host,
 * which the target could overwrite through /proc/PID/exe (CVE-2019-5736). */
#ifndef NSATLAS_JOIN_PROGRAM_H
#define NSATLAS_JOIN_PROGRAM_H

/* Takes the program beside the running executable.
 * -ENOENT  it is not there (not built, or not installed) */
int join_program_open(int *ret_fd);

#endif
