#include "relay-pace.h"

static uint64_t left_at(const struct relay_pace *pace, int64_t now)
{
	uint64_t missing = RELAY_PACE_BURST_BYTES - pace->left;
	uint64_t passed = now > pace->at ? (uint64_t) (now - pace->at) : 0;

	return passed >= missing / RELAY_PACE_BYTES_PER_MS + 1 ? RELAY_PACE_BURST_BYTES : pace->left + passed * RELAY_PACE_BYTES_PER_MS;
}

void relay_pace_begin(struct relay_pace *pace, int64_t now)
{
	*pace = (struct relay_pace) { .is_on = true, .left = RELAY_PACE_BURST_BYTES, .at = now };
}

uint64_t relay_pace_room(const struct relay_pace *pace, int64_t now)
{
	uint64_t left = pace->is_on ? left_at(pace, now) : UINT64_MAX;

	return left < RELAY_PACE_STEP_BYTES ? 0 : left;
}

void relay_pace_take(struct relay_pace *pace, uint64_t bytes, int64_t now)
{
	uint64_t left = left_at(pace, now), cost = bytes < RELAY_PACE_LEAST_BYTES ? RELAY_PACE_LEAST_BYTES : bytes;

	pace->left = cost < left ? left - cost : 0;
	pace->at = now;
}

int64_t relay_pace_ready_at(const struct relay_pace *pace, int64_t now)
{
	uint64_t missing;

	if (relay_pace_room(pace, now) > 0)
		return now;
	missing = RELAY_PACE_STEP_BYTES - left_at(pace, now);
	return now + (int64_t) ((missing + RELAY_PACE_BYTES_PER_MS - 1) / RELAY_PACE_BYTES_PER_MS);
}
