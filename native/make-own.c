#define _GNU_SOURCE
#include "make-own.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "count.h"
#include "make-mounts.h"

enum { TEXT_ROOM = 512, LINK_ROOM = 256 };

/* /bin may be a link to usr/bin, and then is one here. */
static void show_programs(const char *source, const char *target)
{
	char link[LINK_ROOM];
	struct stat found;
	ssize_t length;

	if (!make_finds(source, &found))
		return;
	if (S_ISLNK(found.st_mode)) {
		length = readlink(source, link, sizeof(link) - 1);
		if (length < 0)
			make_fail(MAKE_STAGE_ROOT, errno);
		link[length] = '\0';
		make_link(link, target);
	} else if (S_ISDIR(found.st_mode)) {
		make_directory(target, 0755);
		make_mount_tree(source, target, MAKE_MOUNT_READ_ONLY | MAKE_MOUNT_NO_SUID | MAKE_MOUNT_NO_DEVICES);
	}
}

/* What programs need to find each other, and no setting of this host. */
static void show_setting(const char *source, const char *target)
{
	struct stat found;

	if (!make_finds(source, &found))
		return;
	if (S_ISDIR(found.st_mode))
		make_directory(target, 0755);
	else if (S_ISREG(found.st_mode))
		make_file(target, "");
	else
		return;
	make_mount_tree(source, target, MAKE_MOUNT_READ_ONLY | MAKE_MOUNT_NO_SUID | MAKE_MOUNT_NO_DEVICES);
}

static void write_names(const struct make_spec *spec)
{
	char text[TEXT_ROOM] = "127.0.0.1\tlocalhost\n::1\tlocalhost\n";
	size_t length = strlen(text);

	if (spec->hostname[0])
		(void) snprintf(text + length, sizeof(text) - length, "%s\t%s\n", spec->address[0] ? spec->address : "127.0.1.1", spec->hostname);
	make_file("etc/hosts", text);
	(void) snprintf(text, sizeof(text), "%s\n", spec->hostname);
	if (spec->hostname[0])
		make_file("etc/hostname", text);
}

static void write_settings(const struct make_spec *spec)
{
	static const char *const shown[][2] = {
		{ "/etc/alternatives", "etc/alternatives" }, { "/etc/ld.so.cache", "etc/ld.so.cache" }, { "/etc/ld.so.conf", "etc/ld.so.conf" },
		{ "/etc/ld.so.conf.d", "etc/ld.so.conf.d" }, { "/etc/protocols", "etc/protocols" }, { "/etc/services", "etc/services" },
	};

	make_directory("etc", 0755);
	make_file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n");
	make_file("etc/group", "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n");
	make_file("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
	write_names(spec);
	for (size_t i = 0; i < COUNT(shown); i++)
		show_setting(shown[i][0], shown[i][1]);
}

void make_own(const struct make_spec *spec, bool has_tty_group)
{
	static const char *const programs[][2] = {
		{ "/usr", "usr" }, { "/bin", "bin" }, { "/sbin", "sbin" }, { "/lib", "lib" }, { "/lib32", "lib32" }, { "/lib64", "lib64" },
		{ "/libx32", "libx32" },
	};

	for (size_t i = 0; i < COUNT(programs); i++)
		show_programs(programs[i][0], programs[i][1]);
	write_settings(spec);
	make_directory("dev", 0755);
	make_devices(has_tty_group);
	make_directory("proc", 0555);
	make_directory("sys", 0555);
	make_directory("run", 0755);
	make_directory("home", 0755);
	make_directory("root", 0700);
	make_directory("tmp", 01777);
	make_directory("var", 0755);
	make_directory("var/tmp", 01777);
}
