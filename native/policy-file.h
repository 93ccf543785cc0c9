/* A file that only root can have written: what it says may be believed. */
#ifndef NSATLAS_POLICY_FILE_H
#define NSATLAS_POLICY_FILE_H

#include "policy.h"

/* Reads, parses, and looks up every name in the helper's own passwd(5) and group(5): to be called before anything of a target is
 * touched. The path is absolute; no part of it is a symbolic link; each directory on the way and the file belong to root and can
 * be written by nobody else (a directory may be sticky). ret_policy is set in every case and goes to policy_free.
 * -EINVAL  not such a file, or not a policy; ret_problem says what and where
 * -EIO …   the names could not be looked up, which is not the same as not being there */
int policy_load(const char *path, struct policy *ret_policy, struct policy_problem *ret_problem);

/* For `--check-policy`: the verdict on standard output, one line. A name that nobody has is a fault here, since it was meant to be
 * somebody. Returns the exit status. */
int policy_check_main(const char *path);

#endif
