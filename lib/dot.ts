/** A chart in the DOT language of Graphviz. */
import type { Chart, ChartBox, ChartLine } from './chart';
import { printable } from './printable';

/** `title`: what it shows, in one line. */
export function dotText(chart: Chart, title: string): string {
  const groups = new Set<string>();
  const body = chart.boxes.flatMap((box) => boxLines(box, '  ', groups));
  return [
    'digraph nsatlas {',
    `  label=${quoted([title])}`,
    '  compound=true',
    '  rankdir=LR',
    '  fontname="Helvetica"',
    '  node [fontname="Helvetica", fontsize=10, shape=box, style=rounded]',
    '  edge [fontname="Helvetica", fontsize=9]',
    ...body,
    ...chart.lines.map((line) => `  ${lineText(line, groups)}`),
    '}',
    '',
  ].join('\n');
}

/** A line cannot end at a cluster, so each has a point in it that nobody sees. */
function boxLines({ id, kind, lines, inside }: ChartBox, indent: string, groups: Set<string>): string[] {
  if (inside.length === 0) return [`${indent}${id} [label=${quoted(lines)}${kind === 'namespace' ? ', shape=ellipse' : ''}]`];
  groups.add(id);
  const within = `${indent}  `;
  return [`${indent}subgraph cluster_${id} {`, `${within}label=${quoted(lines)}`, `${within}${id} [shape=point, style=invis]`, ...inside.flatMap((box) => boxLines(box, within, groups)), `${indent}}`];
}

function lineText({ source, target, label, isArrow, isDashed }: ChartLine, groups: ReadonlySet<string>): string {
  const attributes = [
    ...(label === '' ? [] : [`label=${quoted([label])}`]),
    ...(isArrow ? [] : ['dir=none']),
    ...(isDashed ? ['style=dashed'] : []),
    ...(groups.has(source) ? [`ltail=cluster_${source}`] : []),
    ...(groups.has(target) ? [`lhead=cluster_${target}`] : []),
  ];
  return `${source} -> ${target}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`}`;
}

/** A label reads backslashes (`\N` is the name of the node) and the entities of HTML. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => printable(line).replaceAll('&', '&amp;').replace(/["\\]/g, String.raw`\$&`)).join(String.raw`\n`)}"`;
}
