/* New namespaces through a door with a policy. */
#define _GNU_SOURCE
#include "rights-door.h"

static json_t *request_for(const char *types, const char *argv)
{
	json_t *list = json_array(), *request;
	char *copy = strdup(types), *rest = copy, *type;

	while ((type = strsep(&rest, " ")))
		(void) json_array_append_new(list, json_string(type));
	free(copy);
	request = json_pack("{s:i, s:s, s:s, s:o}", "protocol", 1, "verb", "create", "name", "rights-test", "types", list);
	if (argv)
		(void) json_object_set_new(request, "argv", json_pack("[s]", argv));
	return request;
}

/* "made", or the errno of the refusal. A holder is ended by hanging up. */
static const char *outcome_of_making(json_t *request)
{
	static char outcome[256];
	struct exec_run *run = connect_run();

	send_request(run, request);
	(void) snprintf(outcome, sizeof(outcome), "%s", await_started(run) ? "made" : outcome_of(run));
	if (run->started) {
		(void) shutdown(run->fd, SHUT_WR);
		await_end(run);
	}
	drop_run(run);
	return outcome;
}

static void only_the_types_that_the_policy_names_are_made(void)
{
	char token[TICKET_TOKEN + 1];

	write_rules("");
	is_string(outcome_of_making(request_for("uts", NULL)), "EACCES");
	write_rules("permit create any types net,uts auth none\n");
	is_string(outcome_of_making(request_for("uts", NULL)), "made");
	is_string(outcome_of_making(request_for("net uts", NULL)), "made");
	is_string(outcome_of_making(request_for("uts ipc", NULL)), "EACCES");
	write_rules("permit exec any as any in any auth none caps all\n");
	is_string(outcome_of_making(request_for("uts", NULL)), "EACCES");
	write_rules("permit create user daemon types uts auth ticket\n");
	is_string(outcome_of_making(request_for("uts", NULL)), "ENOKEY");
	make_ticket("daemon", 1, 0, token);
	is_string(outcome_of_making(with_ticket(request_for("uts", NULL), token, SESSION)), "made");
	is_string(outcome_of_making(with_ticket(request_for("uts", NULL), token, OTHER_SESSION)), "EKEYREJECTED");
}

static void only_the_commands_that_the_policy_names_live_there(void)
{
	write_rules("permit create any types uts auth none cmd /bin/true\n");
	is_string(outcome_of_making(request_for("uts", "/bin/true")), "made");
	is_string(outcome_of_making(request_for("uts", "/bin/sh")), "EACCES");
	is_string(outcome_of_making(request_for("uts", NULL)), "made");
}

static void what_has_to_be_confirmed_is_described_whole(void)
{
	struct exec_run *run = connect_run();
	char path[128], text[4096];
	size_t length;
	FILE *file;

	write_rules("permit create any types uts,net auth confirm\n");
	send_request(run, request_for("uts net", "/bin/true"));
	while (!run->waiting && take_frame(run))
		;
	must(run->waiting);
	(void) snprintf(path, sizeof(path), "%s/%lld", pending_path, number_in(run->waiting, "number"));
	file = fopen(path, "re");
	must(file);
	length = fread(text, 1, sizeof(text) - 1, file);
	text[length] = '\0';
	(void) fclose(file);
	ok(strstr(text, "\ncommand \"/bin/true\"\nmakes rights-test of net uts; everything else is the host's\nrequest {"));
	(void) shutdown(run->fd, SHUT_WR);
	await_end(run);
	is_string(outcome_of(run), "EPIPE");
	drop_run(run);
}

static const char *outcome_of_removing(void)
{
	static char outcome[256];
	struct exec_run *run = connect_run();

	send_request(run, json_pack("{s:i, s:s, s:s}", "protocol", 1, "verb", "remove", "name", "rights-nothing"));
	await_end(run);
	(void) snprintf(outcome, sizeof(outcome), "%s", strcmp(text_in(run->failure, "failure"), "gone") == 0 ? "gone" : outcome_of(run));
	drop_run(run);
	return outcome;
}

static void whoever_may_create_nothing_removes_nothing(void)
{
	write_rules("permit exec any as any in any auth none\n");
	is_string(outcome_of_removing(), "EACCES");
	write_rules("permit create user daemon types uts auth ticket\n");
	is_string(outcome_of_removing(), "ENOKEY");
	write_rules("permit create any types uts auth none\n");
	is_string(outcome_of_removing(), "gone");
}

int main(void)
{
	copy_programs();
	open_rights_door("65534");
	TEST(only_the_types_that_the_policy_names_are_made);
	TEST(only_the_commands_that_the_policy_names_live_there);
	TEST(what_has_to_be_confirmed_is_described_whole);
	TEST(whoever_may_create_nothing_removes_nothing);
	return tap_done();
}
