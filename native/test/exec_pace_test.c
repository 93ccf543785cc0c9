/* A terminal shows only so much a second: the bucket as such, and a flood through the helper, of which no byte is missing. */
#define _GNU_SOURCE
#include "relay-pace.h"

#include "terminal-client.h"

enum { STEP_MS = RELAY_PACE_STEP_BYTES / RELAY_PACE_BYTES_PER_MS, NOW = 1000000 };

/* --- the bucket */

static struct relay_pace empty_pace(void)
{
	struct relay_pace pace;

	relay_pace_begin(&pace, NOW);
	relay_pace_take(&pace, RELAY_PACE_BURST_BYTES, NOW);
	return pace;
}

static void it_lets_a_burst_through_at_once_and_no_more(void)
{
	struct relay_pace pace;
	uint64_t taken = 0;

	relay_pace_begin(&pace, NOW);
	while (relay_pace_room(&pace, NOW) > 0 && taken < 1u << 30) {
		is_number(relay_pace_ready_at(&pace, NOW), NOW);
		relay_pace_take(&pace, RELAY_PACE_STEP_BYTES, NOW);
		taken += RELAY_PACE_STEP_BYTES;
	}
	is_number(taken, RELAY_PACE_BURST_BYTES);
}

static void who_has_used_up_all_waits_for_a_step(void)
{
	struct relay_pace pace = empty_pace();

	is_number(relay_pace_ready_at(&pace, NOW), NOW + STEP_MS);
	is_number(relay_pace_room(&pace, NOW + STEP_MS - 1), 0);
	is_number(relay_pace_room(&pace, NOW + STEP_MS), RELAY_PACE_STEP_BYTES);
	/* Of a step that is not used whole the rest is kept. */
	relay_pace_take(&pace, RELAY_PACE_STEP_BYTES - RELAY_PACE_BYTES_PER_MS, NOW + STEP_MS);
	is_number(relay_pace_ready_at(&pace, NOW + STEP_MS), NOW + STEP_MS + STEP_MS - 1);
}

/* As poll(2) wakes it: a moment late, by turns. */
static void in_the_long_run_it_keeps_its_rate(void)
{
	struct relay_pace pace = empty_pace();
	uint64_t taken = 0;
	int64_t now = NOW;

	for (int round = 0; now < NOW + 10000; round++) {
		uint64_t room = relay_pace_room(&pace, now);

		ok(room > 0 || now == NOW);
		if (room > 0) {
			relay_pace_take(&pace, RELAY_PACE_STEP_BYTES, now);
			taken += RELAY_PACE_STEP_BYTES;
		}
		now = relay_pace_ready_at(&pace, now) + round % 3;
	}
	ok(taken <= 10000ull * RELAY_PACE_BYTES_PER_MS && taken >= 9900ull * RELAY_PACE_BYTES_PER_MS);
}

static void a_pause_fills_it_and_no_more_than_full(void)
{
	static const int64_t pauses[] = { RELAY_PACE_BURST_BYTES / RELAY_PACE_BYTES_PER_MS, 3600 * 1000, INT64_MAX - NOW };
	struct relay_pace pace = empty_pace();

	is_number(relay_pace_room(&pace, NOW + pauses[0] - 1), RELAY_PACE_BURST_BYTES - RELAY_PACE_BYTES_PER_MS);
	for (size_t i = 0; i < sizeof(pauses) / sizeof(pauses[0]); i++)
		is_number(relay_pace_room(&pace, NOW + pauses[i]), RELAY_PACE_BURST_BYTES);
	is_number(relay_pace_room(&pace, NOW - 1), 0);
}

static void a_small_frame_counts_as_one_of_four_kib(void)
{
	struct relay_pace pace;
	int frames = 0;

	relay_pace_begin(&pace, NOW);
	for (; relay_pace_room(&pace, NOW) > 0; frames++)
		relay_pace_take(&pace, 1, NOW);
	is_number(frames, (RELAY_PACE_BURST_BYTES - RELAY_PACE_STEP_BYTES) / RELAY_PACE_LEAST_BYTES + 1);
}

static void without_one_there_is_no_bound(void)
{
	struct relay_pace pace = { 0 };

	ok(relay_pace_room(&pace, NOW) >= RELAY_PACE_BURST_BYTES);
	is_number(relay_pace_ready_at(&pace, NOW), NOW);
}

/* --- through the helper */

static struct target_child target;

static json_t *request_for(const char *script)
{
	return terminal_request(target.pid, EVERY_TYPE, SHELL(script));
}

/* What seq(1) prints, followed byte by byte: true as long as it is that. */
static bool is_next_of_count(const char *bytes, size_t length)
{
	static char line[16];
	static size_t at, end;
	static int number;

	for (size_t i = 0; i < length; i++) {
		if (at == end) {
			end = (size_t) snprintf(line, sizeof(line), "%d\n", ++number);
			at = 0;
		}
		if (bytes[i] != line[at++])
			return false;
	}
	return true;
}

#define LINES "1300000"
enum { BYTES = 9288896, LEAST_MS = (BYTES - RELAY_PACE_BURST_BYTES) / RELAY_PACE_BYTES_PER_MS };

static void a_flood_comes_at_the_pace_and_no_byte_of_it_is_missing(void)
{
	struct exec_run *run = open_terminal(request_for("stty raw -echo; echo ready; read go; seq 1 " LINES " | cat; exit 4"));
	int64_t began;
	bool is_right = true;

	ok(sees(run, "ready\n"));
	run->received = 0;
	type(run, "go\n");
	began = test_now_ms();
	do {
		is_right = is_right && is_next_of_count(run->out, run->out_length);
		run->out_length = 0;
	} while (take_frame(run));
	ok(is_right);
	is_number(run->received, BYTES);
	is_number(number_in(json_object_get(run->end, "bytes"), "stdout"), BYTES + 6);
	is_code(run, 4);
	/* The machine may be busy: the upper bound is a wide one. */
	began = test_now_ms() - began;
	if (!ok(began >= LEAST_MS - 50 && began < 10 * LEAST_MS))
		printf("# %lld ms\n", (long long) began);
	(void) close_run(run);
}

static void a_key_does_not_wait_behind_a_flood(void)
{
	struct exec_run *run = open_terminal(request_for("trap 'echo heard; exit 5' INT; while :; do yes | head -c 100000000; done"));
	int64_t typed;

	while (run->received < RELAY_PACE_BURST_BYTES && take_frame(run))
		;
	resize(run, 40, 120);
	type(run, "\x03");
	typed = test_now_ms();
	run->out_length = 0;
	await_end(run);
	is_code(run, 5);
	ok(memmem(run->out, run->out_length, "heard", 5) != NULL);
	ok(test_now_ms() - typed < 2000);
	(void) close_run(run);
}

int main(void)
{
	TEST(it_lets_a_burst_through_at_once_and_no_more);
	TEST(who_has_used_up_all_waits_for_a_step);
	TEST(in_the_long_run_it_keeps_its_rate);
	TEST(a_pause_fills_it_and_no_more_than_full);
	TEST(a_small_frame_counts_as_one_of_four_kib);
	TEST(without_one_there_is_no_bound);
	copy_programs();
	target = start_target((const char *const []) { OWN_PTS, NULL }, 1);
	TEST(a_flood_comes_at_the_pace_and_no_byte_of_it_is_missing);
	TEST(a_key_does_not_wait_behind_a_flood);
	end_target(&target);
	return tap_done();
}
