/* The bytes of an iterator, one record after the other. Nothing is believed but what is checked here: a record is whole, of the
 * kind that is asked for, and its numbers are within their bounds. */
#ifndef NSATLAS_BPF_RECORDS_DECODED_H
#define NSATLAS_BPF_RECORDS_DECODED_H

#include <stddef.h>

#include "bpf/records.h"
#include "procfs.h"

/* What is left of the bytes of one iterator. */
struct record_cursor {
	const char *at;
	size_t left;
};

/* The next record. -ENODATA: there is none. -EBADMSG: these bytes are no such record, and what follows is not to be believed. */
int records_next_task(struct record_cursor *cursor, struct record_task *ret_task);
int records_next_holder(struct record_cursor *cursor, struct record_holder *ret_holder, enum nstype *ret_type);

/* *ret_argv: into the cursor's bytes, as long as the record says. */
int records_next_argv(struct record_cursor *cursor, struct record_argv *ret_head, const char **ret_argv);

/* The one record of the walk. -ENODATA: the kernel has no lists that it knows. */
int records_walk(const char *bytes, size_t length, struct record_walk *ret_walk);

/* -EBADMSG: no namespace of a known type. */
int records_check_namespace(const struct record_namespace *found);

/* The letter of proc_pid_stat(5). */
char record_task_state(const struct record_task *task);

#endif
