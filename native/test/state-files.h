/* For tests of state files: a tree of them below a root of the test's own, and what is then said of a container. */
#ifndef NSATLAS_TEST_STATE_FILES_H
#define NSATLAS_TEST_STATE_FILES_H

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "container.h"
#include "tap.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define C "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"
#define D "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"

#define PODMAN "/var/lib/containers/storage/overlay-containers/"
#define DOCKER "/var/lib/docker/containers/"
#define TASKS "/run/containerd/io.containerd.runtime.v2.task/"
#define CRIO "/run/containers/storage/overlay-containers/"

static const char root[] = "/mnt";

/* --- files */

static inline void full_path(char path[PATH_MAX], const char *below)
{
	must(snprintf(path, PATH_MAX, "%s%s", root, below) < PATH_MAX);
}

static inline void make_directories_for(const char *file)
{
	char path[PATH_MAX];

	full_path(path, file);
	for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		must(mkdir(path, 0755) == 0 || errno == EEXIST);
		*slash = '/';
	}
}

static inline void put_file(const char *below, const char *text)
{
	char path[PATH_MAX];
	FILE *file;

	make_directories_for(below);
	full_path(path, below);
	file = fopen(path, "we");
	must(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

/* A mount namespace of the test's own: what it mounts goes when it ends, however it ends. */
static inline void enter_own_mounts(void)
{
	must(unshare(CLONE_NEWNS) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
}

/* Each test begins without files. */
static inline void run_with_files(const char *name, void (*test)(void))
{
	must(mount("state", root, "tmpfs", 0, NULL) == 0);
	tap_run(name, test);
	must(umount(root) == 0);
}

#define TEST_WITH_FILES(function) run_with_files(#function, function)

/* --- asking */

static inline struct container *ask_many(const enum container_runtime *runtimes, const char *const ids[], size_t count)
{
	struct container *containers = calloc(count, sizeof(*containers));

	must(containers);
	for (size_t i = 0; i < count; i++) {
		containers[i].runtime = runtimes[i];
		containers[i].id = strdup(ids[i]);
	}
	is_number(container_read(root, containers, count), 0);
	return containers;
}

static inline struct container *ask(enum container_runtime runtime, const char *id)
{
	return ask_many(&runtime, &id, 1);
}

static inline bool is_silent(const struct container *container)
{
	return !container->name && !container->image && !container->sandbox_id && !container->sandbox && !container->pod_name &&
		!container->pod_namespace && !container->pod_uid && !container->network_of && !container->evidence;
}

static inline void is_silent_about(enum container_runtime runtime, const char *id)
{
	struct container *container = ask(runtime, id);

	if (!ok(is_silent(container)))
		printf("# of %s\n", id);
	container_free(container, 1);
}

#endif
