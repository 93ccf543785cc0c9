/* Requests of the verb `inspect` to the whole program, and what it answers. */
#ifndef NSATLAS_TEST_INSPECT_CLIENT_H
#define NSATLAS_TEST_INSPECT_CLIENT_H

#include <linux/capability.h>
#include <sys/syscall.h>

#include "helper.h"

#define SET(capability) (1u << (capability))

enum { FOUR_CAPABILITIES = SET(CAP_SYS_PTRACE) | SET(CAP_SYS_ADMIN) | SET(CAP_SYS_CHROOT) | SET(CAP_DAC_READ_SEARCH) };

static inline json_t *place_of_process(pid_t pid)
{
	return json_pack("[{s:i, s:I}]", "pid", (int) pid, "startTime", (json_int_t) start_time_of(pid));
}

static inline struct answer inspect_as(const char *type, uint64_t ino, json_t *places, void (*become)(void))
{
	json_t *request = json_pack("{s:i, s:s, s:{s:s, s:I, s:n}, s:o}", "protocol", 1, "verb", "inspect",
		"namespace", "type", type, "ino", (json_int_t) ino, "id", "places", places);
	char *text = json_dumps(request, JSON_COMPACT);
	struct answer answer = ask_as("nsatlas-inspect", text, become);

	ok(answer.whole);
	free(text);
	json_decref(request);
	return answer;
}

static inline struct answer inspect(const char *type, uint64_t ino, json_t *places)
{
	return inspect_as(type, ino, places, NULL);
}

static inline json_t *place_of_path(const char *path)
{
	return json_pack("[{s:s}]", "path", path);
}

static inline struct answer inspect_process(const char *type, pid_t pid)
{
	return inspect(type, ino_of(pid, type), place_of_process(pid));
}

static inline void is_refused(struct answer answer, const char *failure, const char *stage)
{
	is_string(string_in(answer.failure, "failure"), failure);
	is_string(string_in(answer.failure, "stage"), stage);
	is_number(WEXITSTATUS(answer.status), 1);
	ok(!answer.document);
	free_answer(&answer);
}

/* An ordinary user with these capabilities and no more. */
static inline void become_able_to(uint32_t capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct sets[2] = { { capabilities, capabilities, capabilities }, { 0, 0, 0 } };

	if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) < 0)
		_exit(126);
	become_nobody();
	if (syscall(SYS_capset, &header, sets) < 0)
		_exit(126);
	for (int capability = 0; capability < 32; capability++)
		if ((capabilities & SET(capability)) && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) < 0)
			_exit(126);
}

/* With all that the inspect door can use, and without the one that only rules of the packet filter need. */
static inline void become_inspector(void)
{
	become_able_to(FOUR_CAPABILITIES | SET(CAP_NET_ADMIN));
}

static inline void become_inspector_without_net_admin(void)
{
	become_able_to(FOUR_CAPABILITIES);
}

#endif
