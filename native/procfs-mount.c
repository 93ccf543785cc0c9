/* The format of proc_pid_mountinfo(5). Blanks, tabs, newlines and backslashes inside a field are escaped, so a single blank
 * parts two fields, also where one is empty: a mount's source may be. */
#define _GNU_SOURCE
#include "procfs.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "procfs-parse.h"

/* The bytes up to the next blank, which is passed over. False at the end of the line. */
static bool take_field(struct span *span, struct word *ret_field)
{
	const char *blank;

	if (!span->at)
		return false;
	blank = memchr(span->at, ' ', (size_t) (span->end - span->at));
	*ret_field = (struct word) { span->at, (size_t) ((blank ? blank : span->end) - span->at) };
	span->at = blank ? blank + 1 : NULL;
	return true;
}

static bool take_text(struct span *span, const char **ret_bytes, size_t *ret_length)
{
	struct word field;

	if (!take_field(span, &field))
		return false;
	*ret_bytes = field.bytes;
	*ret_length = field.length;
	return true;
}

static bool parse_id(const char *bytes, size_t length, int *ret_id)
{
	uint64_t id;

	if (procfs_parse_number(bytes, length, INT_MAX, &id) < 0)
		return false;
	*ret_id = (int) id;
	return true;
}

static bool take_id(struct span *span, int *ret_id)
{
	struct word field;

	return take_field(span, &field) && parse_id(field.bytes, field.length, ret_id);
}

/* `8:1` */
static bool is_device(const char *bytes, size_t length)
{
	const char *colon = memchr(bytes, ':', length);
	uint64_t number;

	return colon && procfs_parse_number(bytes, (size_t) (colon - bytes), UINT_MAX, &number) == 0 &&
		procfs_parse_number(colon + 1, length - (size_t) (colon - bytes) - 1, UINT_MAX, &number) == 0;
}

/* `master:5`: what stands behind the colon. False if the field is another one. */
static bool take_group(const struct word *field, const char *name, int *ret_group)
{
	size_t length = strlen(name);

	return field->length > length && memcmp(field->bytes, name, length) == 0 &&
		parse_id(field->bytes + length, field->length - length, ret_group);
}

static bool is_field(const struct word *field, const char *text)
{
	return field->length == strlen(text) && memcmp(field->bytes, text, field->length) == 0;
}

/* They end with a single hyphen. Those that a later kernel adds are passed over. */
static bool take_optional_fields(struct span *span, struct procfs_mount *mount)
{
	struct word field;

	while (take_field(span, &field)) {
		if (is_field(&field, "-"))
			return true;
		if (take_group(&field, "shared:", &mount->shared) || take_group(&field, "master:", &mount->master))
			continue;
		if (!take_group(&field, "propagate_from:", &mount->propagate_from) && is_field(&field, "unbindable"))
			mount->unbindable = true;
	}
	return false;
}

int procfs_parse_mount(const char *line, size_t length, struct procfs_mount *ret_mount)
{
	struct span span = { line, line + length };
	struct procfs_mount mount = { 0 };

	if (!take_id(&span, &mount.id) || !take_id(&span, &mount.parent) || !take_text(&span, &mount.device, &mount.device_length))
		return -EBADMSG;
	if (!is_device(mount.device, mount.device_length))
		return -EBADMSG;
	if (!take_text(&span, &mount.root, &mount.root_length) || !take_text(&span, &mount.path, &mount.path_length))
		return -EBADMSG;
	if (!take_text(&span, &mount.options, &mount.options_length) || !take_optional_fields(&span, &mount))
		return -EBADMSG;
	if (!take_text(&span, &mount.fstype, &mount.fstype_length) || !take_text(&span, &mount.source, &mount.source_length))
		return -EBADMSG;
	if (!span.at || mount.root_length == 0 || mount.path_length == 0 || mount.fstype_length == 0)
		return -EBADMSG;
	/* The last field is all that is left: not each file system escapes what it says. */
	mount.super_options = span.at;
	mount.super_options_length = (size_t) (span.end - span.at);
	*ret_mount = mount;
	return 0;
}

static bool is_octal(char byte)
{
	return byte >= '0' && byte <= '7';
}

size_t procfs_unescape(char *bytes, size_t length)
{
	size_t out = 0;

	for (size_t i = 0; i < length; i++, out++) {
		const char *at = bytes + i;

		if (at[0] == '\\' && length - i >= 4 && at[1] <= '3' && is_octal(at[1]) && is_octal(at[2]) && is_octal(at[3])) {
			bytes[out] = (char) ((at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0'));
			i += 3;
		} else {
			bytes[out] = at[0];
		}
	}
	return out;
}

bool procfs_is_nsfs(const struct procfs_mount *mount)
{
	return mount->fstype_length == 4 && memcmp(mount->fstype, "nsfs", 4) == 0;
}
