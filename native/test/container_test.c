/* What is taken from the state files of runtimes: of the shapes podman 4.3 and 5.4, docker 20.10, containerd 1.6 and CRI-O
 * write, shortened. */
#define _GNU_SOURCE
#include "state-files.h"

#include <sys/wait.h>
#include <unistd.h>

/* --- podman */

static void put_podman(void)
{
	put_file(PODMAN "containers.json", "[{\"id\":\"" A "\",\"names\":[\"0123456789ab-infra\"],\"image\":\"x\",\"layer\":\"y\",\"metadata\":"
		"\"{\\\"image-name\\\":\\\"localhost/podman-pause:4.3.1-0\\\",\\\"image-id\\\":\\\"x\\\",\\\"name\\\":\\\"0123456789ab-infra\\\"}\"},"
		"{\"id\":\"" B "\",\"names\":[\"shop-web\"],\"image\":\"x\",\"metadata\":"
		"\"{\\\"image-name\\\":\\\"registry.test/web:1\\\",\\\"name\\\":\\\"shop-web\\\"}\",\"flags\":{\"MountLabel\":\"\"}}]");
	put_file(PODMAN A "/userdata/config.json", "{\"ociVersion\":\"1.0.2-dev\",\"hostname\":\"shop\",\"annotations\":"
		"{\"io.container.manager\":\"libpod\",\"io.kubernetes.cri-o.Created\":\"2026-01-01T00:00:00Z\"},\"mounts\":[]}");
	put_file(PODMAN B "/userdata/config.json", "{\"process\":{\"env\":[\"SECRET=1\"]},\"annotations\":{\"io.container.manager\":\"libpod\","
		"\"io.kubernetes.cri-o.ContainerType\":\"container\",\"io.kubernetes.cri-o.SandboxID\":\"" A "\"},\"mounts\":["
		"{\"destination\":\"/etc/resolv.conf\",\"source\":\"/run/containers/storage/overlay-containers/" A "/userdata/resolv.conf\"}]}");
}

static void a_podman_container_has_name_image_and_the_pod_of_its_infra(void)
{
	struct container *container;

	put_podman();
	container = ask(CONTAINER_PODMAN, B);
	is_string(container->name, "shop-web");
	is_string(container->image, "registry.test/web:1");
	is_string(container->sandbox_id, A);
	is_string(container->pod_name, "shop");
	is_string(container->evidence, PODMAN B "/userdata/config.json");
	ok(!container->sandbox && !container->pod_namespace && !container->pod_uid);
	/* The pod already says whose network it is. */
	ok(!container->network_of);
	container_free(container, 1);
}

static void a_podman_infra_is_the_sandbox_and_its_hostname_the_pods_name(void)
{
	struct container *container;

	put_podman();
	container = ask(CONTAINER_PODMAN, A);
	ok(container->sandbox);
	is_string(container->pod_name, "shop");
	is_string(container->name, "0123456789ab-infra");
	container_free(container, 1);
}

static void a_podman_infra_named_by_its_maker_is_known_through_its_members(void)
{
	static const enum container_runtime runtimes[] = { CONTAINER_PODMAN, CONTAINER_PODMAN };
	static const char *const ids[] = { A, B };
	struct container *containers;

	put_podman();
	put_file(PODMAN "containers.json", "[{\"id\":\"" A "\",\"names\":[\"gate\"],\"metadata\":\"{\\\"image-name\\\":\\\"mine\\\"}\"}]");
	containers = ask_many(runtimes, ids, 2);
	ok(containers[0].sandbox);
	is_string(containers[0].pod_name, "shop");
	is_string(containers[1].pod_name, "shop");
	container_free(containers, 2);
}

static void a_podman_container_in_the_network_of_another_names_that_one(void)
{
	struct container *container;

	put_file(PODMAN C "/userdata/config.json", "{\"hostname\":\"c\",\"annotations\":{\"io.container.manager\":\"libpod\"},\"mounts\":["
		"{\"destination\":\"/dev/shm\",\"source\":\"/var/lib/containers/storage/overlay-containers/" C "/userdata/shm\"},"
		"{\"destination\":\"/etc/resolv.conf\",\"source\":\"/run/containers/storage/overlay-containers/" B "/userdata/resolv.conf\"}]}");
	container = ask(CONTAINER_PODMAN, C);
	is_string(container->network_of, B);
	is_string(container->evidence, PODMAN C "/userdata/config.json");
	ok(!container->sandbox_id && !container->pod_name);
	container_free(container, 1);
}

static void a_podman_container_with_its_own_network_names_nobody(void)
{
	struct container *container;

	put_file(PODMAN C "/userdata/config.json", "{\"hostname\":\"c\",\"mounts\":[{\"destination\":\"/etc/resolv.conf\",\"source\":"
		"\"/run/containers/storage/overlay-containers/" C "/userdata/resolv.conf\"}]}");
	container = ask(CONTAINER_PODMAN, C);
	ok(!container->network_of && !container->pod_name);
	container_free(container, 1);
}

static void a_container_of_podman_5_that_is_not_to_last_is_in_the_volatile_list(void)
{
	struct container *container;

	put_file(PODMAN "volatile-containers.json", "[{\"id\":\"" D "\",\"names\":[\"brief\"],\"metadata\":\"{\\\"image-name\\\":\\\"i\\\"}\"}]");
	container = ask(CONTAINER_PODMAN, D);
	is_string(container->name, "brief");
	is_string(container->image, "i");
	is_string(container->evidence, PODMAN "volatile-containers.json");
	container_free(container, 1);
}

static void podman_with_the_vfs_driver_keeps_its_files_elsewhere(void)
{
	struct container *container;

	put_file("/var/lib/containers/storage/vfs-containers/containers.json", "[{\"id\":\"" D "\",\"names\":[\"slow\"]}]");
	container = ask(CONTAINER_PODMAN, D);
	is_string(container->name, "slow");
	container_free(container, 1);
}

/* In a child, which gives its rights away: 0 if the name is found. */
static int find_name_as_nobody(const char *home, const char *name)
{
	int status;
	pid_t pid = fork();

	must(pid >= 0);
	if (pid == 0) {
		struct container container = { .runtime = CONTAINER_PODMAN, .id = strdup(D) };

		if (setenv("HOME", home, 1) < 0 || setresuid(65534, 65534, 65534) < 0 || container_read(root, &container, 1) < 0)
			_exit(2);
		_exit(container.name && strcmp(container.name, name) == 0 ? 0 : 1);
	}
	must(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void an_ordinary_user_finds_the_containers_of_their_own_podman(void)
{
	put_file("/home/U/.local/share/containers/storage/overlay-containers/containers.json", "[{\"id\":\"" D "\",\"names\":[\"mine\"]}]");
	must(system("chown -R 65534:65534 /mnt/home/U") == 0);
	is_number(find_name_as_nobody("/home/U", "mine"), 0);
	is_number(find_name_as_nobody("/home/V", "mine"), 1);
	/* To root the request does not say whose containers it means. */
	must(setenv("HOME", "/home/U", 1) == 0);
	is_silent_about(CONTAINER_PODMAN, D);
}

/* --- docker */

static void a_docker_container_has_name_and_image(void)
{
	struct container *container;

	put_file(DOCKER A "/config.v2.json", "{\"ID\":\"" A "\",\"State\":{\"Pid\":4711},\"Name\":\"/shop-db\",\"Config\":"
		"{\"Hostname\":\"aaaaaaaaaaaa\",\"Env\":[\"SECRET=1\"],\"Image\":\"registry.test/db:2\",\"Labels\":{}}}");
	put_file(DOCKER A "/hostconfig.json", "{\"NetworkMode\":\"default\"}");
	container = ask(CONTAINER_DOCKER, A);
	is_string(container->name, "shop-db");
	is_string(container->image, "registry.test/db:2");
	is_string(container->evidence, DOCKER A "/config.v2.json");
	ok(!container->network_of && !container->sandbox && !container->sandbox_id);
	container_free(container, 1);
}

static void a_docker_container_in_the_network_of_another_names_that_one(void)
{
	struct container *container;

	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/side\",\"Config\":{\"Image\":\"i\",\"Labels\":null}}");
	put_file(DOCKER A "/hostconfig.json", "{\"NetworkMode\":\"container:" B "\"}");
	container = ask(CONTAINER_DOCKER, A);
	is_string(container->network_of, B);
	is_string(container->evidence, DOCKER A "/hostconfig.json");
	container_free(container, 1);
}

static void a_container_of_cri_dockerd_has_the_labels_of_its_pod(void)
{
	struct container *container, *sandbox;

	put_file(DOCKER A "/config.v2.json", "{\"Name\":\"/k8s_POD_web_shop_0f_0\",\"Config\":{\"Image\":\"pause\",\"Labels\":"
		"{\"io.kubernetes.docker.type\":\"podsandbox\",\"io.kubernetes.pod.name\":\"web\",\"io.kubernetes.pod.namespace\":\"shop\","
		"\"io.kubernetes.pod.uid\":\"0f\"}}}");
	put_file(DOCKER B "/config.v2.json", "{\"Name\":\"/k8s_app_web_shop_0f_0\",\"Config\":{\"Image\":\"app\",\"Labels\":"
		"{\"io.kubernetes.docker.type\":\"container\",\"io.kubernetes.sandbox.id\":\"" A "\",\"io.kubernetes.pod.name\":\"web\","
		"\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.pod.uid\":\"0f\"}}}");
	sandbox = ask(CONTAINER_DOCKER, A);
	container = ask(CONTAINER_DOCKER, B);
	ok(sandbox->sandbox && !container->sandbox);
	is_string(container->sandbox_id, A);
	is_string(container->pod_name, "web");
	is_string(container->pod_namespace, "shop");
	is_string(container->pod_uid, "0f");
	container_free(container, 1);
	container_free(sandbox, 1);
}

/* --- containerd and CRI-O */

static void a_containerd_container_has_the_annotations_of_its_pod(void)
{
	struct container *container, *sandbox;

	put_file(TASKS "k8s.io/" A "/config.json", "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"sandbox\","
		"\"io.kubernetes.cri.sandbox-id\":\"" A "\",\"io.kubernetes.cri.sandbox-name\":\"web\",\"io.kubernetes.cri.sandbox-namespace\":\"shop\","
		"\"io.kubernetes.cri.sandbox-uid\":\"0f-1\"}}");
	put_file(TASKS "k8s.io/" B "/config.json", "{\"annotations\":{\"io.kubernetes.cri.container-type\":\"container\","
		"\"io.kubernetes.cri.container-name\":\"app\",\"io.kubernetes.cri.image-name\":\"registry.test/app:3\","
		"\"io.kubernetes.cri.sandbox-id\":\"" A "\",\"io.kubernetes.cri.sandbox-name\":\"web\",\"io.kubernetes.cri.sandbox-namespace\":\"shop\","
		"\"io.kubernetes.cri.sandbox-uid\":\"0f-1\"}}");
	sandbox = ask(CONTAINER_CONTAINERD, A);
	container = ask(CONTAINER_CONTAINERD, B);
	ok(sandbox->sandbox && !container->sandbox && !sandbox->name);
	is_string(container->name, "app");
	is_string(container->image, "registry.test/app:3");
	is_string(container->sandbox_id, A);
	is_string(container->pod_name, "web");
	is_string(container->pod_namespace, "shop");
	is_string(container->pod_uid, "0f-1");
	is_string(container->evidence, TASKS "k8s.io/" B "/config.json");
	container_free(container, 1);
	container_free(sandbox, 1);
}

static void a_container_of_ctr_is_found_in_whatever_containerd_namespace_it_is(void)
{
	struct container *container;

	put_file(TASKS "of-mine/probe_1/config.json", "{\"annotations\":{\"io.kubernetes.cri.image-name\":\"i\"}}");
	container = ask(CONTAINER_CONTAINERD, "probe_1");
	is_string(container->image, "i");
	is_string(container->evidence, TASKS "of-mine/probe_1/config.json");
	container_free(container, 1);
}

static void a_CRIO_container_has_the_annotations_of_its_pod(void)
{
	struct container *container;

	put_file(CRIO B "/userdata/config.json", "{\"annotations\":{\"io.container.manager\":\"cri-o\",\"io.kubernetes.container.name\":\"app\","
		"\"io.kubernetes.cri-o.ContainerType\":\"container\",\"io.kubernetes.cri-o.ImageName\":\"registry.test/app:3\","
		"\"io.kubernetes.cri-o.SandboxID\":\"" A "\",\"io.kubernetes.pod.name\":\"web\",\"io.kubernetes.pod.namespace\":\"shop\","
		"\"io.kubernetes.pod.uid\":\"0f-2\"}}");
	container = ask(CONTAINER_CRIO, B);
	is_string(container->name, "app");
	is_string(container->image, "registry.test/app:3");
	is_string(container->sandbox_id, A);
	is_string(container->pod_name, "web");
	is_string(container->pod_namespace, "shop");
	is_string(container->pod_uid, "0f-2");
	ok(!container->sandbox);
	container_free(container, 1);
}

static void the_id_of_LXC_and_nspawn_is_the_name(void)
{
	struct container *lxc = ask(CONTAINER_LXC, "web-1"), *nspawn = ask(CONTAINER_NSPAWN, "debian.test");

	is_string(lxc->name, "web-1");
	is_string(nspawn->name, "debian.test");
	container_free(nspawn, 1);
	container_free(lxc, 1);
}

int main(void)
{
	enter_own_mounts();
	TEST_WITH_FILES(a_podman_container_has_name_image_and_the_pod_of_its_infra);
	TEST_WITH_FILES(a_podman_infra_is_the_sandbox_and_its_hostname_the_pods_name);
	TEST_WITH_FILES(a_podman_infra_named_by_its_maker_is_known_through_its_members);
	TEST_WITH_FILES(a_podman_container_in_the_network_of_another_names_that_one);
	TEST_WITH_FILES(a_podman_container_with_its_own_network_names_nobody);
	TEST_WITH_FILES(a_container_of_podman_5_that_is_not_to_last_is_in_the_volatile_list);
	TEST_WITH_FILES(podman_with_the_vfs_driver_keeps_its_files_elsewhere);
	TEST_WITH_FILES(an_ordinary_user_finds_the_containers_of_their_own_podman);
	TEST_WITH_FILES(a_docker_container_has_name_and_image);
	TEST_WITH_FILES(a_docker_container_in_the_network_of_another_names_that_one);
	TEST_WITH_FILES(a_container_of_cri_dockerd_has_the_labels_of_its_pod);
	TEST_WITH_FILES(a_containerd_container_has_the_annotations_of_its_pod);
	TEST_WITH_FILES(a_container_of_ctr_is_found_in_whatever_containerd_namespace_it_is);
	TEST_WITH_FILES(a_CRIO_container_has_the_annotations_of_its_pod);
	TEST_WITH_FILES(the_id_of_LXC_and_nspawn_is_the_name);
	return tap_done();
}
