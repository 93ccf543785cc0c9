import { expect, it, vi } from 'vitest';
import { AT_HAND_MS, Rehearsal } from './rehearsal';

/** They never end. */
function countedSteps(): { steps: Iterator<number>; taken: () => number } {
  let taken = 0;
  const steps = { next: () => ({ value: (taken += 1) }) };
  return { steps, taken: () => taken };
}

it('takes a step after another with rests between, until there is something to do', async () => {
  const { steps, taken } = countedSteps();
  const rehearsal = new Rehearsal(steps);
  rehearsal.start();
  expect(taken()).toBe(0);
  await vi.waitFor(() => expect(taken()).toBeGreaterThan(2));
  rehearsal.end();
  const at = taken();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(taken()).toBe(at);
});

it('makes room for a host that may come, and goes on when none does', async () => {
  const { steps, taken } = countedSteps();
  const rehearsal = new Rehearsal(steps);
  rehearsal.pause();
  rehearsal.start();
  await new Promise((resolve) => setTimeout(resolve, AT_HAND_MS / 2));
  expect(taken()).toBe(0);
  await vi.waitFor(() => expect(taken()).toBeGreaterThan(2));
  rehearsal.end();
});

it('comes to its end by itself', async () => {
  const rehearsal = new Rehearsal();
  const end = vi.spyOn(rehearsal, 'end');
  rehearsal.start();
  await vi.waitFor(() => expect(end).toHaveBeenCalledOnce(), { timeout: 10_000 });
});
