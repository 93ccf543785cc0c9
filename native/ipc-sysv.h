/* The tables of /proc/sysvipc, sysvipc(7): rows of numbers alone. */
#ifndef NSATLAS_IPC_SYSV_H
#define NSATLAS_IPC_SYSV_H

#include <stddef.h>
#include <stdint.h>

enum sysv_table {
	SYSV_SHARED_MEMORY,
	SYSV_SEMAPHORES,
	SYSV_MESSAGE_QUEUES,
	SYSV_TABLE_COUNT
};

enum sysv_kind {
	SYSV_KEY,		/* signed: the value is that of an int32_t */
	SYSV_MODE,		/* written in octal */
	SYSV_NUMBER,
	SYSV_UID,
	SYSV_GID,
	SYSV_BYTES,
};

struct sysv_column {
	const char *field;	/* of lib/inspect-schema.ts */
	enum sysv_kind kind;
};

enum {
	SYSV_COLUMNS_MAX = 16,
	SYSV_COLUMN_ID = 1,		/* in each table */
	SYSV_COLUMN_KEY = 0,
	SYSV_COLUMN_MODE = 2,
	SYSV_COLUMN_ATTACHED = 6,	/* of shared memory */
	SYSV_MODE_REMOVED = 01000,	/* SHM_DEST */
	SYSV_MODE_RIGHTS = 0777,
};

struct sysv_format {
	const char *file;	/* in /proc/sysvipc */
	const char *name;	/* of lib/inspect-schema.ts */
	size_t column_count;
	struct sysv_column columns[SYSV_COLUMNS_MAX];	/* in the order of the file */
};

extern const struct sysv_format sysv_formats[SYSV_TABLE_COUNT];

struct sysv_row {
	uint64_t values[SYSV_COLUMNS_MAX];
};

/* A line of the table. -EBADMSG: not one; its head is none either. Columns that a later kernel adds are passed over. */
int sysv_parse_row(enum sysv_table table, const char *line, size_t length, struct sysv_row *ret_row);

#endif
