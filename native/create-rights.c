#define _GNU_SOURCE
#include "create-rights.h"

#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "rights-text.h"
#include "rights.h"

static void find_facts(const struct create_request *request, struct policy_facts *ret_facts)
{
	*ret_facts = (struct policy_facts) { .verb = POLICY_CREATE, .types = request->types };
	for (uint32_t i = 0; i < request->command.command_count; i++)
		ret_facts->commands[ret_facts->command_count++] = exec_request_command(&request->command, i);
	/* Elsewhere a path may be any program. */
	ret_facts->is_plain = request->root != MAKE_ROOT_DIRECTORY;
}

static int describe(const struct create_setup *setup, char **ret_text)
{
	const struct create_request *request = setup->request;
	size_t length;
	FILE *out = open_memstream(ret_text, &length);
	int r;

	if (!out)
		return -errno;
	rights_text_commands(out, &request->command);
	if (!request->has_command)
		(void) fprintf(out, "command none: a process that holds the namespaces and does nothing\n");
	(void) fprintf(out, "makes %s of", request->name);
	for (int type = 0; type < NSTYPE_COUNT; type++)
		if (create_request_asks(request, (enum nstype) type))
			(void) fprintf(out, " %s", nstype_info[type].name);
	(void) fprintf(out, "; everything else is the host's\n");
	rights_text_viewer(out, &request->command);
	r = rights_text_request(out, setup->asked);
	if (fclose(out) != 0 && r == 0)
		r = -ENOMEM;
	return r;
}

static int confirm(const struct create_setup *setup, struct refusal *ret_refusal)
{
	CLEANUP_FREE char *what = NULL;
	int r = describe(setup, &what);

	if (r < 0)
		return refuse(ret_refusal, FAILURE_FAULT, "rights", r, "there is no room to say what would be made");
	return rights_confirm(setup->rights, setup->connection, setup->signals, what, ret_refusal);
}

int create_rights_require(const struct create_setup *setup, struct refusal *ret_refusal)
{
	struct policy_facts facts;
	enum policy_auth auth;

	if (!setup->rights->governed)
		return 0;
	find_facts(setup->request, &facts);
	if (rights_require(setup->rights, &facts, &auth, ret_refusal) < 0)
		return -1;
	return auth == POLICY_AUTH_CONFIRM ? confirm(setup, ret_refusal) : 0;
}

static int confirm_removal(const struct rights *rights, const struct connection *connection, const char *name, struct refusal *ret_refusal)
{
	char what[128];

	(void) snprintf(what, sizeof(what), "removes the sandbox %s and all that keeps it\n", name);
	return rights_confirm(rights, connection, -1, what, ret_refusal);
}

int create_rights_require_removal(struct rights *rights, const struct connection *connection, const char *name, struct refusal *ret_refusal)
{
	const struct policy_facts facts = { .verb = POLICY_CREATE };
	enum policy_auth auth;

	if (!rights->governed)
		return 0;
	if (rights_require(rights, &facts, &auth, ret_refusal) < 0)
		return -1;
	return auth == POLICY_AUTH_CONFIRM ? confirm_removal(rights, connection, name, ret_refusal) : 0;
}
