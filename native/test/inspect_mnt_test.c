/* `inspect` of mount namespaces, as the whole program answers it; findmnt(8) and mountinfo as others read it are the witnesses. */
#define _GNU_SOURCE
#include "inspect-client.h"
#include "net-world.h"
#include "fuse.h"

/* A tmpfs of ours, in which the targets' trees lie. */
#define TREE "/run/netns"

/* sh, in a mount namespace of its own. */
static struct target_child start_shell(const char *script)
{
	return start_target((const char *const []) { "unshare", "--mount", "sh", "-c", script, NULL }, 0);
}

/* A mount namespace that only the file holds, made by unshare(1) with a command run in it. The kernel binds a mount namespace
 * only into one with a smaller id, and Linux 6.18 draws ids from a stock for each CPU: a new one may get a smaller id. So each
 * CPU is tried in turn; left to the scheduler, a hundred tries were once all of one. */
static void hold_namespace(const char *file, const char *command)
{
	sh("touch %s; for i in $(seq 100); do taskset -c $((i %% $(nproc))) unshare --mount=%s %s 2>/dev/null && exit; done; exit 1", file, file, command);
}

/* The last one of this path: the one on top. */
static const json_t *mount_at(const struct answer *answer, const char *path)
{
	const json_t *found = NULL;
	json_t *row;
	size_t i;

	json_array_foreach(get(answer->document, "mounts"), i, row)
		if (string_in(row, "path") && strcmp(string_in(row, "path"), path) == 0)
			found = row;
	return found;
}

static size_t count_mounts_at(const struct answer *answer, const char *path)
{
	size_t count = 0, i;
	json_t *row;

	json_array_foreach(get(answer->document, "mounts"), i, row)
		count += string_in(row, "path") && strcmp(string_in(row, "path"), path) == 0;
	return count;
}

static char *joined(const json_t *array)
{
	char *text = calloc(1, 8192);
	json_t *row;
	size_t i;

	must(text);
	json_array_foreach(array, i, row) {
		const char *part = json_string_value(row);

		must(part && strlen(text) + strlen(part) + 2 < 8192);
		(void) strcat(strcat(text, i > 0 ? "," : ""), part);
	}
	return text;
}

static void is_as_findmnt_says(const json_t *row, const json_t *want)
{
	CLEANUP_FREE char *options = joined(get(row, "options"));
	CLEANUP_FREE char *super_options = joined(get(row, "superOptions"));

	is_number(number_in(row, "parent"), number_in(want, "parent"));
	is_string(string_in(row, "path"), string_in(want, "target"));
	is_string(string_in(row, "device"), string_in(want, "maj:min"));
	is_string(string_in(row, "fstype"), string_in(want, "fstype"));
	is_string(string_in(row, "root"), string_in(want, "fsroot"));
	is_string(options, string_in(want, "vfs-options"));
	is_string(super_options, string_in(want, "fs-options"));
}

/* --- facts */

static void mounts_are_those_that_findmnt_sees(void)
{
	struct target_child target = start_shell("mount -t tmpfs -o size=8k,mode=700 'types one' " TREE "/a; mount --bind /etc " TREE "/b;"
		" mount -o remount,bind,ro,nosuid " TREE "/b; " READY);
	struct answer answer = inspect_process("mnt", target.pid);
	json_t *want = json_of("nsenter -t %d -m findmnt -J -l -o ID,PARENT,TARGET,MAJ:MIN,FSTYPE,FSROOT,VFS-OPTIONS,FS-OPTIONS", (int) target.pid);
	const json_t *rows = get(want, "filesystems");
	json_t *row;
	size_t i, j;

	is_number(answer.status, 0);
	is_string(string_in(answer.document, "type"), "mnt");
	ok(json_is_null(get(answer.document, "seenBy")));
	is_number(json_array_size(get(answer.document, "mounts")), json_array_size(rows));
	json_array_foreach(rows, i, row) {
		const json_t *found = NULL, *mine;

		json_array_foreach(get(answer.document, "mounts"), j, mine)
			if (number_in(mine, "id") == number_in(row, "id"))
				found = mine;
		is_as_findmnt_says(found, row);
	}
	is_string(string_in(mount_at(&answer, TREE "/a"), "source"), "types one");
	json_decref(want);
	free_answer(&answer);
	end_target(&target);
}

static void propagation_and_over_mounts_are_told(void)
{
	struct target_child target = start_shell("cd " TREE "; for d in a b c d; do mount -t tmpfs $d $d; done;"
		" mount --make-shared a; mount --bind a b; mount --make-slave b; mount --make-shared b; mount --make-unbindable c;"
		" mount -t tmpfs over d; " READY);
	struct answer answer = inspect_process("mnt", target.pid);
	const json_t *a = mount_at(&answer, TREE "/a"), *b = mount_at(&answer, TREE "/b"), *c = mount_at(&answer, TREE "/c");

	ok(number_in(a, "shared") > 0 && json_is_null(get(a, "master")) && json_is_null(get(a, "propagateFrom")));
	is_number(number_in(b, "master"), number_in(a, "shared"));
	ok(number_in(b, "shared") > 0 && number_in(b, "shared") != number_in(a, "shared"));
	ok(json_is_true(get(c, "unbindable")) && json_is_null(get(c, "shared")));
	ok(json_is_false(get(a, "unbindable")));
	is_number(count_mounts_at(&answer, TREE "/d"), 2);
	is_string(string_in(mount_at(&answer, TREE "/d"), "source"), "over");
	free_answer(&answer);
	end_target(&target);
}

static void hostile_texts_are_kept_byte_by_byte(void)
{
	struct target_child target = start_shell("cd " TREE "/a; mkdir \"$(printf 'n\\nl')\" 'back\\slash\\040' \"$(printf 'b\\377d')\";"
		" for d in *; do mount -t tmpfs '' \"$d\"; done; " READY);
	struct answer answer = inspect_process("mnt", target.pid);
	const json_t *rows = get(answer.document, "mounts"), *row;
	bool has_bad = false;
	size_t i;

	ok(mount_at(&answer, TREE "/a/n\nl") != NULL);
	ok(mount_at(&answer, TREE "/a/back\\slash\\040") != NULL);
	is_string(string_in(mount_at(&answer, TREE "/a/n\nl"), "source"), "");
	is_string(string_in(mount_at(&answer, TREE "/a/n\nl"), "fstype"), "tmpfs");
	json_array_foreach(rows, i, row)
		has_bad |= json_is_object(get(row, "path")) && strcmp(string_in(get(row, "path"), "b64"), "L3J1bi9uZXRucy9hL2L/ZA==") == 0;
	ok(has_bad);
	free_answer(&answer);
	end_target(&target);
	sh("rm -r " TREE "/a/*");
}

/* Its mountinfo shows nothing; the namespace's root shows all. */
static void a_member_in_a_chroot_hides_nothing(void)
{
	struct target_child target = start_shell("mount -t tmpfs jail " TREE "/a; mkdir " TREE "/a/in; exec perl -e '"
		"chroot(\"" TREE "/a/in\") && chdir(\"/\") or die; $| = 1; print \"ready\\n\"; <STDIN>'");
	struct answer answer = inspect_process("mnt", target.pid);

	sh("test -z \"$(cat /proc/%d/mountinfo)\"", (int) target.pid);
	is_string(string_in(mount_at(&answer, TREE "/a"), "source"), "jail");
	ok(mount_at(&answer, "/proc") != NULL);
	free_answer(&answer);
	end_target(&target);
}

static void a_namespace_without_a_member_tells_its_mounts(void)
{
	struct answer answer;

	hold_namespace(TREE "/mnt", "mount -t tmpfs held " TREE "/a");
	answer = inspect("mnt", ino_of_path(TREE "/mnt"), place_of_path(TREE "/mnt"));
	is_string(string_in(mount_at(&answer, TREE "/a"), "source"), "held");
	ok(json_is_null(get(answer.document, "seenBy")));
	free_answer(&answer);
	sh("umount " TREE "/mnt");
}

static void more_mounts_than_the_limit_are_counted(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "--mount", "perl", "-e",
		"$n = `wc -l </proc/self/mountinfo`; for (1 .. 5000 - $n) { syscall(165, my $s = 'x', my $d = '" TREE "/a', my $t = 'tmpfs', 0, 0) == 0 or die $!; }"
		" $| = 1; print \"ready\\n\"; <STDIN>", NULL }, 0);
	struct answer answer = inspect_process("mnt", target.pid);

	is_number(json_array_size(get(answer.document, "mounts")), 4096);
	is_number(number_in(answer.document, "mountsLeftOut"), 5000 - 4096);
	free_answer(&answer);
	end_target(&target);
}

static void a_file_system_that_never_answers_keeps_nobody_waiting(void)
{
	struct target_child target = start_shell("mount -t tmpfs x " TREE "/a; " READY);
	pid_t server = fuse_start(TREE "/b");
	struct answer answer;

	must(kill(server, SIGSTOP) == 0);
	answer = inspect_process("mnt", getpid());
	is_number(answer.status, 0);
	is_string(string_in(mount_at(&answer, TREE "/b"), "fstype"), "fuse");
	free_answer(&answer);
	must(kill(server, SIGKILL) == 0);
	sh("umount -l " TREE "/b");
	end_target(&target);
}

static void a_vanished_one_is_gone_and_another_is_not_it(void)
{
	struct target_child target = start_shell(READY), other = start_shell(READY);
	uint64_t ino = ino_of(target.pid, "mnt");
	json_t *places = place_of_process(target.pid);

	is_refused(inspect("mnt", ino, place_of_process(other.pid)), "identity", "target");
	end_target(&target);
	is_refused(inspect("mnt", ino, places), "gone", "target");
	end_target(&other);
}

/* --- an ordinary user */

static void an_ordinary_user_sees_their_sandbox_from_its_root(void)
{
	struct target_child target = start_target((const char *const []) { "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups",
		"unshare", "-Urm", "sh", "-c", "mount -t tmpfs mine /mnt; " READY, NULL }, 0);
	struct answer answer = inspect_as("mnt", ino_of(target.pid, "mnt"), place_of_process(target.pid), become_nobody);

	is_string(string_in(mount_at(&answer, "/mnt"), "source"), "mine");
	ok(json_is_null(get(answer.document, "seenBy")));
	free_answer(&answer);
	end_target(&target);
}

/* They may not join it, but see what their own process sees. */
static void an_ordinary_user_sees_what_is_roots_through_a_process_of_theirs(void)
{
	struct target_child target = start_target((const char *const []) { "unshare", "--mount", "sh", "-c", "mount -t tmpfs roots " TREE "/a; "
		"exec setpriv --reuid 65534 --regid 65534 --clear-groups sh -c '" READY "'", NULL }, 0);
	struct answer answer = inspect_as("mnt", ino_of(target.pid, "mnt"), place_of_process(target.pid), become_nobody);

	is_string(string_in(mount_at(&answer, TREE "/a"), "source"), "roots");
	is_number(number_in(answer.document, "seenBy"), target.pid);
	free_answer(&answer);
	end_target(&target);
}

static void an_ordinary_user_is_denied_what_none_of_theirs_sees(void)
{
	hold_namespace(TREE "/roots", "true");
	is_refused(inspect_as("mnt", ino_of_path(TREE "/roots"), place_of_path(TREE "/roots"), become_nobody), "denied", "join");
	sh("umount " TREE "/roots");
}

int main(void)
{
	enter_world();
	sh("mkdir " TREE "/a " TREE "/b " TREE "/c " TREE "/d");
	TEST(mounts_are_those_that_findmnt_sees);
	TEST(propagation_and_over_mounts_are_told);
	TEST(hostile_texts_are_kept_byte_by_byte);
	TEST(a_member_in_a_chroot_hides_nothing);
	TEST(a_namespace_without_a_member_tells_its_mounts);
	TEST(more_mounts_than_the_limit_are_counted);
	TEST(a_file_system_that_never_answers_keeps_nobody_waiting);
	TEST(a_vanished_one_is_gone_and_another_is_not_it);
	TEST(an_ordinary_user_sees_their_sandbox_from_its_root);
	TEST(an_ordinary_user_sees_what_is_roots_through_a_process_of_theirs);
	TEST(an_ordinary_user_is_denied_what_none_of_theirs_sees);
	return tap_done();
}
