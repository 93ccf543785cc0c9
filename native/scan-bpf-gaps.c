/* What a scan says where a part of it had to come from /proc instead. */
#define _GNU_SOURCE
#include "scan-bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "failure.h"
#include "procfs.h"
#include "scan-gaps.h"

struct part {
	const char *what;
	const char *instead;
};

static const struct part parts[BPF_ITERATOR_COUNT] = {
	[BPF_TASKS] = { "processes through a BPF iterator", "/proc was read instead, one process after the other" },
	[BPF_ARGV] = { "command lines through a BPF iterator", "/proc was read instead" },
	[BPF_NAMESPACES] = { "namespaces that nothing in /proc shows", "the kernel's lists of namespaces are not to be had" },
	[BPF_HOLDERS] = { "descriptors through a BPF iterator", "/proc was read instead" },
};

static void say_why(int iterator, int error, char *why, size_t room)
{
	const char *instead = parts[iterator].instead;

	switch (error) {
	case ENOSYS:
		(void) snprintf(why, room, "%s: clang, bpftool and libbpf were not there when this was built", instead);
		break;
	case EXDEV:
		(void) snprintf(why, room, "%s: /proc shows another pid namespace than the observer's", instead);
		break;
	case EOPNOTSUPP:
		(void) snprintf(why, room, "%s: this kernel keeps none (before Linux 6.18), or others than we know", instead);
		break;
	case ETIMEDOUT:
		(void) snprintf(why, room, "%s for some: the memory of a process answered slowly or never", instead);
		break;
	case EAGAIN:
		(void) snprintf(why, room, "%s: one changed while it was walked", instead);
		break;
	case EBADMSG:
		(void) snprintf(why, room, "%s: the iterator wrote what is no record of ours", instead);
		break;
	default:
		(void) snprintf(why, room, "%s: %s", instead, failure_errno_name(error));
	}
}

static bool is_refused_for_want_of_rights(const struct scan_bpf *bpf)
{
	for (int i = 0; i < BPF_ITERATOR_COUNT; i++)
		if (bpf->error[i] != EPERM && bpf->error[i] != EACCES)
			return false;
	return true;
}

/* Locked down to confidentiality the kernel lets no program read its memory: one or another error comes of that. */
static bool is_locked_down(void)
{
	CLEANUP_BUFFER struct procfs_buffer text = { 0 };
	CLEANUP_FD int fd = open("/sys/kernel/security/lockdown", O_RDONLY | O_NOCTTY | O_CLOEXEC);

	return fd >= 0 && procfs_read_fd(fd, 128, &text) == 0 && memmem(text.bytes, text.length, "[confidentiality]", 17) != NULL;
}

/* Nobody misses the iterators but for what they alone show. */
static void write_absent(const struct scan_bpf *bpf, struct jsonout *out)
{
	char why[192];

	if (scan_tier() == SCAN_TIER_PROC) {
		scan_write_gap(out, parts[BPF_NAMESPACES].what, "--tier proc was chosen: /proc alone was read", 0);
		return;
	}
	if (is_locked_down()) {
		scan_write_gap(out, parts[BPF_NAMESPACES].what, "BPF iterators cannot be loaded: the kernel is locked down (confidentiality)", 0);
		return;
	}
	if (is_refused_for_want_of_rights(bpf)) {
		scan_write_gap(out, parts[BPF_NAMESPACES].what, "BPF iterators cannot be loaded: that takes root, or CAP_BPF and CAP_PERFMON, and a kernel that is not locked down", 0);
		return;
	}
	say_why(BPF_NAMESPACES, bpf->error[BPF_NAMESPACES], why, sizeof(why));
	scan_write_gap(out, parts[BPF_NAMESPACES].what, why, 0);
}

static void write_parts(const struct scan_bpf *bpf, struct jsonout *out)
{
	char why[192];

	for (int i = 0; i < BPF_ITERATOR_COUNT; i++) {
		if (bpf->error[i] == 0)
			continue;
		say_why(i, bpf->error[i], why, sizeof(why));
		scan_write_gap(out, parts[i].what, why, 0);
	}
}

void scan_bpf_write_gaps(const struct scan_bpf *bpf, struct jsonout *out)
{
	if (!bpf->has_tasks && !bpf->has_namespaces)
		write_absent(bpf, out);
	else
		write_parts(bpf, out);
	if (bpf->dropped > 0)
		scan_write_gap(out, "namespaces of the kernel's lists", "more than a scan carries", bpf->dropped);
}
