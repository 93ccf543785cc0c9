/* A command with a terminal: which one, of what size, and that keys and signals do there what they do in any other. */
#define _GNU_SOURCE
#include "terminal-client.h"

static struct target_child target;

static json_t *request_for(const char *script)
{
	return terminal_request(target.pid, EVERY_TYPE, SHELL(script));
}

static void it_is_one_of_the_target_s_own(void)
{
	struct exec_run *run = run_exec(NULL, request_for("tty; test -t 0 -a -t 1 -a -t 2 && echo all; echo here >/dev/tty"));

	is_string(run->out, "/dev/pts/0\r\nall\r\nhere\r\n");
	is_code(run, 0);
	is_number(close_run(run), 0);
}

static void its_size_is_set_before_the_command_runs_and_changed_after(void)
{
	json_t *request = request_for("trap 'stty size; exit 7' WINCH; stty size; while :; do sleep 0.02; done");
	struct exec_run *run;

	(void) json_object_set_new(request, "terminal", terminal_of(33, 101));
	run = open_terminal(request);
	ok(sees(run, "33 101\r\n"));
	resize(run, 1000, 999);
	ok(sees(run, "1000 999\r\n"));
	await_end(run);
	is_code(run, 7);
	(void) close_run(run);
}

int main(void)
{
	copy_programs();
	target = start_target((const char *const []) { SANDBOX, OWN_PTS, NULL }, 1);
	TEST(it_is_one_of_the_target_s_own);
	TEST(its_size_is_set_before_the_command_runs_and_changed_after);
	end_target(&target);
	return tap_done();
}
