/* Values in a file of bbolt, and files that are none. The files are made as bbolt lays them out. */
#define _GNU_SOURCE
#include "container-bolt.h"

#include "state-files.h"

enum { PAGE = 4096, PAGES = 8, BRANCH = 1, LEAF = 2, META = 4, IS_BUCKET = 1 };

static char database[PAGES * PAGE];

/* --- making one */

static void put(char *at, const void *bytes, size_t length)
{
	memcpy(at, bytes, length);
}

static void put_header(char *page, uint64_t id, uint16_t flags, uint16_t count)
{
	put(page, &id, 8);
	put(page + 8, &flags, 2);
	put(page + 10, &count, 2);
}

static void put_meta(uint64_t id, uint64_t root_page, uint64_t transaction)
{
	char *meta = database + id * PAGE + 16;
	const uint32_t head[] = { 0xed0cdaed, 2, PAGE, 0 };
	const uint64_t tail[] = { root_page, 0, 0, PAGES, transaction };
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	put_header(database + id * PAGE, id, META, 0);
	put(meta, head, sizeof(head));
	put(meta + 16, tail, sizeof(tail));
	for (size_t i = 0; i < 56; i++)
		sum = (sum ^ (unsigned char) meta[i]) * UINT64_C(0x100000001b3);
	put(meta + 56, &sum, 8);
}

struct item {
	const char *key;
	const char *value;
	size_t length;
	uint32_t flags;
};

static void put_leaf(char *page, uint64_t id, const struct item *items, uint16_t count)
{
	char *body = page + 16 + 16 * count;

	put_header(page, id, LEAF, count);
	for (uint16_t i = 0; i < count; i++) {
		char *element = page + 16 + 16 * i;
		const uint32_t fields[] = { items[i].flags, (uint32_t) (body - element), (uint32_t) strlen(items[i].key), (uint32_t) items[i].length };

		put(element, fields, sizeof(fields));
		put(body, items[i].key, strlen(items[i].key));
		put(body + strlen(items[i].key), items[i].value, items[i].length);
		body += strlen(items[i].key) + items[i].length;
	}
}

static void put_branch(char *page, uint64_t id, const char *const keys[], const uint64_t pages[], uint16_t count)
{
	char *body = page + 16 + 16 * count;

	put_header(page, id, BRANCH, count);
	for (uint16_t i = 0; i < count; i++) {
		char *element = page + 16 + 16 * i;
		const uint32_t fields[] = { (uint32_t) (body - element), (uint32_t) strlen(keys[i]) };

		put(element, fields, sizeof(fields));
		put(element + 8, &pages[i], 8);
		put(body, keys[i], strlen(keys[i]));
		body += strlen(keys[i]);
	}
}

static const char config[] = "{\"id\":\"" A "\",\"name\":\"shop-web\",\"pod\":\"" C "\",\"labels\":{\"team\":\"blue\"},\"spec\":{\"process\":{\"env\":[\"SECRET=1\"]}}}";

/* Root page 3: ctr (page 4, a branch to 5 and 6) and pod (inline). A has a page of its own, B is inline. */
static void make_database(void)
{
	static char inline_b[1024], inline_pod[1024], inline_c[512];
	const uint64_t ctr[] = { 4, 0 }, of_a[] = { 7, 0 };
	const uint64_t children[] = { 5, 6 };
	const char *const keys[] = { A, B };
	const struct item value_b = { "config", "{\"id\":\"other\"}", 14, 0 }, value_a = { "config", config, sizeof(config) - 1, 0 };
	const struct item value_c = { "config", "{\"id\":\"" C "\",\"name\":\"shop\"}", 7 + 64 + 16, 0 };
	const struct item a = { A, (const char *) of_a, sizeof(of_a), IS_BUCKET }, b = { B, inline_b, sizeof(inline_b), IS_BUCKET };
	const struct item c = { C, inline_c, sizeof(inline_c), IS_BUCKET };
	const struct item root_items[] = { { "ctr", (const char *) ctr, sizeof(ctr), IS_BUCKET }, { "pod", inline_pod, sizeof(inline_pod), IS_BUCKET },
		{ "version", "1", 1, 0 } };

	memset(database, 0, sizeof(database));
	put_leaf(inline_b + 16, 0, &value_b, 1);
	put_leaf(inline_c + 16, 0, &value_c, 1);
	put_leaf(inline_pod + 16, 0, &c, 1);
	put_meta(0, 2, 7);
	put_meta(1, 3, 8);
	put_leaf(database + 2 * PAGE, 2, NULL, 0);
	put_leaf(database + 3 * PAGE, 3, root_items, 3);
	put_branch(database + 4 * PAGE, 4, keys, children, 2);
	put_leaf(database + 5 * PAGE, 5, &a, 1);
	put_leaf(database + 6 * PAGE, 6, &b, 1);
	put_leaf(database + 7 * PAGE, 7, &value_a, 1);
}

static int find(const char *first, const char *second, const char *third, const char **ret_value, size_t *ret_length)
{
	const char *const path[] = { first, second, third, NULL };

	return container_bolt_find(database, sizeof(database), path, ret_value, ret_length);
}

/* --- tests */

static void a_value_is_found_through_branches_pages_and_inline_buckets(void)
{
	const char *value = NULL;
	size_t length = 0;

	make_database();
	is_number(find("ctr", A, "config", &value, &length), 0);
	is_bytes(value, length, config);
	is_number(find("ctr", B, "config", &value, &length), 0);
	is_bytes(value, length, "{\"id\":\"other\"}");
	is_number(find("version", NULL, NULL, &value, &length), 0);
	is_bytes(value, length, "1");
}

static void what_is_not_there_is_absent(void)
{
	const char *value;
	size_t length;

	make_database();
	is_number(find("ctr", C, "config", &value, &length), -ENOENT);
	is_number(find("ctr", A, "state", &value, &length), -ENOENT);
	is_number(find("none", A, "config", &value, &length), -ENOENT);
	/* A bucket is no value, and a value no bucket. */
	is_number(find("ctr", NULL, NULL, &value, &length), -ENOENT);
	is_number(find("version", A, NULL, &value, &length), -ENOENT);
}

static void the_newer_meta_with_a_good_checksum_counts(void)
{
	const char *value;
	size_t length;

	make_database();
	put_meta(0, 2, 9);
	is_number(find("ctr", A, "config", &value, &length), -ENOENT);
	database[16 + 40]++;
	is_number(find("ctr", A, "config", &value, &length), 0);
	database[PAGE + 16 + 40]++;
	is_number(find("ctr", A, "config", &value, &length), -EBADMSG);
}

static void a_tree_that_leads_back_to_itself_ends(void)
{
	const char *const keys[] = { "" };
	const uint64_t pages[] = { 4 };
	const char *value;
	size_t length;

	make_database();
	put_branch(database + 4 * PAGE, 4, keys, pages, 1);
	is_number(find("ctr", A, "config", &value, &length), -EBADMSG);
}

static void a_page_beyond_the_end_is_none(void)
{
	const uint64_t beyond[] = { PAGES, UINT64_MAX, UINT64_MAX / PAGE };
	const char *const keys[] = { "" };
	const char *value;
	size_t length;

	for (size_t i = 0; i < 3; i++) {
		make_database();
		put_branch(database + 4 * PAGE, 4, keys, &beyond[i], 1);
		is_number(find("ctr", A, "config", &value, &length), -EBADMSG);
	}
}

/* Each byte of it turned, and each length: no crash, and never bytes from elsewhere. */
static void whatever_is_in_the_file_nothing_outside_is_read(void)
{
	static const char *const path[] = { "ctr", A, "config", NULL };
	const char *value;
	size_t length;
	int found = 0;

	for (size_t i = 0; i < sizeof(database); i += i % PAGE < 512 ? 1 : 7) {
		make_database();
		database[i] = (char) ~database[i];
		if (container_bolt_find(database, sizeof(database), path, &value, &length) == 0)
			found += value >= database && value + length <= database + sizeof(database);
	}
	make_database();
	for (size_t i = 0; i < sizeof(database); i += 61) {
		char *copy = malloc(i + 1);

		must(copy);
		memcpy(copy, database, i);
		(void) container_bolt_find(copy, i, path, &value, &length);
		free(copy);
	}
	ok(found > 0);
}

static void put_database(const char *below)
{
	char path[PATH_MAX];
	FILE *file;

	make_directories_for(below);
	full_path(path, below);
	file = fopen(path, "we");
	must(file && fwrite(database, sizeof(database), 1, file) == 1 && fclose(file) == 0);
}

#define DATABASE "/var/lib/containers/storage/libpod/bolt_state.db"

static void podman_4_keeps_labels_and_the_pod_s_name_there(void)
{
	struct container *container;

	make_database();
	put_database(DATABASE);
	container = ask(CONTAINER_PODMAN, A);
	is_number(container->labels.count, 1);
	is_string(container->labels.pairs[0].name, "team");
	is_string(container->labels.pairs[0].value, "blue");
	is_string(container->pod_name, "shop");
	is_string(container->evidence, DATABASE);
	container_free(container, 1);
	/* What it keeps of another one was torn while it was written. */
	is_silent_about(CONTAINER_PODMAN, B);
}

int main(void)
{
	enter_own_mounts();
	TEST(a_value_is_found_through_branches_pages_and_inline_buckets);
	TEST(what_is_not_there_is_absent);
	TEST(the_newer_meta_with_a_good_checksum_counts);
	TEST(a_tree_that_leads_back_to_itself_ends);
	TEST(a_page_beyond_the_end_is_none);
	TEST(whatever_is_in_the_file_nothing_outside_is_read);
	TEST_WITH_FILES(podman_4_keeps_labels_and_the_pod_s_name_there);
	return tap_done();
}
