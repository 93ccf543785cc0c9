import { describe, expect, it } from 'vitest';
import { csvText } from './csv';
import { factsMarkdown } from './export-facts';
import { tableAsCsv, tableAsMarkdown, tableOf } from './export-table';
import { hostWith } from './graph.fixture';
import { GRAPH_WORDS_EN } from './graph-strings';
import { codeMarkdown, escapeMarkdown } from './markdown';
import { makeRedactor } from './redact';
import { networkOf } from './topology.fixture';

const CELLS = ['plain', 'a,b', 'say "x"', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', 'x=1', '', '中文', '\r\nbreak', "'quoted"];

/** RFC 4180, section 2. */
function readCsv(source: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (field.lastIndex < source.length) {
    const at = field.lastIndex;
    const [, quoted, bare, end] = field.exec(source) ?? [];
    if (end === undefined) throw new Error(`no field at ${at}`);
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n' && field.lastIndex < source.length) rows.push([]);
  }
  return rows;
}

describe('CSV', () => {
  it('is read back as RFC 4180 says, and holds no formula', () => {
    const [row = []] = readCsv(csvText([CELLS]));
    expect(row.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(row).toEqual(CELLS.map((cell) => (/^[=+\-@]/.test(cell) ? `'${cell}` : cell.replace('\t', '\\x09').replace('\r\n', '\\x0d\\x0a'))));
  });

  it('leaves numbers alone', () => {
    expect(csvText([[-1, 0, 'x']])).toBe('-1,0,x\r\n');
  });
});

describe('Markdown', () => {
  it('takes names as text', () => {
    expect(escapeMarkdown('a|b *x* <img> [l](u) `c` \\ ~s~ # !')).toBe('a\\|b \\*x\\* \\<img\\> \\[l\\](u) \\`c\\` \\\\ \\~s\\~ \\# \\!');
    expect(codeMarkdown('a`b')).toBe('``a`b``');
    expect(codeMarkdown('`x')).toBe('`` `x ``');
    expect(codeMarkdown('a|b')).toBe('`a\\|b`');
    expect(codeMarkdown('')).toBe('');
  });
});

const snapshot = hostWith({
  processes: [{ pid: 1, comm: 'init', argv: ['init'] }, { pid: 70, comm: 'nginx', argv: ['=cmd|calc', '--token=s3cret', 'a|b'], container: 'podman:c1', namespaces: { net: 900 } }],
  namespaces: [{ type: 'net', ino: 900 }],
  containers: [{ id: 'c1', name: 'shop-web', pod: 'podman:p1' }],
  pods: [{ id: 'p1', name: '=shop' }],
});
const table = (redact: Parameters<typeof makeRedactor>[1] = []) => tableOf(snapshot, { hiddenTypes: ['mnt'], only: null, used: null }, makeRedactor(snapshot, redact));

describe('the table', () => {
  it('has a row for each namespace that is shown', () => {
    const [head, ...rows] = readCsv(tableAsCsv(table()));
    expect(head).toEqual(['NS', 'TYPE', 'NPROCS', 'PID', 'UID', 'ID', 'HELDBY', 'CONTAINER', 'POD', 'COMMAND']);
    expect(rows).toHaveLength(snapshot.namespaces.length - 1);
    const row = rows.find(([ino]) => ino === '900');
    expect(row?.slice(1, 4)).toEqual(['net', '1', '70']);
    expect(row?.slice(6)).toEqual(['process', 'shop-web', "'=shop", "'=cmd|calc --token=s3cret a|b"]);
  });

  it('lists only what it is told to', () => {
    const only = new Set([`namespace/${snapshot.namespaces.find(({ ino }) => ino === 900)?.key ?? ''}`] as const);
    expect(tableOf(snapshot, { hiddenTypes: [], only, used: null }, makeRedactor(snapshot, [])).rows.map(([ino]) => ino)).toEqual([900]);
  });

  it('as Markdown has as many cells in each row', () => {
    const lines = tableAsMarkdown(table()).trimEnd().split('\n');
    expect(new Set(lines.map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(new Set([12]));
  });

  it('has what is used where that is measured: numbers for a spreadsheet, words for a page', () => {
    const [init, web] = snapshot.processes;
    const usage = { byKey: new Map([[web?.key ?? '', { cpu: 0.125, memory: 3 * 1024 * 1024 }]]), seenTill: (init?.startTime ?? 0) + 1 };
    const used = tableOf(snapshot, { hiddenTypes: [], only: null, used: { usage } }, makeRedactor(snapshot, []));
    const [head, ...rows] = readCsv(tableAsCsv(used));
    expect(head?.slice(2, 6)).toEqual(['NPROCS', 'CPU (% of one core)', 'RSS (bytes)', 'PID']);
    const cells = (pid: string) => rows.find((row) => row[5] === pid && row[2] === '1')?.slice(3, 5);
    expect([cells('70'), cells('1')]).toEqual([['13', '3145728'], ['?', '?']]);
    expect(tableAsMarkdown(used)).toContain('| 13 % | 3.0 MiB | 70 |');
    expect(rows.find((row) => row[1] === 'mnt')?.slice(3, 5)).toEqual(['≥ 13', '≥ 3145728']);
  });

  it('without arguments has none of them', () => {
    const text = tableAsCsv(table(['args'])) + tableAsMarkdown(table(['args']));
    expect(text).not.toMatch(/s3cret|cmd\|calc/);
    expect(text).toContain('nginx');
  });
});

describe('the facts of an object', () => {
  const wired = networkOf(2);
  const world = (redact: Parameters<typeof makeRedactor>[1] = []) => ({ ...wired, redactor: makeRedactor(wired.snapshot, redact), words: GRAPH_WORDS_EN });

  it('of a pod are its containers, namespaces, addresses and processes', () => {
    const pod = wired.snapshot.pods[0];
    const text = factsMarkdown(world(), `pod/${pod?.key ?? ''}`) ?? '';
    const net = wired.topology.nets.find(({ ino }) => wired.topology.namespaceKeys[String(ino)] === pod?.net);
    const addresses = (net?.links ?? []).flatMap((link) => link.addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`));
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) expect(text).toContain(`\`${address}\``);
    const redacted = factsMarkdown(world(['addresses', 'hosts', 'args']), `pod/${pod?.key ?? ''}`) ?? '';
    expect([...addresses.map((address) => address.split('/')[0] ?? '').filter((address) => !/^(127|::1$)/.test(address)), wired.snapshot.host.hostname as string].filter((value) => redacted.includes(value))).toEqual([]);
  });

  it('of any object are Markdown, of none are none', () => {
    const { pods, containers, processes, namespaces } = wired.snapshot;
    const ids = [...pods.map(({ key }) => `pod/${key}` as const), ...containers.map(({ key }) => `container/${key}` as const), ...processes.map(({ key }) => `process/${key}` as const), ...namespaces.map(({ key }) => `namespace/${key}` as const), 'host/' as const];
    for (const id of ids) expect(factsMarkdown(world(), id)).toMatch(/^# (pod|container|process|namespace|host) \S/);
    expect(factsMarkdown(world(), 'process/1@0')).toBeNull();
  });
});
