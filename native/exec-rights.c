#define _GNU_SOURCE
#include "exec-rights.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "count.h"
#include "exec-facts.h"
#include "procfs.h"
#include "rights-text.h"
#include "rights.h"

static void print_target(FILE *out, const struct target *target, uint64_t start_time)
{
	CLEANUP_BUFFER struct procfs_buffer scratch = { 0 };
	struct procfs_stat stat = { 0 };
	char name[PROCFS_COMM_LIMIT + 1] = "";

	if (!target) {
		(void) fprintf(out, "target none: namespaces in which no process lives\n");
		return;
	}
	if (procfs_read_stat(target->proc_fd, &scratch, &stat) == 0)
		memcpy(name, stat.comm, stat.comm_length);
	(void) fprintf(out, "target process %d, started at tick %llu, called", (int) target->pid, (unsigned long long) start_time);
	rights_text_quoted(out, name);
	(void) fprintf(out, "\n");
}

static void print_namespaces(FILE *out, const struct exec_setup *setup)
{
	(void) fprintf(out, "joins");
	for (size_t i = 0; i < setup->request->namespace_count; i++) {
		const struct ns_identity *asked = &setup->request->namespaces[i];

		if (nstype_is_in(setup->plan->spec.types, asked->type))
			(void) fprintf(out, " %s:[%llu]", nstype_info[asked->type].name, (unsigned long long) asked->ino);
	}
	(void) fprintf(out, "%s\n", setup->plan->spec.types == 0 ? " nothing: it runs in the host's namespaces" : "");
}

static void print_place(FILE *out, const struct policy_facts *facts)
{
	static const struct { unsigned int place; const char *words; } places[] = {
		{ POLICY_IN_CONTAINER, "a container" }, { POLICY_IN_NET_ONLY, "the host, but for its net namespace" }, { POLICY_IN_HOST, "the host" },
	};

	for (size_t i = 0; i < COUNT(places); i++)
		if (facts->places & places[i].place)
			(void) fprintf(out, "place %s", places[i].words);
	if (facts->has_owner)
		(void) fprintf(out, ", in a user namespace of uid %u", facts->owner);
	(void) fprintf(out, "\n");
}

static int describe(const struct exec_setup *setup, const struct target *target, const struct policy_facts *facts, char **ret_text)
{
	size_t length;
	FILE *out = open_memstream(ret_text, &length);
	int r;

	if (!out)
		return -errno;
	rights_text_commands(out, setup->request);
	print_target(out, target, setup->request->start_time);
	print_namespaces(out, setup);
	print_place(out, facts);
	if (facts->has_uid)
		(void) fprintf(out, "as uid %u on the host%s\n", facts->uid, facts->is_root ? ", root where it runs" : "");
	else
		(void) fprintf(out, "as root of the joined user namespace\n");
	rights_text_viewer(out, setup->request);
	r = rights_text_request(out, setup->asked);
	if (fclose(out) != 0 && r == 0)
		r = -ENOMEM;
	return r;
}

static int confirm(const struct exec_setup *setup, const struct target *target, const struct policy_facts *facts, struct refusal *ret_refusal)
{
	CLEANUP_FREE char *what = NULL;
	int r = describe(setup, target, facts, &what);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "rights", r, "there is no room to say what would run");
	return rights_confirm(setup->rights, setup->connection, setup->signals, what, ret_refusal);
}

int exec_rights_require(const struct exec_setup *setup, const struct target *target, struct refusal *ret_refusal)
{
	struct policy_facts facts;
	enum policy_auth auth;

	if (!setup->rights->governed)
		return 0;
	if (exec_facts_find(setup->request, target, setup->plan, &facts, ret_refusal) < 0 ||
	    rights_require(setup->rights, &facts, &auth, ret_refusal) < 0)
		return -1;
	return auth == POLICY_AUTH_CONFIRM ? confirm(setup, target, &facts, ret_refusal) : 0;
}
