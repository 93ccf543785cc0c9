/* For tests: a kernel that is another one to who loads BPF programs. */
#ifndef NSATLAS_TEST_OTHER_BTF_H
#define NSATLAS_TEST_OTHER_BTF_H

#include <fcntl.h>

#include "helper.h"

/* The kernel's BTF with a member of another name: what a kernel without it looks like to who loads. */
static inline void write_btf_without(const char *path, const char *member)
{
	CLEANUP_FD int from = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
	CLEANUP_FD int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	const size_t room = 32u << 20, name_length = strlen(member) + 2;
	char *bytes = malloc(room), name[64], *at;
	size_t length = 0;
	ssize_t n;

	must(from >= 0 && to >= 0 && bytes);
	while ((n = read(from, bytes + length, room - length)) > 0)
		length += (size_t) n;
	(void) snprintf(name, sizeof(name), "%c%s", '\0', member);
	memcpy(name + 1, member, strlen(member) + 1);
	at = memmem(bytes, length, name, name_length);
	must(at);
	at[strlen(member)] = '_';
	must(write(to, bytes, length) == (ssize_t) length);
	free(bytes);
}

#endif
