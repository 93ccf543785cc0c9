#define _GNU_SOURCE
#include "scan-known-list.h"

void scan_known_list_free(struct scan_known_list *known)
{
	procfs_pids_free(&known->unshown);
}

static int copy_unshown(const struct scan_known_list *known, struct procfs_pids *ret_list)
{
	int r = 0;

	*ret_list = (struct procfs_pids) { 0 };
	for (size_t i = 0; r == 0 && i < known->unshown.count; i++)
		r = procfs_pids_add(ret_list, known->unshown.pids[i]);
	return r;
}

int scan_list_processes(struct scan_known_list *known, struct procfs_pids *ret_list, bool *ret_is_whole)
{
	*ret_is_whole = !known || known->looks_left == 0;
	if (*ret_is_whole)
		return procfs_list_pids(ret_list);
	known->looks_left--;
	return copy_unshown(known, ret_list);
}

/* One that ended between the two readings is among them too: going to it finds nobody. */
int scan_known_list_keep(struct scan_known_list *known, const struct procfs_pids *list, const struct scan_bpf_tasks *tasks)
{
	int r = 0;

	known->unshown.count = 0;
	known->looks_left = SCAN_KNOWN_LIST_LOOKS - 1;
	for (size_t i = 0; r == 0 && i < list->count; i++)
		if (!scan_bpf_find(tasks, list->pids[i]))
			r = procfs_pids_add(&known->unshown, list->pids[i]);
	return r;
}
