/* For the tests of rights: an exec door with a policy as the product opens it, and tickets such as nsatlas-auth gives. */
#ifndef NSATLAS_TEST_RIGHTS_DOOR_H
#define NSATLAS_TEST_RIGHTS_DOOR_H

#include <sys/un.h>

#include "exec-client.h"
#include "pending.h"
#include "sha256.h"
#include "ticket.h"

#define SESSION "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define OTHER_SESSION "10112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char rights_directory[] = "/tmp/nsatlas-rights-door-XXXXXX";
static char tickets_path[64], pending_path[64], policy_path[64], door_path[64];
static pid_t door;

static inline void write_rules(const char *rules)
{
	FILE *file = fopen(policy_path, "we");

	must(file && fputs(rules, file) >= 0 && fclose(file) == 0 && chmod(policy_path, 0644) == 0);
}

static inline void shut_rights_door(void)
{
	int status;

	must(kill(door, SIGTERM) == 0 && waitpid(door, &status, 0) == door);
	free(output_of((const char *const []) { "rm", "-r", rights_directory, NULL }));
}

/* The directory is as server/setup makes it: tickets and pending for root alone. */
static inline void make_rights_directory(void)
{
	must(mkdtemp(rights_directory) && chmod(rights_directory, 0755) == 0);
	(void) snprintf(tickets_path, sizeof(tickets_path), "%s/tickets", rights_directory);
	(void) snprintf(pending_path, sizeof(pending_path), "%s/pending", rights_directory);
	(void) snprintf(policy_path, sizeof(policy_path), "%s/policy", rights_directory);
	(void) snprintf(door_path, sizeof(door_path), "%s/exec.sock", rights_directory);
	must(mkdir(tickets_path, 0700) == 0 && mkdir(pending_path, 0700) == 0);
}

/* Call it first, after copy_programs. uid: the one besides root who may come in. */
static inline void open_rights_door(const char *uid)
{
	char listen[4096], exec[64];

	make_rights_directory();
	(void) snprintf(listen, sizeof(listen), "%s/nsatlas-listen", getenv("NSATLAS_BUILD"));
	(void) snprintf(exec, sizeof(exec), "%s/nsatlas-exec", programs);
	write_rules("");
	door = fork();
	must(door >= 0);
	if (door == 0) {
		(void) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		quieten();
		(void) execl(listen, listen, "--socket", door_path, "--allow-uid", uid, "--", exec, "--policy", policy_path, "--tickets", tickets_path, NULL);
		_exit(127);
	}
	must(comes_true(access(door_path, F_OK) == 0) && chmod(door_path, 0666) == 0 && atexit(shut_rights_door) == 0);
}

static inline struct exec_run *connect_run(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct exec_run *run = calloc(1, sizeof(*run));

	must(run);
	run->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void) snprintf(address.sun_path, sizeof(address.sun_path), "%s", door_path);
	must(run->fd >= 0 && connect(run->fd, (const struct sockaddr *) &address, sizeof(address)) == 0);
	return run;
}

/* The helper is the listener's child: it ends by itself. */
static inline void drop_run(struct exec_run *run)
{
	(void) close(run->fd);
	json_decref(run->started);
	json_decref(run->waiting);
	json_decref(run->end);
	json_decref(run->failure);
	free(run);
}

static inline struct peer own_peer(void)
{
	return (struct peer) { .uid = geteuid(), .pid = getpid(), .start_time = start_time_of(getpid()) };
}

/* One for this process and SESSION, made so long ago. */
static inline void make_ticket(const char *user, uid_t uid, uint64_t age_ms, char token[TICKET_TOKEN + 1])
{
	struct ticket ticket = { .uid = uid, .session = SESSION, .peer = own_peer(), .created_ms = ticket_now_ms() - age_ms };

	ticket.used_ms = ticket.created_ms;
	(void) snprintf(ticket.user, sizeof(ticket.user), "%s", user);
	must(ticket_create(tickets_path, &ticket, token) == 0);
}

/* Adds both to a request. */
static inline json_t *with_ticket(json_t *request, const char *token, const char *session)
{
	(void) json_object_set_new(request, "ticket", json_string(token));
	(void) json_object_set_new(request, "session", json_string(session));
	return request;
}

static inline struct exec_run *ask_door(json_t *request)
{
	struct exec_run *run = connect_run();

	send_request(run, request);
	send_frame(run, FRAME_INPUT, FRAME_LAST, "", 0);
	await_end(run);
	return run;
}

/* "ran", or the errno of the refusal, if it is one of rights; else what happened. */
static inline const char *outcome_of(const struct exec_run *run)
{
	if (run->end && number_in(run->end, "code") == 0)
		return "ran";
	if (strcmp(text_in(run->failure, "stage"), "rights") == 0)
		return text_in(run->failure, "errno");
	return text_in(run->failure, "message");
}

/* --- confirmation */

static char question[PENDING_TEXT_LIMIT];

/* What `nsatlas approve` reads. NULL: nobody asks that any more. */
static inline const char *find_question(long long number)
{
	char path[128];
	size_t length;
	FILE *file;

	(void) snprintf(path, sizeof(path), "%s/%lld", pending_path, number);
	file = fopen(path, "re");
	must(file || errno == ENOENT);
	if (!file)
		return NULL;
	length = fread(question, 1, sizeof(question) - 1, file);
	question[length] = '\0';
	(void) fclose(file);
	return question;
}

static inline const char *read_question(long long number)
{
	must(find_question(number));
	return question;
}

/* As `nsatlas approve` does: whole, or not there. */
static inline void answer(long long number, const char *word, const char *text)
{
	char hash[SHA256_TEXT + 1], path[160], fresh[160];
	FILE *file;

	sha256_text(text, strlen(text), hash);
	(void) snprintf(path, sizeof(path), "%s/%lld.verdict", pending_path, number);
	(void) snprintf(fresh, sizeof(fresh), "%s/%lld.new", pending_path, number);
	file = fopen(fresh, "we");
	must(file && fchmod(fileno(file), 0600) == 0 && fprintf(file, "%s %s\n", word, hash) > 0 && fclose(file) == 0);
	must(rename(fresh, path) == 0);
}

static inline int count_files(const char *path)
{
	CLEANUP_DIR DIR *dir = opendir(path);
	struct dirent *entry;
	int count = 0;

	must(dir);
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	return count;
}

#endif
