#include "exec-options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The number of the word; the number after the last one for an object, which the caller then reads. */
static int decode_choice(const struct request *root, const char *name, const char *const words[], int *ret_choice)
{
	const char *word;
	int choice = 0, r;

	if (json_is_object(json_object_get(root->value, name))) {
		while (words[choice])
			choice++;
		*ret_choice = choice;
		return 0;
	}
	r = request_string(root, name, &word);
	if (r < 0)
		return r;
	for (; words[choice]; choice++) {
		if (strcmp(word, words[choice]) != 0)
			continue;
		*ret_choice = choice;
		return 0;
	}
	return request_refuse(root, "%s is none of the words it may be", name);
}

static int decode_id(const struct request *ids, const char *name, uint32_t *ret_id)
{
	uint64_t number;
	int r = request_number(ids, name, EXEC_ID_MAX, &number);

	if (r == 0)
		*ret_id = (uint32_t) number;
	return r;
}

static int decode_as(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "target", "root", NULL };
	static const char *const names[] = { "uid", "gid", NULL };
	struct request ids;
	int choice, r;

	r = decode_choice(root, "as", words, &choice);
	if (r < 0)
		return r;
	options->as = (enum exec_as) choice;
	if (options->as != EXEC_AS_IDS)
		return 0;
	r = request_object(root, "as", &ids);
	if (r == 0)
		r = request_allow(&ids, names);
	if (r == 0)
		r = decode_id(&ids, "uid", &options->uid);
	if (r == 0)
		r = decode_id(&ids, "gid", &options->gid);
	return r;
}

/* One of the words and nothing else. */
static int decode_word(const struct request *root, const char *name, const char *const words[], int *ret_choice)
{
	int r;

	*ret_choice = 0;
	if (!request_has(root, name))
		return 0;
	r = decode_choice(root, name, words, ret_choice);
	return r == 0 && !words[*ret_choice] ? request_refuse(root, "%s is not a string", name) : r;
}

static int decode_capabilities(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "target", "none", "all", NULL };
	int choice, r = decode_word(root, "capabilities", words, &choice);

	options->capabilities = (enum exec_capabilities) choice;
	return r;
}

static int decode_cgroup(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "own", "target", NULL };
	int choice, r = decode_word(root, "cgroup", words, &choice);

	options->cgroup = (enum exec_cgroup) choice;
	if (r == 0 && options->cgroup == EXEC_CGROUP_TARGET && !request_has(root, "target"))
		return request_refuse(root, "cgroup is that of a target, and there is none");
	return r;
}

static int decode_path(const struct request *root, const char *name, char ret_path[JOIN_PATH_ROOM])
{
	static const char *const names[] = { "path", NULL };
	struct request object;
	char *text;
	int r;

	r = request_object(root, name, &object);
	if (r == 0)
		r = request_allow(&object, names);
	if (r == 0)
		r = request_text(&object, "path", &text);
	if (r < 0)
		return r;
	if (text[0] != '/' || strlen(text) >= JOIN_PATH_ROOM)
		r = request_refuse(&object, "path is no absolute path of at most %d bytes", JOIN_PATH_ROOM - 1);
	else
		memcpy(ret_path, text, strlen(text) + 1);
	free(text);
	return r;
}

/* A word, or a path where the object stands. */
static int decode_place(const struct request *root, const char *name, const char *const words[], int *ret_choice,
			char ret_path[JOIN_PATH_ROOM])
{
	int r;

	*ret_choice = 0;
	if (!request_has(root, name))
		return 0;
	r = decode_choice(root, name, words, ret_choice);
	return r == 0 && !words[*ret_choice] ? decode_path(root, name, ret_path) : r;
}

static int decode_root(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "target", "namespace", NULL };
	int choice, r = decode_place(root, "root", words, &choice, options->root_path);

	options->root = (enum exec_root) choice;
	return r;
}

static int decode_directory(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "target", "root", NULL };
	int choice, r = decode_place(root, "directory", words, &choice, options->directory_path);

	options->directory = (enum exec_directory) choice;
	return r;
}

/* NAME=VALUE with a name that a shell can say. */
static bool is_variable(const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
	size_t length = strspn(text, letters);

	return length > 0 && (text[0] < '0' || text[0] > '9') && text[length] == '=';
}

static int decode_variables(const struct request *environment, struct exec_options *options)
{
	struct request array;
	size_t count;
	int r;

	if (!request_has(environment, "set"))
		return 0;
	r = request_array(environment, "set", EXEC_VARIABLE_LIMIT, &array);
	if (r < 0)
		return r;
	count = request_count(&array);
	for (size_t i = 0; i < count; i++) {
		struct request element = request_element(&array, i);

		r = request_value_text(&element, EXEC_VARIABLE_BYTES, &options->variables[i]);
		if (r < 0)
			return r;
		options->variable_count++;
		if (!is_variable(options->variables[i]))
			return request_refuse(&element, "is not NAME=VALUE");
	}
	return 0;
}

static int decode_environment(const struct request *root, struct exec_options *options)
{
	static const char *const words[] = { "clean", "target", NULL };
	static const char *const names[] = { "from", "set", NULL };
	struct request environment;
	int choice, r;

	if (!request_has(root, "environment"))
		return 0;
	r = request_object(root, "environment", &environment);
	if (r == 0)
		r = request_allow(&environment, names);
	if (r == 0)
		r = decode_word(&environment, "from", words, &choice);
	if (r < 0)
		return r;
	options->environment = (enum exec_environment) choice;
	if (options->environment == EXEC_ENVIRONMENT_TARGET && !request_has(root, "target"))
		return request_refuse(&environment, "from is a target, and there is none");
	return decode_variables(&environment, options);
}

int exec_options_decode(const struct request *root, struct exec_options *ret_options)
{
	int r;

	ret_options->uid = JOIN_ID_KEPT;
	ret_options->gid = JOIN_ID_KEPT;
	r = decode_as(root, ret_options);
	if (r == 0)
		r = decode_capabilities(root, ret_options);
	if (r == 0)
		r = decode_root(root, ret_options);
	if (r == 0)
		r = decode_directory(root, ret_options);
	if (r == 0)
		r = decode_environment(root, ret_options);
	if (r == 0)
		r = decode_cgroup(root, ret_options);
	return r;
}

void exec_options_free(struct exec_options *options)
{
	for (size_t i = 0; i < options->variable_count; i++)
		free(options->variables[i]);
	options->variable_count = 0;
}
