/** The hour that the server keeps: its moments, and how it was in one of them. */
import { z } from 'zod';

const count = z.int().nonnegative();
/** Came, went, changed. */
const turns = z.tuple([count, count, count]);
const perList = <T extends z.ZodType>(value: T) => z.object({ pods: value, containers: value, namespaces: value, processes: value });

/** The host as it was from `time` to `until`, by its own clock: in between nothing changed. */
export const moment = z.object({
  /** Names it in `GET /api/history/{moment}`: its `time`, or a little more where that would not be later than the moment before. */
  moment: count,
  time: count,
  /** When it was last seen so. Between that and the next moment's `time` nobody looked, or the next look found it otherwise. */
  until: count,
  /** How many there were. Of processes, without threads of the kernel. */
  counts: perList(count),
  /** Against the moment before; all null in the first one, and where nobody had looked in between. */
  turns: perList(turns).nullable(),
});

/** `GET /api/history`: oldest first. */
export const history = z.object({
  moments: z.array(moment),
  /** Older ones are forgotten: beyond this age (milliseconds), or when all takes more room than this (bytes). */
  keptMs: count,
  limitBytes: count,
  usedBytes: count,
  /** Looks follow each other within so many milliseconds as long as somebody looks. */
  gapMs: count,
});

export type Moment = z.infer<typeof moment>;
export type History = z.infer<typeof history>;
