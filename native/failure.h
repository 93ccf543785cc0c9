/* The closed set of reasons a FAILURE frame can give. Twin of lib/failure.ts. */
#ifndef NSATLAS_FAILURE_H
#define NSATLAS_FAILURE_H

enum failure {
	FAILURE_USAGE,
	FAILURE_DENIED,
	FAILURE_GONE,
	FAILURE_IDENTITY,
	FAILURE_UNSUPPORTED,
	FAILURE_LIMIT,
	FAILURE_JOIN,
	FAILURE_FAULT,
	FAILURE_COUNT
};

const char *failure_name(enum failure failure);

/* EACCES and EPERM are denied, ESRCH gone, ESTALE identity, EINVAL and EBADMSG usage,
 * ENOSYS and EOPNOTSUPP unsupported, E2BIG, EMSGSIZE, EMFILE, ENFILE, ENOSPC limit; all else fault. Takes -errno or errno. */
enum failure failure_from_errno(int error);

/* "EACCES"; "E0" for 0 and "E<number>" for one without a name. */
const char *failure_errno_name(int error);

/* Sends the one FAILURE frame. error: -errno, errno or 0. Returns what failure_send itself met, 0 or -errno. */
int failure_send(int fd, enum failure failure, const char *stage, int error, const char *message);

#endif
