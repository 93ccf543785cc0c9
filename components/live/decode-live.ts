/** Decodes what the live connection brings, without holding up the page for longer than a frame. */
import { z } from 'zod';
import { container, liveMessage, namespace, pod, process, snapshot, type LiveMessage } from '@/lib/schema';

const rows = z.array(z.unknown());
/** The message of a whole snapshot, its rows not yet looked at. */
const unopened = z.object({
  kind: z.literal('snapshot'),
  version: z.number(),
  snapshot: snapshot.extend({ processes: rows, namespaces: rows, containers: rows, pods: rows }),
});

const SLICE_MS = 12;
/** How many rows between two looks at the clock. */
const ROWS_A_LOOK = 64;

/** What came over the wire is not what the contract says. */
export class DecodeError extends Error {
  override name = 'DecodeError';
}

/** Throws DecodeError with the place of the first bad value. */
export async function decodeLive(text: string): Promise<LiveMessage> {
  try {
    const value: unknown = JSON.parse(text);
    return isSnapshotMessage(value) ? await decodeSnapshotMessage(value) : liveMessage.parse(value);
  } catch (error) {
    if (error instanceof z.ZodError) throw new DecodeError(z.prettifyError(error), { cause: error });
    if (error instanceof SyntaxError) throw new DecodeError(error.message, { cause: error });
    throw error;
  }
}

function isSnapshotMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'snapshot';
}

async function decodeSnapshotMessage(value: unknown): Promise<LiveMessage> {
  const { kind, version, snapshot: head } = unopened.parse(value);
  const clock = new SliceClock();
  const whole = {
    ...head,
    processes: await decodeRows(process, head.processes, clock),
    namespaces: await decodeRows(namespace, head.namespaces, clock),
    containers: await decodeRows(container, head.containers, clock),
    pods: await decodeRows(pod, head.pods, clock),
  };
  return { kind, version, snapshot: whole };
}

async function decodeRows<T>(schema: z.ZodType<T>, list: readonly unknown[], clock: SliceClock): Promise<T[]> {
  const decoded: T[] = [];
  for (const row of list) {
    if (decoded.length % ROWS_A_LOOK === 0) await clock.rest();
    decoded.push(schema.parse(row));
  }
  return decoded;
}

/** Lets the page breathe when a slice of time is used up. */
class SliceClock {
  #start = performance.now();

  async rest(): Promise<void> {
    if (performance.now() - this.#start < SLICE_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#start = performance.now();
  }
}
