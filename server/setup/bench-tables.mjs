/** @typedef {import('./bench-inside.mjs').SizeFigures} SizeFigures */

/**
 * A budget of discovery: from which farm it is judged, what was found there, and how much is allowed.
 * @typedef {{ what: string, limit: number, unit: string, found: (of: SizeFigures, all: readonly SizeFigures[]) => number, size: 'least' | 'most' }} Budget
 */

/** @type {readonly Budget[]} */
const BUDGETS = [
  { what: 'one scan by BPF iterators with their loading, CPU beside lsns', limit: 0.03, unit: '×', size: 'most', found: (of) => ratio(of, 'tier bpf') },
  { what: 'one scan by /proc with all facts, CPU beside lsns', limit: 0.2, unit: '×', size: 'most', found: (of) => ratio(of, 'tier proc') },
  { what: 'one look of a helper that stays, CPU with Node, beside lsns', limit: 0.01, unit: '×', size: 'most', found: (of) => lookCpu(of) / 1000 / (of.costs['lsns']?.cpu ?? 0) },
  { what: 'one look of a helper that stays, CPU with Node, for 10,000 processes', limit: 15, unit: ' ms', size: 'most', found: (of) => lookCpu(of) * 10_000 / of.processes },
  { what: 'growth by BPF iterators, most to least', limit: 11, unit: '×', size: 'most', found: (of, all) => (of.costs['tier bpf']?.cpu ?? 0) / (all[0]?.costs['tier bpf']?.cpu ?? 0) },
  { what: 'growth by /proc, most to least', limit: 11, unit: '×', size: 'most', found: (of, all) => (of.costs['tier proc']?.cpu ?? 0) / (all[0]?.costs['tier proc']?.cpu ?? 0) },
  { what: 'watching the least at 1 s, of one core', limit: 1, unit: ' %', size: 'least', found: ({ node: { idle } }) => (idle.helper + idle.node) * 100 },
];

/**
 * In Markdown, for docs/performance.md.
 * @param {readonly SizeFigures[]} figures from the least farm to the most
 */
export function tablesOf(figures) {
  return [costTable(figures), callTable(figures), nodeTable(figures), budgetTable(figures)].map((rows) => `${rows.join('\n')}\n`).join('\n');
}

/** @param {readonly SizeFigures[]} figures */
function costTable(figures) {
  const rows = figures.flatMap((of) => Object.entries(of.costs).map(([name, { wall, cpu }]) => row(
    `${of.processes}`, `${of.namespaces}`, name, `${cpu.toFixed(3)} s`, ratio(of, name).toFixed(3), `${wall.toFixed(3)} s`, (wall / (of.costs['lsns']?.wall ?? 0)).toFixed(3),
  )));
  return [row('processes', 'namespaces', 'command', 'CPU', 'of lsns', 'wall', 'of lsns'), '| ---: | ---: | --- | ---: | ---: | ---: | ---: |', ...rows];
}

/** @param {readonly SizeFigures[]} figures */
function callTable(figures) {
  const names = Object.keys(figures[0]?.calls ?? {});
  const rows = figures.map(({ processes, calls }) => row(`${processes}`, ...names.map((name) => ((calls[name] ?? 0) / processes).toFixed(1))));
  return [row('system calls per process', ...names), `| ---: |${' ---: |'.repeat(names.length)}`, ...rows];
}

/** @param {readonly SizeFigures[]} figures */
function nodeTable(figures) {
  const rows = figures.map(({ processes, node: { bytes, decodeMs, look, idle } }) => row(
    `${processes}`, `${(bytes / 1e6).toFixed(1)} MB`, `${decodeMs.toFixed(1)} ms`, `${look.helperMs.toFixed(1)} + ${look.nodeMs.toFixed(1)} ms`, `${look.wallMs.toFixed(1)} ms`, `${(idle.helper * 100).toFixed(1)} + ${(idle.node * 100).toFixed(1)} %`,
  ));
  return [row('processes', 'a scan', 'decoding it in Node', 'a look that changes nothing, CPU of helper + Node', 'wall', 'a look each second, helper + Node, of one core'), '| ---: | ---: | ---: | ---: | ---: | ---: |', ...rows];
}

/** @param {readonly SizeFigures[]} figures */
function budgetTable(figures) {
  const rows = BUDGETS.map(({ what, limit, unit, found, size }) => {
    const of = size === 'least' ? figures[0] : figures.at(-1);
    const value = of === undefined ? Number.NaN : found(of, figures);
    return row(`${what} (${of?.processes ?? 0} processes)`, `${value.toPrecision(2)}${unit}`, `${limit}${unit}`, value <= limit ? 'met' : 'not met');
  });
  return [row('budget', 'found', 'allowed', ''), '| --- | ---: | ---: | --- |', ...rows];
}

/** @param {SizeFigures} of @param {string} name */
function ratio({ costs }, name) {
  return (costs[name]?.cpu ?? Number.NaN) / (costs['lsns']?.cpu ?? Number.NaN);
}

/** @param {SizeFigures} of */
function lookCpu({ node: { look } }) {
  return look.helperMs + look.nodeMs;
}

/** @param {string[]} cells */
function row(...cells) {
  return `| ${cells.join(' | ')} |`;
}
