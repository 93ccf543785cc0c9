/* Labels and annotations: which file has them, and how many of them are taken. */
#define _GNU_SOURCE
#include "state-files.h"

static const char *value_of(const struct container_named *named, const char *name)
{
	for (size_t i = 0; i < named->count; i++)
		if (strcmp(named->pairs[i].name, name) == 0)
			return named->pairs[i].value;
	return NULL;
}

/* --- where they are */

static void labels_of_docker_are_in_its_config(void)
{
	struct container *container;

	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/db\",\"Config\":{\"Image\":\"i\",\"Env\":[\"SECRET=1\"],\"Labels\":"
		"{\"tier\":\"back\",\"com.docker.compose.project\":\"shop\",\"empty\":\"\"}}}");
	put_file(DOCKER A "/hostconfig.json", "{\"NetworkMode\":\"default\",\"Annotations\":{\"note\":\"x\"}}");
	container = ask(CONTAINER_DOCKER, A);
	is_number(container->labels.count, 3);
	is_string(container->labels.pairs[0].name, "com.docker.compose.project");
	is_string(container->labels.pairs[0].value, "shop");
	is_string(container->labels.pairs[1].name, "empty");
	is_string(container->labels.pairs[1].value, "");
	is_string(container->labels.pairs[2].name, "tier");
	is_number(container->annotations.count, 1);
	is_string(value_of(&container->annotations, "note"), "x");
	is_number(container->labels.left_out + container->annotations.left_out, 0);
	container_free(container, 1);
}

static void annotations_of_podman_and_containerd_are_in_config_json(void)
{
	struct container *podman, *containerd;

	put_file(PODMAN A "/userdata/config.json", "{\"process\":{\"env\":[\"SECRET=1\"]},\"annotations\":{\"io.container.manager\":\"libpod\",\"team\":\"blue\"}}");
	put_file(TASKS "k8s.io/" B "/config.json", "{\"process\":{\"env\":[\"SECRET=1\"]},\"annotations\":{\"io.kubernetes.cri.container-name\":\"app\"}}");
	podman = ask(CONTAINER_PODMAN, A);
	containerd = ask(CONTAINER_CONTAINERD, B);
	is_number(podman->annotations.count, 2);
	is_string(value_of(&podman->annotations, "team"), "blue");
	is_number(podman->labels.count, 0);
	is_string(podman->evidence, PODMAN A "/userdata/config.json");
	is_number(containerd->annotations.count, 1);
	is_string(value_of(&containerd->annotations, "io.kubernetes.cri.container-name"), "app");
	container_free(containerd, 1);
	container_free(podman, 1);
}

static void labels_of_CRIO_are_JSON_in_an_annotation(void)
{
	struct container *container;

	put_file(CRIO A "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.cri-o.Labels\":\"{\\\"app\\\":\\\"web\\\"}\",\"team\":\"blue\"}}");
	put_file(CRIO B "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.cri-o.Labels\":\"{broken\"}}");
	container = ask(CONTAINER_CRIO, A);
	is_string(value_of(&container->labels, "app"), "web");
	is_number(container->annotations.count, 1);
	is_string(value_of(&container->annotations, "team"), "blue");
	container_free(container, 1);
	container = ask(CONTAINER_CRIO, B);
	is_number(container->labels.count, 0);
	is_string(value_of(&container->annotations, "io.kubernetes.cri-o.Labels"), "{broken");
	container_free(container, 1);
}

static void runc_calls_its_annotations_labels(void)
{
	struct container *container;

	put_file("/run/runc/probe+1/state.json", "{\"id\":\"probe+1\",\"init_process_pid\":7,\"config\":{\"labels\":[\"team=blue\",\"formula=a=b\",\"bare\",7,"
		"\"org.opencontainers.image.ref.name=registry.test/probe:1\",\"bundle=/b\"]}}");
	container = ask(CONTAINER_RUNC, "probe+1");
	is_string(container->name, "probe+1");
	is_string(container->image, "registry.test/probe:1");
	is_string(container->evidence, "/run/runc/probe+1/state.json");
	is_number(container->labels.count, 0);
	is_number(container->annotations.count, 3);
	is_string(value_of(&container->annotations, "team"), "blue");
	is_string(value_of(&container->annotations, "formula"), "a=b");
	container_free(container, 1);
}

static void crun_keeps_the_whole_config(void)
{
	struct container *container;

	put_file("/run/crun/probe/status", "{\"pid\":7}");
	put_file("/run/crun/probe/config.json", "{\"process\":{\"env\":[\"SECRET=1\"]},\"annotations\":{\"team\":\"red\"}}");
	container = ask(CONTAINER_CRUN, "probe");
	is_string(container->name, "probe");
	ok(!container->image);
	is_number(container->annotations.count, 1);
	is_string(value_of(&container->annotations, "team"), "red");
	is_string(container->evidence, "/run/crun/probe/config.json");
	container_free(container, 1);
}

/* --- how much is taken */

static json_t *many(size_t count, size_t value_length)
{
	json_t *object = json_object();

	for (size_t i = 0; i < count; i++) {
		char name[32], *value = malloc(value_length + 1);

		must(value);
		memset(value, 'v', value_length);
		value[value_length] = '\0';
		(void) snprintf(name, sizeof(name), "n%05zu", i);
		must(json_object_set_new(object, name, json_string(value)) == 0);
		free(value);
	}
	return object;
}

static void is_taken(json_t *object, size_t count, size_t left_out)
{
	struct container_named named = { 0 };
	size_t used = 0;

	is_number(container_named_take(&named, object, &used), 0);
	is_number(named.count, count);
	is_number(named.left_out, left_out);
	ok(used <= CONTAINER_NAMED_ROOM);
	for (size_t i = 1; i < named.count; i++)
		ok(strcmp(named.pairs[i - 1].name, named.pairs[i].name) < 0);
	container_named_free(&named);
	json_decref(object);
}

static void what_is_over_a_limit_is_counted_and_left_out(void)
{
	is_taken(many(CONTAINER_NAMED_LIMIT, 8), CONTAINER_NAMED_LIMIT, 0);
	is_taken(many(CONTAINER_NAMED_LIMIT + 3, 8), CONTAINER_NAMED_LIMIT, 3);
	is_taken(many(2, CONTAINER_NAMED_VALUE_LIMIT), 2, 0);
	is_taken(many(2, CONTAINER_NAMED_VALUE_LIMIT + 1), 0, 2);
	/* Four fill the room but for their names. */
	is_taken(many(5, CONTAINER_NAMED_VALUE_LIMIT), 3, 2);
}

static void a_name_over_the_limit_is_left_out(void)
{
	char name[CONTAINER_NAMED_VALUE_LIMIT + 2];
	json_t *object = json_object();

	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	must(json_object_set_new(object, name, json_string("v")) == 0);
	is_taken(object, 0, 1);
}

static void a_document_in_a_value_is_taken_only_while_it_is_short(void)
{
	char document[CONTAINER_DOCUMENT_LIMIT + 2];
	json_t *object = json_object();

	memset(document, ' ', sizeof(document));
	document[0] = '{';
	document[sizeof(document) - 1] = '\0';
	must(json_object_set_new(object, "long", json_string(document)) == 0);
	document[CONTAINER_DOCUMENT_LIMIT] = '\0';
	must(json_object_set_new(object, "short", json_string(document)) == 0);
	/* With the environment of its containers, be it ever so short. */
	must(json_object_set_new(object, "kubectl.kubernetes.io/last-applied-configuration", json_string("{\"env\":[]}")) == 0);
	is_taken(object, 1, 2);
}

static void labels_and_annotations_share_one_room(void)
{
	struct container container = { .runtime = CONTAINER_DOCKER };
	json_t *labels = many(3, CONTAINER_NAMED_VALUE_LIMIT), *annotations = many(3, CONTAINER_NAMED_VALUE_LIMIT);

	is_number(container_named_take(&container.labels, labels, &container.named_used), 0);
	is_number(container_named_take(&container.annotations, annotations, &container.named_used), 0);
	is_number(container.labels.count, 3);
	is_number(container.annotations.count, 0);
	is_number(container.annotations.left_out, 3);
	json_decref(annotations);
	json_decref(labels);
	container_named_free(&container.annotations);
	container_named_free(&container.labels);
}

/* --- how they are sent */

static json_t *sent(const struct container *container)
{
	struct jsonout json;
	json_t *row;

	must(jsonout_init(&json, -1) == 0);
	container_write_row(container, NULL, &json);
	row = json_loadb(json.buffer, json.length, 0, NULL);
	must(row);
	jsonout_free(&json);
	return row;
}

static void a_row_that_was_sent_and_taken_is_the_same(void)
{
	struct container *container, copy = { .runtime = CONTAINER_DOCKER, .id = (char *) (uintptr_t) A };
	json_t *first, *second;

	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/n\\u0001\\u00e9\",\"Config\":{\"Image\":\"i\",\"Labels\":{\"a\\nb\":\"c\",\"kubectl.kubernetes.io/last-applied-configuration\":\"\"}}}");
	container = ask(CONTAINER_DOCKER, A);
	container_note_unread(container, "/x", -EACCES);
	first = sent(container);
	is_number(container_take_row(first, &copy), 0);
	/* Twice is as once. */
	is_number(container_take_row(first, &copy), 0);
	second = sent(&copy);
	ok(json_equal(first, second));
	is_string(json_string_value(json_object_get(json_array_get(json_object_get(second, "unread"), 0), "errno")), "EACCES");
	is_number(json_integer_value(json_object_get(json_object_get(second, "leftOut"), "labels")), 1);
	is_string(json_string_value(json_object_get(json_array_get(json_object_get(second, "labels"), 0), "name")), "a\nb");
	json_decref(second);
	json_decref(first);
	copy.id = NULL;
	container_free(container, 1);
	container = calloc(1, sizeof(*container));
	must(container);
	*container = copy;
	container_free(container, 1);
}

int main(void)
{
	enter_own_mounts();
	TEST_WITH_FILES(labels_of_docker_are_in_its_config);
	TEST_WITH_FILES(annotations_of_podman_and_containerd_are_in_config_json);
	TEST_WITH_FILES(labels_of_CRIO_are_JSON_in_an_annotation);
	TEST_WITH_FILES(runc_calls_its_annotations_labels);
	TEST_WITH_FILES(crun_keeps_the_whole_config);
	TEST(what_is_over_a_limit_is_counted_and_left_out);
	TEST(a_name_over_the_limit_is_left_out);
	TEST(a_document_in_a_value_is_taken_only_while_it_is_short);
	TEST(labels_and_annotations_share_one_room);
	TEST_WITH_FILES(a_row_that_was_sent_and_taken_is_the_same);
	return tap_done();
}
