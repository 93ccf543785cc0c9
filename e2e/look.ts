/** What the product tells a program that may look. */
import { snapshot, type NamespaceType, type Snapshot } from '@/lib/schema';
import { ask, bearer } from './ask';
import type { Product } from './product';
import { until } from './run';
import { viewToken } from './tokens';

/** The answer's JSON. Throws with all it said when it is not a success. */
export async function get(product: Product, path: string): Promise<unknown> {
  const { status, text } = await ask(product, path, { headers: bearer(await viewToken(product)) });
  if (status !== 200) throw new Error(`${path} answers ${status}: ${text}`);
  return JSON.parse(text);
}

/** A look that began after the question. The server shares an older one among all who ask, and an ino comes back as soon as its namespace is gone. */
export function look(product: Product): Promise<Snapshot> {
  const asked = Date.now();
  return until('a fresh snapshot', async () => {
    const seen = snapshot.parse(await get(product, '/api/snapshot'));
    return seen.time >= asked ? seen : null;
  });
}

/** Where the door tells of this namespace, once it is seen. */
export async function pathOf(product: Product, type: NamespaceType, ino: number): Promise<string> {
  const key = await until(`a row for the ${type} namespace ${ino}`, async () => (await look(product)).namespaces.find((row) => row.type === type && row.ino === ino)?.key);
  return `/api/namespaces/${encodeURIComponent(key)}`;
}
