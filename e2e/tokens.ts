/** The secrets of a running product, as the person who started it gets them. */
import { ask, bearer } from './ask';
import { nsatlas, type Product } from './product';

type Asked = WeakMap<Pick<Product, 'port'>, Promise<string>>;

const looking: Asked = new WeakMap();
const running: Asked = new WeakMap();

/** For a program that may look. Each question would start a program: it is asked for once. */
export function viewToken(product: Pick<Product, 'port'>): Promise<string> {
  return once(looking, product, 'token');
}

/** For one that may run commands too. */
export function execToken(product: Pick<Product, 'port'>): Promise<string> {
  return once(running, product, 'token', '--exec');
}

function once(asked: Asked, product: Pick<Product, 'port'>, ...words: readonly string[]): Promise<string> {
  const token = asked.get(product) ?? nsatlas(product, ...words);
  asked.set(product, token);
  return token;
}

/** An address that opens the page once, as `npx nsatlas url` gets it. */
export async function freshAddress(product: Pick<Product, 'port' | 'base'>): Promise<string> {
  const { status, text } = await ask(product, '/api/start-tokens', { method: 'POST', headers: { ...bearer(await execToken(product)), origin: product.base } });
  if (status >= 300) throw new Error(`no address: ${status} ${text}`);
  return `${product.base}/#t=${(JSON.parse(text) as { token: string }).token}`;
}
