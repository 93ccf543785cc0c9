/* What nsatlas-join is told. The head says the numbers, what follows is the texts: those of the arguments, then the variables. */
#include "fuzz.h"

#include <string.h>

#include "join-spec.h"

struct head {
	uint8_t size_off;
	uint8_t types;
	uint8_t command_count;
	uint8_t command_arguments[JOIN_COMMAND_LIMIT];
	uint16_t argument_count;
	uint16_t argument_bytes;
	uint16_t environment_count;
	uint16_t environment_bytes;
};

static struct join join;

static void fill(const struct head *head, const uint8_t *texts, size_t length)
{
	struct join_spec *spec = &join.spec;
	size_t of_arguments = length < sizeof(spec->arguments) ? length : sizeof(spec->arguments);

	memset(&join, 'x', sizeof(join));
	spec->size = (uint32_t) sizeof(*spec) + head->size_off;
	spec->types = head->types;
	spec->group_count = 0;
	spec->command_count = head->command_count;
	for (int i = 0; i < JOIN_COMMAND_LIMIT; i++)
		spec->command_arguments[i] = head->command_arguments[i];
	spec->argument_count = head->argument_count;
	spec->argument_bytes = head->argument_bytes;
	spec->environment_count = head->environment_count;
	spec->environment_bytes = head->environment_bytes;
	spec->root[0] = spec->directory[0] = '\0';
	memcpy(spec->arguments, texts, of_arguments);
	if (head->argument_bytes < length)
		memcpy(join.environment_bytes, texts + head->argument_bytes, length - head->argument_bytes);
}

/* Each text ends within its room, and after the last one of a command stands NULL. */
static uint32_t check_texts(char *const *texts, uint32_t count, const char *room, size_t length)
{
	for (uint32_t i = 0; i < count; i++)
		holds(texts[i] >= room && texts[i] < room + length && memchr(texts[i], '\0', (size_t) (room + length - texts[i])));
	holds(!texts[count]);
	return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct join_spec *spec = &join.spec;
	struct head head;
	uint32_t all = 0;

	if (length < sizeof(head) || length > sizeof(head) + JOIN_ARGUMENT_BYTES)
		return 0;
	memcpy(&head, bytes, sizeof(head));
	fill(&head, bytes + sizeof(head), length - sizeof(head));
	if (join_spec_read(&join) < 0)
		return 0;
	holds(head.size_off == 0 && spec->command_count >= 1 && spec->command_count <= JOIN_COMMAND_LIMIT);
	for (uint32_t i = 0; i < spec->command_count; i++)
		all += check_texts(join.commands[i], spec->command_arguments[i], spec->arguments, spec->argument_bytes);
	holds(all <= spec->argument_count);
	if (join_spec_read_environment(&join) == 0)
		(void) check_texts(join.environment, spec->environment_count, join.environment_bytes, spec->environment_bytes);
	return 0;
}
