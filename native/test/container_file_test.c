/* State files that are not what they should be: containers have a hand in some, and engines write while we read. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "cleanup.h"
#include "container-file.h"
#include "state-files.h"

static void an_id_that_is_none_finds_nothing(void)
{
	static const char *const bad[] = { "", ".", "..", "../" A, "a/b", "AAAA", A "a", "aaaa", "a b", "caf\303\251" };

	put_file("/var/lib/docker/config.v2.json", "{\"Name\":\"/outside\"}");
	put_file(DOCKER A "/config.v2.json", "{}");
	put_file(TASKS "config.json", "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"outside\"}}");
	put_file(TASKS "k8s.io/inside/config.json", "{}");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		is_silent_about(CONTAINER_DOCKER, bad[i]);
		is_silent_about(CONTAINER_PODMAN, bad[i]);
		is_silent_about(CONTAINER_CONTAINERD, bad[i]);
	}
	ok(!container_id_is_valid(CONTAINER_CONTAINERD, ".."));
	ok(!container_id_is_valid(CONTAINER_LXC, A A A A));
	ok(container_id_is_valid(CONTAINER_LXC, A A A));
}

static void an_absent_file_leaves_all_open(void)
{
	is_silent_about(CONTAINER_PODMAN, A);
	is_silent_about(CONTAINER_DOCKER, A);
	is_silent_about(CONTAINER_CONTAINERD, A);
	is_silent_about(CONTAINER_CRIO, A);
}

static void a_file_that_says_nothing_is_no_evidence(void)
{
	put_file(TASKS "default/probe/config.json", "{\"annotations\":null}");
	put_file(DOCKER A "/config.v2.json", "{}");
	put_file(PODMAN A "/userdata/config.json", "{\"hostname\":\"h\"}");
	is_silent_about(CONTAINER_CONTAINERD, "probe");
	is_silent_about(CONTAINER_DOCKER, A);
	is_silent_about(CONTAINER_PODMAN, A);
}

static void a_malformed_file_leaves_all_open(void)
{
	static const char *const bad[] = { "", "{", "[]", "null", "\"text\"", "{\"Name\":", "{\"annotations\":7,\"Name\":[],\"Config\":\"x\"}",
		"{\"Name\":{\"a\":1},\"Config\":{\"Image\":3,\"Labels\":[\"x\"]}}", "\377\376", "{\"Name\":\"/\\u0000x\"}", "{} trailing" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_file(DOCKER A "/config.v2.json", bad[i]);
		put_file(DOCKER A "/hostconfig.json", bad[i]);
		put_file(PODMAN "containers.json", bad[i]);
		put_file(PODMAN A "/userdata/config.json", bad[i]);
		is_silent_about(CONTAINER_DOCKER, A);
		is_silent_about(CONTAINER_PODMAN, A);
	}
}

static void metadata_that_is_no_JSON_leaves_the_image_open(void)
{
	struct container *container;

	put_file(PODMAN "containers.json", "[7,{\"id\":\"" A "\",\"names\":[\"n\"],\"metadata\":\"{broken\"}]");
	container = ask(CONTAINER_PODMAN, A);
	is_string(container->name, "n");
	ok(!container->image);
	container_free(container, 1);
}

static void an_id_inside_a_file_that_is_none_is_left_out(void)
{
	struct container *container;

	put_file(PODMAN A "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.cri-o.SandboxID\":\"../../etc\"}}");
	put_file(DOCKER A "/hostconfig.json", "{\"NetworkMode\":\"container:../../etc\"}");
	container = ask(CONTAINER_PODMAN, A);
	ok(!container->sandbox_id);
	container_free(container, 1);
	container = ask(CONTAINER_DOCKER, A);
	ok(!container->network_of);
	container_free(container, 1);
}

static void a_text_longer_than_the_limit_is_left_out(void)
{
	char *text = NULL, *name = malloc(CONTAINER_TEXT_LIMIT + 2);
	struct container *container;

	must(name);
	memset(name, 'n', CONTAINER_TEXT_LIMIT + 1);
	name[CONTAINER_TEXT_LIMIT + 1] = '\0';
	must(asprintf(&text, "{\"Name\":\"%s\",\"Config\":{\"Image\":\"i\"}}", name) > 0);
	put_file(DOCKER A "/config.v2.json", text);
	container = ask(CONTAINER_DOCKER, A);
	ok(!container->name);
	is_string(container->image, "i");
	container_free(container, 1);
	free(text);
	free(name);
}

static void a_symbolic_link_is_not_followed(void)
{
	char from[PATH_MAX], to[PATH_MAX];

	put_file("/elsewhere/config.v2.json", "{\"Name\":\"/outside\"}");
	make_directories_for(DOCKER "x");
	full_path(to, DOCKER A);
	full_path(from, "/elsewhere");
	must(symlink(from, to) == 0);
	is_silent_about(CONTAINER_DOCKER, A);
	make_directories_for(DOCKER B "/x");
	full_path(to, DOCKER B "/config.v2.json");
	full_path(from, "/elsewhere/config.v2.json");
	must(symlink(from, to) == 0);
	is_silent_about(CONTAINER_DOCKER, B);
}

static void only_a_regular_file_of_root_or_our_own_is_read(void)
{
	char path[PATH_MAX];

	make_directories_for(DOCKER A "/x");
	full_path(path, DOCKER A "/config.v2.json");
	must(mkfifo(path, 0644) == 0);
	is_silent_about(CONTAINER_DOCKER, A);
	make_directories_for(DOCKER B "/config.v2.json/x");
	is_silent_about(CONTAINER_DOCKER, B);
	put_file(DOCKER C "/config.v2.json", "{\"Name\":\"/theirs\"}");
	full_path(path, DOCKER C "/config.v2.json");
	must(chown(path, 65534, 65534) == 0);
	is_silent_about(CONTAINER_DOCKER, C);
}

/* inotify(7): a device that is opened may begin to do something, as a watchdog does. */
static void what_is_no_regular_file_is_not_even_opened(void)
{
	CLEANUP_FD int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	CLEANUP_FD int writer = -1;
	char path[PATH_MAX], event[4096];

	make_directories_for(DOCKER A "/x");
	full_path(path, DOCKER A "/config.v2.json");
	must(mkfifo(path, 0644) == 0);
	must(inotify_add_watch(watch, path, IN_OPEN) >= 0);
	is_silent_about(CONTAINER_DOCKER, A);
	is_number(read(watch, event, sizeof(event)), -1);
	writer = open(path, O_RDWR | O_CLOEXEC);
	ok(writer >= 0 && read(watch, event, sizeof(event)) > 0);
}

static void a_file_over_the_limit_is_not_read(void)
{
	CLEANUP_FD int root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const struct container_tree tree = { .root_fd = root_fd, .json_limit = CONTAINER_FILE_LIMIT };
	char path[PATH_MAX];
	json_t *json = NULL;

	put_file("/big.json", "{}");
	full_path(path, "/big.json");
	must(truncate(path, CONTAINER_FILE_LIMIT + 1) == 0);
	is_number(container_file_read(&tree, "/big.json", &json, NULL), -EFBIG);
	put_file("/big.json", "{}");
	is_number(container_file_read(&tree, "/big.json", &json, NULL), 0);
	json_decref(json);
	is_number(container_file_read(&tree, "/none.json", &json, NULL), -ENOENT);
}

int main(void)
{
	enter_own_mounts();
	TEST_WITH_FILES(an_id_that_is_none_finds_nothing);
	TEST_WITH_FILES(an_absent_file_leaves_all_open);
	TEST_WITH_FILES(a_file_that_says_nothing_is_no_evidence);
	TEST_WITH_FILES(a_malformed_file_leaves_all_open);
	TEST_WITH_FILES(metadata_that_is_no_JSON_leaves_the_image_open);
	TEST_WITH_FILES(an_id_inside_a_file_that_is_none_is_left_out);
	TEST_WITH_FILES(a_text_longer_than_the_limit_is_left_out);
	TEST_WITH_FILES(a_symbolic_link_is_not_followed);
	TEST_WITH_FILES(only_a_regular_file_of_root_or_our_own_is_read);
	TEST_WITH_FILES(what_is_no_regular_file_is_not_even_opened);
	TEST_WITH_FILES(a_file_over_the_limit_is_not_read);
	return tap_done();
}
