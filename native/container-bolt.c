#define _GNU_SOURCE
#include "container-bolt.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	BRANCH_PAGE = 0x01,
	LEAF_PAGE = 0x02,
	BUCKET_LEAF = 0x01,
	DEPTH_LIMIT = 32,		/* pages from a root to a leaf */
	PAGE_SIZE_MIN = 512,
	PAGE_SIZE_MAX = 64 * 1024,
};

#define MAGIC UINT32_C(0xed0cdaed)

struct page {
	uint64_t id;
	uint16_t flags;
	uint16_t count;
	uint32_t overflow;	/* pages that follow and belong to it */
};

struct meta {
	uint32_t magic;
	uint32_t version;
	uint32_t page_size;
	uint32_t flags;
	uint64_t root;
	uint64_t sequence;
	uint64_t freelist;
	uint64_t page_count;
	uint64_t transaction;
	uint64_t checksum;	/* FNV-1a of all before it */
};

struct branch_element {
	uint32_t key_at;	/* from the element's own place */
	uint32_t key_length;
	uint64_t page;
};

struct leaf_element {
	uint32_t flags;
	uint32_t key_at;
	uint32_t key_length;
	uint32_t value_length;
};

struct bucket {
	uint64_t root;		/* 0: its only page follows */
	uint64_t sequence;
};

_Static_assert(sizeof(struct page) == 16 && sizeof(struct meta) == 64 && sizeof(struct bucket) == 16, "as in the file");
_Static_assert(sizeof(struct branch_element) == 16 && sizeof(struct leaf_element) == 16, "as in the file");

struct bytes {
	const char *at;
	size_t length;
};

struct file {
	struct bytes all;
	size_t page_size;
};

/* Copies, since nothing says that it lies where a number may. */
static bool copy(struct bytes bytes, size_t offset, void *to, size_t size)
{
	if (offset > bytes.length || size > bytes.length - offset)
		return false;
	memcpy(to, bytes.at + offset, size);
	return true;
}

static bool slice(struct bytes bytes, uint64_t offset, uint64_t length, struct bytes *ret_slice)
{
	if (offset > bytes.length || length > bytes.length - offset)
		return false;
	*ret_slice = (struct bytes) { bytes.at + offset, (size_t) length };
	return true;
}

static uint64_t checksum(const void *bytes, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ ((const unsigned char *) bytes)[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static bool read_meta(struct bytes all, size_t page_at, struct meta *ret_meta)
{
	if (!copy(all, page_at + sizeof(struct page), ret_meta, sizeof(*ret_meta)))
		return false;
	if (ret_meta->magic != MAGIC || ret_meta->version != 2 || ret_meta->checksum != checksum(ret_meta, offsetof(struct meta, checksum)))
		return false;
	return ret_meta->page_size >= PAGE_SIZE_MIN && ret_meta->page_size <= PAGE_SIZE_MAX && (ret_meta->page_size & (ret_meta->page_size - 1)) == 0;
}

/* The second meta is one page in, and the first says how far that is; while the first is being written, 4 KiB is a guess that
 * the checksum proves. */
static bool find_meta(struct bytes all, struct meta *ret_meta)
{
	struct meta other;
	bool found = read_meta(all, 0, ret_meta);

	if (!read_meta(all, found ? ret_meta->page_size : 4096, &other))
		return found;
	if (!found || other.transaction > ret_meta->transaction)
		*ret_meta = other;
	return true;
}

/* The bytes of a page and of those that belong to it. */
static bool find_page(const struct file *file, uint64_t id, struct bytes *ret_page)
{
	struct page page;
	uint64_t length;

	if (id > file->all.length / file->page_size)
		return false;
	if (!copy(file->all, (size_t) id * file->page_size, &page, sizeof(page)))
		return false;
	length = ((uint64_t) page.overflow + 1) * file->page_size;
	return slice(file->all, id * file->page_size, length, ret_page);
}

static int compare(struct bytes key, const char *name)
{
	size_t length = strlen(name);
	int r = memcmp(key.at, name, key.length < length ? key.length : length);

	return r != 0 ? r : (key.length > length) - (key.length < length);
}

/* The page below which the name is, if it is anywhere: that of the last key which is not behind it. */
static int find_branch(struct bytes bytes, const struct page *page, const char *name, uint64_t *ret_id)
{
	int r = -ENOENT;

	for (size_t i = 0; i < page->count; i++) {
		size_t at = sizeof(struct page) + i * sizeof(struct branch_element);
		struct branch_element element;
		struct bytes key;

		if (!copy(bytes, at, &element, sizeof(element)) || !slice(bytes, (uint64_t) at + element.key_at, element.key_length, &key))
			return -EBADMSG;
		if (i > 0 && compare(key, name) > 0)
			break;
		*ret_id = element.page;
		r = 0;
	}
	return r;
}

static int find_leaf(struct bytes bytes, const struct page *page, const char *name, bool is_bucket, struct bytes *ret_value)
{
	for (size_t i = 0; i < page->count; i++) {
		size_t at = sizeof(struct page) + i * sizeof(struct leaf_element);
		struct leaf_element element;
		struct bytes key;

		if (!copy(bytes, at, &element, sizeof(element)) || !slice(bytes, (uint64_t) at + element.key_at, element.key_length, &key))
			return -EBADMSG;
		if (compare(key, name) != 0)
			continue;
		if (((element.flags & BUCKET_LEAF) != 0) != is_bucket)
			return -ENOENT;
		return slice(bytes, (uint64_t) at + element.key_at + element.key_length, element.value_length, ret_value) ? 0 : -EBADMSG;
	}
	return -ENOENT;
}

/* Of one tree, whose root page is given. */
static int find_in_tree(const struct file *file, struct bytes bytes, const char *name, bool is_bucket, struct bytes *ret_value)
{
	for (int depth = 0; depth < DEPTH_LIMIT; depth++) {
		struct page page;
		uint64_t id = 0;
		int r;

		if (!copy(bytes, 0, &page, sizeof(page)))
			return -EBADMSG;
		if (page.flags & LEAF_PAGE)
			return find_leaf(bytes, &page, name, is_bucket, ret_value);
		if (!(page.flags & BRANCH_PAGE))
			return -EBADMSG;
		r = find_branch(bytes, &page, name, &id);
		if (r < 0)
			return r;
		if (!find_page(file, id, &bytes))
			return -EBADMSG;
	}
	return -EBADMSG;
}

static bool open_bucket(const struct file *file, struct bytes value, struct bytes *ret_root)
{
	struct bucket bucket;

	if (!copy(value, 0, &bucket, sizeof(bucket)))
		return false;
	if (bucket.root != 0)
		return find_page(file, bucket.root, ret_root);
	return slice(value, sizeof(bucket), value.length - sizeof(bucket), ret_root);
}

int container_bolt_find(const char *bytes, size_t length, const char *const path[], const char **ret_value, size_t *ret_length)
{
	struct file file = { .all = { bytes, length } };
	struct bytes root, value = { bytes, 0 };
	struct meta meta;

	if (!find_meta(file.all, &meta))
		return -EBADMSG;
	file.page_size = meta.page_size;
	if (!find_page(&file, meta.root, &root))
		return -EBADMSG;
	for (; *path; path++) {
		bool is_bucket = path[1] != NULL;
		int r = find_in_tree(&file, root, *path, is_bucket, &value);

		if (r < 0)
			return r;
		if (!is_bucket)
			break;
		if (!open_bucket(&file, value, &root))
			return -EBADMSG;
	}
	*ret_value = value.at;
	*ret_length = value.length;
	return 0;
}
