/** Reads DOT by its grammar (graphviz.org/doc/info/lang.html), as far as ours goes, and the labels as Graphviz does. Throws at what is not DOT. */

const TOKEN = /\s*(?:("(?:[^"\\]|\\[\s\S])*")|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)|(-?(?:\.\d+|\d+(?:\.\d*)?))|(->|[{}[\]=,;]))/gy;

export interface DotGraph {
  /** The label of each node and cluster that has one. */
  readonly labels: ReadonlyMap<string, string>;
  readonly edges: readonly (readonly [string, string])[];
  /** What each cluster holds. */
  readonly inside: ReadonlyMap<string, readonly string[]>;
}

interface Reader {
  readonly tokens: string[];
  at: number;
  readonly labels: Map<string, string>;
  readonly edges: (readonly [string, string])[];
  readonly inside: Map<string, string[]>;
}

export function readDot(source: string): DotGraph {
  const reader: Reader = { tokens: tokensOf(source), at: 0, labels: new Map(), edges: [], inside: new Map() };
  expectWord(reader, 'digraph');
  next(reader);
  readBlock(reader, 'graph');
  if (reader.at !== reader.tokens.length) throw new Error(`behind the graph: ${next(reader)}`);
  return reader;
}

function tokensOf(source: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw new Error(`no token at ${at}: ${source.slice(at, at + 40)}`);
    tokens.push(found[0].trim());
  }
  return tokens;
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at++];
  if (token === undefined) throw new Error('it ends too early');
  return token;
}

function expectWord(reader: Reader, wanted: string): void {
  const token = next(reader);
  if (token !== wanted) throw new Error(`${wanted} wanted, not ${token}`);
}

function readBlock(reader: Reader, group: string): void {
  expectWord(reader, '{');
  reader.inside.set(group, []);
  while (reader.tokens[reader.at] !== '}') readStatement(reader, group);
  next(reader);
}

function readStatement(reader: Reader, group: string): void {
  const id = next(reader);
  if (id === 'subgraph') {
    const name = next(reader);
    reader.inside.get(group)?.push(name);
    readBlock(reader, name);
    return;
  }
  const sign = reader.tokens[reader.at];
  if (sign === '=') {
    next(reader);
    setLabel(reader, group, id, next(reader));
    return;
  }
  const target = sign === '->' ? (next(reader), next(reader)) : null;
  if (target !== null) reader.edges.push([id, target]);
  else if (!['node', 'edge'].includes(id)) reader.inside.get(group)?.push(id);
  if (reader.tokens[reader.at] === '[') readAttributes(reader, target === null ? id : `${id} -> ${target}`);
}

function readAttributes(reader: Reader, of: string): void {
  expectWord(reader, '[');
  for (;;) {
    const name = next(reader);
    expectWord(reader, '=');
    setLabel(reader, of, name, next(reader));
    if (next(reader) === ']') return;
  }
}

function setLabel(reader: Reader, of: string, name: string, value: string): void {
  if (name === 'label') reader.labels.set(of, shownAs(value));
}

/** escString: a backslash gives the sign behind it, `\n` ends a line, and some stand for names, which ours never does. */
function shownAs(value: string): string {
  const text = value.slice(1, -1).replace(/\\([\s\S])/g, (_, sign: string) => {
    if (sign === 'n') return '\n';
    if (/[A-Za-z]/.test(sign)) throw new Error(`\\${sign} stands for something`);
    return sign;
  });
  return text.replace(/&(\w+|#\d+);|&/g, (entity) => {
    if (entity !== '&amp;') throw new Error(`an entity: ${entity}`);
    return '&';
  });
}
