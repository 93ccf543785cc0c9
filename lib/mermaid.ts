/** A chart in the language of Mermaid (flowcharts), as GitHub and GitLab draw it in Markdown. */
import type { Chart, ChartBox, ChartLine } from './chart';
import { printable } from './printable';

/** `title`: what it shows, in one line. */
export function mermaidText(chart: Chart, title: string): string {
  return [
    'flowchart LR',
    `  accTitle: ${plain(title)}`,
    ...chart.boxes.flatMap((box) => boxLines(box, '  ')),
    ...chart.lines.map((line) => `  ${line.source} ${arrowOf(line)}${line.label === '' ? '' : `|${quoted([line.label])}|`} ${line.target}`),
    '',
  ].join('\n');
}

function boxLines({ id, kind, lines, inside }: ChartBox, indent: string): string[] {
  if (inside.length > 0) return [`${indent}subgraph ${id}[${quoted(lines)}]`, ...inside.flatMap((box) => boxLines(box, `${indent}  `)), `${indent}end`];
  if (kind === 'namespace') return [`${indent}${id}([${quoted(lines)}])`];
  return kind === 'interface' || kind === 'process' || kind === 'set' ? [`${indent}${id}(${quoted(lines)})`] : [`${indent}${id}[${quoted(lines)}]`];
}

function arrowOf({ isArrow, isDashed }: ChartLine): string {
  if (isDashed) return isArrow ? '-.->' : '-.-';
  return isArrow ? '-->' : '---';
}

/** Between quotes a sign of the language is one no more, but the quote itself, what HTML reads, and what begins an entity. */
const SIGN = /["#&<>;`\\*_~[\](){}|]/g;

function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => printable(line).replace(SIGN, (sign) => `#${sign.codePointAt(0) ?? 0};`)).join('<br/>')}"`;
}

/** Up to the end of the line; a semicolon or a comment would end it. */
function plain(text: string): string {
  return printable(text).replace(/[;#%{}]/g, ' ');
}
