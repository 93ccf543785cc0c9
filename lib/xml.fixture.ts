/** A strict reader of XML 1.0 for tests: what a file may hold of it here. Throws at the first thing that is not well-formed. */

const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const TOKEN = /<\?xml [^?]*\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|[^<]+/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Its own text, without that of what is in it. */
  text: string;
}

/** All elements, in document order. */
export function readXml(source: string): XmlElement[] {
  if (!CHARACTERS.test(source)) throw new Error('a character that XML does not have');
  const reader: Reader = { elements: [], open: [], roots: 0 };
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw new Error(`no markup at ${at}: ${source.slice(at, at + 60)}`);
    take(reader, found);
  }
  const last = reader.open.at(-1);
  if (last !== undefined) throw new Error(`<${last.name}> is not closed`);
  return reader.elements;
}

interface Reader {
  readonly elements: XmlElement[];
  readonly open: XmlElement[];
  roots: number;
}

function take(reader: Reader, [token, closed, name, attributes = '', empty]: RegExpExecArray): void {
  if (closed !== undefined && reader.open.pop()?.name !== closed) throw new Error(`</${closed}> closes another element`);
  if (name !== undefined) begin(reader, { name, attributes: readAttributes(attributes), text: '' }, empty === '');
  if (!token.startsWith('<')) addText(reader.open.at(-1), token);
}

function begin(reader: Reader, element: XmlElement, hasContent: boolean): void {
  if (reader.open.length === 0 && ++reader.roots > 1) throw new Error('a second root');
  reader.elements.push(element);
  if (hasContent) reader.open.push(element);
}

function addText(within: XmlElement | undefined, text: string): void {
  if (within !== undefined) within.text += readCharacters(text);
  else if (text.trim() !== '') throw new Error('text outside of the root');
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
    if (name in attributes) throw new Error(`two attributes ${name}`);
    attributes[name] = readCharacters(value);
  }
  return attributes;
}

function readCharacters(source: string): string {
  if (source.includes(']]>')) throw new Error(']]> in text');
  return source.replace(/&(?:#(\d+)|(\w+));|&/g, (reference, code?: string, name?: string) => {
    if (code !== undefined && CHARACTERS.test(String.fromCodePoint(Number(code)))) return String.fromCodePoint(Number(code));
    const character = ENTITIES[name ?? ''];
    if (character === undefined) throw new Error(`no entity: ${reference}`);
    return character;
  });
}
