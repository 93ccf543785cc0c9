/* Which file the question for the audit reads. */
#ifndef NSATLAS_INSPECT_AUDIT_H
#define NSATLAS_INSPECT_AUDIT_H

/* path: that of audit_trail_open, kept as it is; NULL: there is none, and the answer says so. */
void inspect_audit_from(const char *path);

#endif
