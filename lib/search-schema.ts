/** The contract for what people search by and a scan does not carry: `GET /api/search-facts`. */
import { z } from 'zod';
import { namespaceKey } from './schema';
import { text } from './text';

const count = z.int().nonnegative();

/** A port at which somebody listens, or which is forwarded to the namespace from outside. */
export const searchedPort = z.object({
  protocol: z.string(),
  port: count,
  /** The last one of a range; of one port the same. */
  lastPort: count,
  /** Who has the socket open, as far as that could be read; of a forwarded port nobody. */
  pids: z.array(count),
  /** The port is one of the outside that leads here. */
  forwarded: z.boolean(),
});

export const searchFacts = z.object({
  /** One for each net namespace of the Snapshot. `trouble`: null, or why its ports are not known. */
  nets: z.array(z.object({ key: namespaceKey, ports: z.array(searchedPort), leftOut: count, trouble: z.string().nullable() })),
  /** One for each uts namespace. */
  hostnames: z.array(z.object({ key: namespaceKey, hostname: text.nullable(), trouble: z.string().nullable() })),
  /** The users of the host that have a name, passwd(5). */
  users: z.array(z.object({ uid: count, name: z.string() })),
});

export type SearchedPort = z.infer<typeof searchedPort>;
export type SearchFacts = z.infer<typeof searchFacts>;
