import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshot } from '@/lib/schema';
import { OPERATIONS, openApiDocument } from '@/lib/openapi';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { SIGN_IN_PATH } from './guard/judge';
import { LIVE_PATH } from './live';
import { SHORT_WAYS } from './short-ways';
import { CHECKOUT } from './web-door.fixture';

/** `get /api/pods/{key}` for every method that a handler exports. */
function waysInCode(): string[] {
  const files = readdirSync(join(CHECKOUT, 'app/api'), { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('route.ts'));
  return files.flatMap((file) => {
    const path = `/api/${file.replace(/\/route\.ts$/, '').replace(/\[(\w+)\]/g, '{$1}')}`;
    const code = readFileSync(join(CHECKOUT, 'app/api', file), 'utf8');
    return [...code.matchAll(/^export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE|HEAD)\b/gm)].map(([, method = '']) => `${method.toLowerCase()} ${path}`);
  });
}

/** Those that our own server answers, without Next. */
const SHORT = Object.entries(SHORT_WAYS).flatMap(([path, way]) => Object.keys(way).map((method) => `${method.toLowerCase()} ${path}`));
const BEFORE_NEXT = [`get ${LIVE_PATH}`, `post ${SIGN_IN_PATH}`, ...SHORT];

describe('the document of the API', () => {
  it('tells of every way in, and of no other', () => {
    expect(OPERATIONS.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...waysInCode(), ...BEFORE_NEXT].sort());
  });

  it('is JSON, and every reference in it leads somewhere', () => {
    const document = openApiDocument('1.2.3');
    const text = JSON.stringify(document);
    expect(JSON.parse(text)).toEqual(document);
    const references = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...references]).toEqual(Object.keys((document['components'] as { schemas: object }).schemas));
  });

  it('describes the snapshot as its schema has it', () => {
    const text = JSON.stringify(openApiDocument('1.2.3'));
    for (const field of Object.keys(snapshot.parse(snapshotOf()))) expect(text).toContain(`"${field}":`);
  });
});
