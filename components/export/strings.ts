import type { Format } from '@/lib/export';
import type { CaptionPart, Range } from '@/lib/picture';
import type { PaperName } from '@/lib/picture-frame';
import type { Redaction } from '@/lib/redact';
import type { Theme } from '@/lib/theme';
import { counted } from '../language/counted';
import { bilingual } from '../language/bilingual';
import { EXPORT_STRINGS_ZH } from './strings.zh';

export const EXPORT_STRINGS_EN = {
  open: 'Export',
  openHint: 'Export what is shown, for a document (E)',
  title: 'Export for a document',
  format: 'Format',
  formats: { svg: 'SVG', png: 'PNG', mmd: 'Mermaid', dot: 'DOT', md: 'Markdown table', csv: 'CSV', facts: 'Facts' } as const satisfies Record<Format, string>,
  formatHints: {
    svg: 'a picture whose text stays text, sharp at any size',
    png: 'a picture of pixels',
    mmd: 'a flowchart that Markdown of GitHub and GitLab draws',
    dot: 'a graph for Graphviz',
    md: 'the table of namespaces, for Markdown',
    csv: 'the table of namespaces, for spreadsheets',
    facts: 'what is known of the selected object, or of the host, as Markdown',
  } as const satisfies Record<Format, string>,
  range: 'What of it',
  ranges: { all: 'Everything', seen: 'As seen', selection: 'The selection' } as const satisfies Record<Range, string>,
  size: 'Size',
  sizes: { fit: 'As large as it is', a4: 'A4', 'a4-landscape': 'A4 across', slide: 'Slide 16:9' } as const satisfies Record<PaperName, string>,
  theme: 'Theme',
  themes: { light: 'Light', dark: 'Dark', print: 'Print' } as const satisfies Record<Theme, string>,
  scale: 'Pixels',
  scales: { 1: '1×', 2: '2×', 4: '4×' },
  caption: 'Caption',
  captionParts: { host: 'Host', time: 'Time', lens: 'Lens', filter: 'Filter', legend: 'Legend' } as const satisfies Record<CaptionPart, string>,
  redact: 'Leave out',
  redactions: { addresses: 'IP and MAC addresses', args: 'Arguments', hosts: 'Hostnames' } as const satisfies Record<Redaction, string>,
  preview: 'Preview',
  pixels: (width: number, height: number) => `${width} × ${height} pixels`,
  letters: (count: number) => counted(count, 'character'),
  cut: (count: number) => `… ${counted(count, 'more line')}`,
  nothing: 'The table is no picture: choose another lens, or a table.',
  copy: 'Copy',
  copied: 'Copied',
  save: 'Save',
  copyFailed: 'This browser does not let pages copy this. Save it instead.',
  pngFailed: 'This browser cannot make a picture of this size. Choose fewer pixels.',
} as const;

export const EXPORT_STRINGS = bilingual(EXPORT_STRINGS_EN, EXPORT_STRINGS_ZH);
