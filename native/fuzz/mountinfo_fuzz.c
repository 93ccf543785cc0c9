#include "fuzz.h"

#include <string.h>

#include "procfs.h"
#include "terminal-mount.h"

static void unescape(const char *path, size_t length)
{
	char *copy = malloc(length + 1);
	size_t shorter;

	holds(copy);
	memcpy(copy, path, length);
	shorter = procfs_unescape(copy, length);
	holds(shorter <= length);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct procfs_buffer text = { .bytes = (char *) (uintptr_t) bytes, .length = length };
	struct procfs_mount mount;
	size_t cursor = 0, line_length;
	enum nstype type;
	const char *line;
	uint64_t ino;

	while (procfs_next_line(&text, &cursor, &line, &line_length)) {
		if (procfs_parse_mount(line, line_length, &mount) < 0)
			continue;
		holds(mount.id >= 0 && mount.parent >= 0 && mount.shared >= 0 && mount.master >= 0 && mount.propagate_from >= 0);
		holds(mount.device >= line && mount.options >= line && mount.source >= line && mount.source + mount.source_length < mount.super_options);
		holds(mount.path >= line && mount.path + mount.path_length <= line + line_length);
		holds(mount.super_options >= line && mount.super_options + mount.super_options_length <= line + line_length);
		unescape(mount.path, mount.path_length);
		if (procfs_parse_ns_link(mount.root, mount.root_length, &type, &ino) == 0)
			holds(type < NSTYPE_COUNT && ino <= UINT32_MAX);
	}
	(void) terminal_mount_find(&text);
	return 0;
}
