#define _GNU_SOURCE
#include "scan-gaps.h"

#include <errno.h>
#include <stdio.h>

#include "failure.h"
#include "privilege.h"

void scan_write_gap(struct jsonout *out, const char *what, const char *why, uint64_t count)
{
	jsonout_object_begin(out, NULL);
	jsonout_string(out, "what", what);
	jsonout_string(out, "why", why);
	if (count > 0)
		jsonout_unsigned(out, "count", count);
	jsonout_object_end(out);
}

static void write_counted_gap(struct jsonout *out, const char *what, const char *why, uint64_t count)
{
	if (count > 0)
		scan_write_gap(out, what, why, count);
}

static void write_process_gaps(const struct scan_tally *tally, const struct scan_observer *observer, struct jsonout *out)
{
	bool has_ptrace = privilege_has_ptrace();
	char why[128];

	write_counted_gap(out, "namespaces of processes", has_ptrace
		? "the kernel refuses them even with CAP_SYS_PTRACE"
		: "the observer is not root and lacks CAP_SYS_PTRACE: it sees the namespaces of its own user's processes", tally->unreadable);
	(void) snprintf(why, sizeof(why), "/proc is mounted with hidepid=%s, and the observer lacks CAP_SYS_PTRACE", observer->hidepid);
	if (observer->hidepid[0] != '\0' && !has_ptrace)
		scan_write_gap(out, "processes of other users", why, tally->closed);
	else
		write_counted_gap(out, "processes", "the kernel refuses even their stat", tally->closed);
	write_counted_gap(out, "command lines", "reading them did not end in time: the process's memory answers slowly or never", tally->silent);
	write_counted_gap(out, "whether control groups are frozen", "their state cannot be read, or no mount that the observer can see shows them", tally->maybe_frozen);
}

static void write_scope_gaps(const struct scan_tally *tally, const struct scan_observer *observer, struct jsonout *out)
{
	if (observer->is_nested)
		scan_write_gap(out, "processes outside the observer's pid namespace", "the observer is not in the initial pid namespace", 0);
	if (!observer->is_own_proc)
		scan_write_gap(out, "pids as the observer itself would use them", "/proc shows another pid namespace than the observer's", 0);
	write_counted_gap(out, "owners and parents of namespaces", "they lie outside the observer's user or pid namespace, and the kernel hides them", tally->hidden);
}

static void write_kernel_gaps(const struct scan_asker *asker, struct jsonout *out)
{
	char why[64];

	if (asker->asked_any && !asker->has_ids)
		scan_write_gap(out, "ids of namespaces that are never reused", "this kernel has no NS_GET_ID (Linux 6.18)", 0);
	(void) snprintf(why, sizeof(why), "RTM_GETNSID is refused: %s", failure_errno_name(asker->netnsid_error));
	if (asker->netnsid_error != 0)
		scan_write_gap(out, "netnsid of net namespaces", why, 0);
}

static const char mounts_unread[] = "the mounts there could be read through none of the processes tried";
static const char mounts_empty[] = "no process lives there, and the observer may not join it";
static const char mounts_partial[] = "only processes under a chroot are in there, and they see a part of the mounts";

void scan_tally_mounts(struct scan_tally *tally)
{
	scan_looked(&tally->looks, SCAN_LOOK_MOUNTS, NULL, tally->mounts.whole);
	scan_looked(&tally->looks, SCAN_LOOK_MOUNTS, mounts_unread, tally->mounts.unread);
	scan_looked(&tally->looks, SCAN_LOOK_MOUNTS, mounts_empty, tally->mounts.empty);
	scan_looked(&tally->looks, SCAN_LOOK_MOUNTS, mounts_partial, tally->mounts.partial);
}

void scan_tally_bpf(struct scan_tally *tally, const struct scan_bpf *bpf)
{
	scan_looked(&tally->looks, SCAN_LOOK_QUEUES, bpf->has_holders ? NULL : "only a BPF iterator shows what waits in Unix sockets", tally->processes);
	scan_looked(&tally->looks, SCAN_LOOK_KERNEL, NULL, bpf->listed);
}

static void write_list_gap(int error, struct jsonout *out)
{
	static const char what[] = "mount namespaces that no process lives in";
	char why[64];

	if (error == EPERM || error == EACCES) {
		scan_write_gap(out, what, "listing them takes CAP_SYS_ADMIN and CAP_SYS_CHROOT, which the observer lacks", 0);
	} else if (error == ENOTTY) {
		scan_write_gap(out, what, "this kernel does not list them (NS_MNT_GET_NEXT, Linux 6.12)", 0);
	} else {
		(void) snprintf(why, sizeof(why), "listing them failed: %s", failure_errno_name(error));
		scan_write_gap(out, what, why, 0);
	}
}

static void write_mount_gaps(const struct scan_tally *tally, const struct scan_asker *asker, struct jsonout *out)
{
	/* Else the kernel's lists have them. */
	if (tally->mounts.list_error != 0 && !asker->has_lists)
		write_list_gap(tally->mounts.list_error, out);
	write_counted_gap(out, "bind mounts of namespaces in other mount namespaces", mounts_unread, tally->mounts.unread);
	write_counted_gap(out, "bind mounts of namespaces in other mount namespaces", mounts_empty, tally->mounts.empty);
	write_counted_gap(out, "bind mounts of namespaces in other mount namespaces", mounts_partial, tally->mounts.partial);
	write_counted_gap(out, "bind mounts of namespaces", "more than a scan carries", tally->mounts.dropped);
}

void scan_write_completeness(const struct scan_tally *tally, const struct scan_observer *observer, const struct scan_asker *asker,
	const struct scan_bpf *bpf, struct jsonout *out)
{
	jsonout_object_begin(out, "completeness");
	jsonout_string(out, "tier", bpf->has_tasks || bpf->has_namespaces ? "bpf" : "proc");
	jsonout_unsigned(out, "processes", tally->processes);
	jsonout_unsigned(out, "unreadable", tally->unreadable);
	jsonout_unsigned(out, "ended", tally->ended);
	jsonout_array_begin(out, "gaps");
	write_process_gaps(tally, observer, out);
	write_scope_gaps(tally, observer, out);
	write_mount_gaps(tally, asker, out);
	write_counted_gap(out, "namespaces", "more than a scan carries", asker->dropped);
	write_kernel_gaps(asker, out);
	scan_bpf_write_gaps(bpf, out);
	jsonout_array_end(out);
	scan_write_looks(&tally->looks, out);
	jsonout_object_end(out);
}
