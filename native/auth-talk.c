#define _GNU_SOURCE
#include "auth-talk.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "jsonout.h"
#include "request.h"
#include "ticket.h"

#define STAGE "authenticate"

static bool is_prompt(const struct pam_message *message)
{
	return message->msg_style == PAM_PROMPT_ECHO_OFF || message->msg_style == PAM_PROMPT_ECHO_ON;
}

static void write_prompts(struct jsonout *json, int count, const struct pam_message **messages)
{
	jsonout_array_begin(json, "prompts");
	for (int i = 0; i < count; i++) {
		if (!is_prompt(messages[i]))
			continue;
		jsonout_object_begin(json, NULL);
		jsonout_foreign(json, "text", messages[i]->msg);
		jsonout_bool(json, "echo", messages[i]->msg_style == PAM_PROMPT_ECHO_ON);
		jsonout_object_end(json);
	}
	jsonout_array_end(json);
	jsonout_array_begin(json, "notes");
	for (int i = 0; i < count; i++)
		if (messages[i]->msg_style == PAM_TEXT_INFO || messages[i]->msg_style == PAM_ERROR_MSG)
			jsonout_foreign(json, NULL, messages[i]->msg);
	jsonout_array_end(json);
}

static int send_prompts(const struct auth_talk *talk, int count, const struct pam_message **messages)
{
	struct jsonout json;
	int r = jsonout_init(&json, -1);

	if (r < 0)
		return r;
	jsonout_object_begin(&json, NULL);
	write_prompts(&json, count, messages);
	jsonout_object_end(&json);
	return jsonout_send(&json, talk->connection->out, FRAME_PROMPT, 0);
}

static int refuse_talk(struct auth_talk *talk, enum failure failure, int error, const char *message)
{
	talk->is_refused = true;
	return refuse(&talk->refusal, failure, STAGE, error, "%s", message);
}

static int await_reply(struct auth_talk *talk)
{
	struct pollfd wait = { .fd = talk->connection->in, .events = POLLIN };
	uint64_t now = ticket_now_ms();

	while (now < talk->ends_ms) {
		int r = poll(&wait, 1, (int) (talk->ends_ms - now));

		if (r > 0)
			return 0;
		now = ticket_now_ms();
	}
	return refuse_talk(talk, FAILURE_DENIED, ETIMEDOUT, "it took too long");
}

/* Secrets of JSON are wiped by how its memory is freed, see main-auth.c. */
static int fill_answers(const struct request *answers, int count, const struct pam_message **messages, struct pam_response *responses)
{
	size_t at = 0;

	for (int i = 0; i < count; i++) {
		struct request element;
		int r;

		if (!is_prompt(messages[i]))
			continue;
		element = request_element(answers, at++);
		r = request_value_text(&element, AUTH_ANSWER_LIMIT, &responses[i].resp);
		if (r < 0)
			return r;
	}
	return 0;
}

static int decode_reply(const json_t *value, size_t prompts, int count, const struct pam_message **messages, struct pam_response *responses,
			struct request_problem *problem)
{
	static const char *const names[] = { "answers", NULL };
	struct request root = request_root(value, problem), answers;
	int r = request_allow(&root, names);

	if (r == 0)
		r = request_array(&root, "answers", prompts, &answers);
	if (r == 0 && request_count(&answers) != prompts)
		r = request_refuse(&answers, "not one for each prompt");
	return r == 0 ? fill_answers(&answers, count, messages, responses) : r;
}

static int read_reply(struct auth_talk *talk, size_t prompts, int count, const struct pam_message **messages, struct pam_response *responses)
{
	char body[FRAME_REPLY_LIMIT + 1];
	struct request_problem problem = { "no whole REPLY frame came" };
	struct frame frame;
	json_t *value = NULL;
	int r = frame_read(talk->connection->in, &frame, body, FRAME_REPLY_LIMIT);

	if (r == 0 && frame.kind == FRAME_REPLY)
		value = json_loadb(body, frame.length, JSON_REJECT_DUPLICATES, NULL);
	explicit_bzero(body, sizeof(body));
	talk->answered_ms = ticket_now_ms();
	if (r == -ENODATA)
		return refuse_talk(talk, FAILURE_DENIED, EPIPE, "given up");
	r = value ? decode_reply(value, prompts, count, messages, responses, &problem) : -EBADMSG;
	json_decref(value);
	return r < 0 ? refuse_talk(talk, FAILURE_USAGE, r, problem.message) : 0;
}

static void free_responses(struct pam_response *responses, int count)
{
	for (int i = 0; i < count; i++) {
		if (responses[i].resp)
			explicit_bzero(responses[i].resp, strlen(responses[i].resp));
		free(responses[i].resp);
	}
	free(responses);
}

/* 0, or the conversation is over. */
static int ask(struct auth_talk *talk, int count, const struct pam_message **messages, struct pam_response *responses)
{
	size_t prompts = 0;
	bool is_secret = false;
	int r;

	for (int i = 0; i < count; i++) {
		prompts += is_prompt(messages[i]);
		is_secret |= messages[i]->msg_style == PAM_PROMPT_ECHO_OFF;
	}
	if (prompts == 0 && talk->is_silent)
		return 0;
	if (talk->rounds++ == AUTH_ROUNDS)
		return refuse_talk(talk, FAILURE_LIMIT, 0, "PAM asks too often");
	if (send_prompts(talk, count, messages) < 0)
		return refuse_talk(talk, FAILURE_DENIED, EPIPE, "given up");
	if (prompts == 0)
		return 0;
	r = await_reply(talk);
	if (r == 0)
		r = read_reply(talk, prompts, count, messages, responses);
	if (r == 0)
		r = talk->before_answer(talk->context);
	talk->has_answered |= r == 0 && is_secret;
	return r;
}

int auth_converse(int count, const struct pam_message **messages, struct pam_response **ret_responses, void *appdata)
{
	struct auth_talk *talk = appdata;
	struct pam_response *responses;

	if (talk->is_refused || count <= 0 || count > PAM_MAX_NUM_MSG)
		return PAM_CONV_ERR;
	responses = calloc((size_t) count, sizeof(*responses));
	if (!responses)
		return PAM_BUF_ERR;
	if (ask(talk, count, messages, responses) < 0) {
		free_responses(responses, count);
		return PAM_CONV_ERR;
	}
	*ret_responses = responses;
	return PAM_SUCCESS;
}
