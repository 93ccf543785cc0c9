/* The facts of one process as inspect-schema.ts has them. */
#define _GNU_SOURCE
#include "process-facts.h"

#include "failure.h"
#include "hierarchy-files.h"

static void write_ids(struct jsonout *out, const char *name, const uint32_t ids[PROCESS_ID_COUNT])
{
	jsonout_array_begin(out, name);
	for (int i = 0; i < PROCESS_ID_COUNT; i++)
		jsonout_unsigned(out, NULL, ids[i]);
	jsonout_array_end(out);
}

static void write_number_or_null(struct jsonout *out, const char *name, bool has, uint64_t value)
{
	if (has)
		jsonout_unsigned(out, name, value);
	else
		jsonout_null(out, name);
}

static void write_credentials(const struct process_status *status, struct jsonout *out)
{
	write_ids(out, "uids", status->uids);
	write_ids(out, "gids", status->gids);
	jsonout_array_begin(out, "groups");
	for (size_t i = 0; i < status->group_count; i++)
		jsonout_unsigned(out, NULL, status->groups[i]);
	jsonout_array_end(out);
	write_number_or_null(out, "umask", status->has_umask, status->umask);
	jsonout_object_begin(out, "capabilities");
	capability_sets_write(&status->capabilities, out);
	jsonout_object_end(out);
}

static void write_confinement(const struct process_facts *facts, struct jsonout *out)
{
	static const char *const modes[] = { "disabled", "strict", "filter" };
	const struct process_status *status = &facts->status;

	jsonout_bool(out, "noNewPrivileges", status->no_new_privs);
	jsonout_string(out, "seccomp", status->has_seccomp ? modes[status->seccomp] : NULL);
	write_number_or_null(out, "seccompFilters", status->has_seccomp_filters, status->seccomp_filters);
	if (facts->label.length > 0)
		jsonout_text(out, "lsmLabel", facts->label.bytes, facts->label.length);
	else
		jsonout_null(out, "lsmLabel");
}

static void write_memory(const struct process_status *status, struct jsonout *out)
{
	static const char *const names[PROCESS_MEMORY_COUNT] = { "virtualBytes", "residentBytes", "peakResidentBytes", "swappedBytes" };

	if (!status->has_memory) {
		jsonout_null(out, "memory");
		return;
	}
	jsonout_object_begin(out, "memory");
	for (int i = 0; i < PROCESS_MEMORY_COUNT; i++)
		jsonout_u64_text(out, names[i], status->memory[i]);
	jsonout_object_end(out);
}

static void write_switches(const struct process_status *status, struct jsonout *out)
{
	if (!status->has_switches) {
		jsonout_null(out, "contextSwitches");
		return;
	}
	jsonout_object_begin(out, "contextSwitches");
	jsonout_unsigned(out, "voluntary", status->voluntary_switches);
	jsonout_unsigned(out, "involuntary", status->involuntary_switches);
	jsonout_object_end(out);
}

static void write_use(const struct process_facts *facts, struct jsonout *out)
{
	if (facts->has_oom_score_adjust)
		jsonout_number(out, "oomScoreAdjust", facts->oom_score_adjust);
	else
		jsonout_null(out, "oomScoreAdjust");
	jsonout_number(out, "nice", facts->stat.nice);
	write_memory(&facts->status, out);
	jsonout_object_begin(out, "cpu");
	jsonout_unsigned(out, "userTicks", facts->stat.user_ticks);
	jsonout_unsigned(out, "systemTicks", facts->stat.system_ticks);
	jsonout_object_end(out);
	write_switches(&facts->status, out);
}

static void write_links(const struct process_facts *facts, struct jsonout *out)
{
	static const char *const names[PROCESS_LINK_COUNT] = { "exe", "cwd", "root" };

	for (int i = 0; i < PROCESS_LINK_COUNT; i++) {
		if (facts->links[i].length > 0)
			jsonout_text(out, names[i], facts->links[i].bytes, facts->links[i].length);
		else
			jsonout_null(out, names[i]);
	}
}

static void write_limit(struct jsonout *out, const char *name, bool has, uint64_t value)
{
	if (has)
		jsonout_u64_text(out, name, value);
	else
		jsonout_null(out, name);
}

static void write_limits(const struct process_facts *facts, struct jsonout *out)
{
	jsonout_array_begin(out, "limits");
	for (size_t i = 0; i < facts->limit_count; i++) {
		const struct process_limit *limit = &facts->limits[i];

		jsonout_object_begin(out, NULL);
		jsonout_text(out, "name", limit->name, limit->name_length);
		write_limit(out, "soft", limit->has_soft, limit->soft);
		write_limit(out, "hard", limit->has_hard, limit->hard);
		jsonout_text(out, "unit", limit->unit, limit->unit_length);
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
}

static void write_descriptors(const struct process_facts *facts, struct jsonout *out)
{
	write_number_or_null(out, "descriptors", facts->has_descriptors, facts->descriptors.count);
	jsonout_array_begin(out, "namespaceDescriptors");
	for (size_t i = 0; i < facts->descriptors.ns_count; i++) {
		const struct process_ns_descriptor *descriptor = &facts->descriptors.ns[i];

		jsonout_object_begin(out, NULL);
		jsonout_unsigned(out, "fd", descriptor->fd);
		jsonout_string(out, "type", nstype_info[descriptor->type].name);
		jsonout_unsigned(out, "ino", descriptor->ino);
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
}

/* A process that ends leaves its v1 groups first; the kernel then says it were in the root of each, which it is not. */
static bool is_left(const struct process_facts *facts, const struct hierarchy_line *line)
{
	return line->number != 0 && procfs_is_leaving(&facts->stat) && facts->stat.threads <= 1;
}

static void write_cgroups(const struct process_facts *facts, const struct hierarchies *hierarchies, struct jsonout *out)
{
	struct hierarchy_line row;
	size_t cursor = 0, length;
	const char *line;

	jsonout_array_begin(out, "cgroups");
	while (procfs_next_line(&facts->cgroup, &cursor, &line, &length))
		if (hierarchy_parse_line(line, length, &row) == 0 && !is_left(facts, &row))
			hierarchy_write_group(hierarchies, &row, out);
	jsonout_array_end(out);
}

static void write_unread(const struct process_facts *facts, struct jsonout *out)
{
	jsonout_array_begin(out, "unread");
	for (size_t i = 0; i < facts->unread_count; i++) {
		jsonout_object_begin(out, NULL);
		jsonout_string(out, "what", facts->unread[i].what);
		jsonout_string(out, "errno", failure_errno_name(facts->unread[i].error));
		jsonout_object_end(out);
	}
	jsonout_array_end(out);
}

void process_write_facts(const struct process_facts *facts, const struct hierarchies *hierarchies, struct jsonout *out)
{
	jsonout_object_begin(out, NULL);
	jsonout_number(out, "schema", 1);
	jsonout_number(out, "pid", facts->stat.pid);
	jsonout_unsigned(out, "startTime", facts->stat.start_time);
	write_credentials(&facts->status, out);
	write_confinement(facts, out);
	write_use(facts, out);
	write_links(facts, out);
	write_limits(facts, out);
	write_descriptors(facts, out);
	write_cgroups(facts, hierarchies, out);
	write_unread(facts, out);
	jsonout_object_end(out);
}
