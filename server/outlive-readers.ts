import type { EventEmitter } from 'node:events';

/**
 * Who reads what we print may go: a terminal that was closed, a pipe to `head`. There is nobody left to be told of it, and a line
 * about it would be the next error: with Next's own listener of uncaught exceptions, without end.
 */
export function outliveReaders(streams: readonly EventEmitter[]): void {
  for (const stream of streams) stream.on('error', () => undefined);
}
