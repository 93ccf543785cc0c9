import { formatCount } from '@/lib/count-text';
import type { Measure } from '@/lib/usage';
import { bilingual } from '../language/bilingual';
import { counted } from '../language/counted';
import { USAGE_STRINGS_ZH } from './strings.zh';

export const USAGE_STRINGS_EN = {
  section: 'CPU and memory',
  measures: { cpu: 'CPU', memory: 'Memory' } as Readonly<Record<Measure, string>>,
  scale: { cpu: 'CPU, of one core', memory: 'Memory (RSS)' } as Readonly<Record<Measure, string>>,
  hints: {
    cpu: 'Processor time of the last two seconds, of all threads; 100 % is one core kept busy. A group has the sum of its processes.',
    memory: 'Resident set size: what is in memory of it now. A group has the sum of its processes, so that what they share counts for each.',
  } as Readonly<Record<Measure, string>>,
  ofOneCore: (percent: string) => `${percent} of one core`,
  resident: (size: string) => `${size} (RSS)`,
  sumOf: (count: number) => `the sum of ${counted(count, 'process', 'processes')}`,
  unknown: 'unknown: it could not be read, or has just ended',
  measuring: 'measuring …',
  partly: (count: number, of: number) => `of ${formatCount(count)} of ${formatCount(of)} it is unknown`,
  steps: { unknown: 'unknown', measuring: 'measuring …' },
  notKept: 'What was used then is not kept',
  paused: 'not measured while the picture is held still',
  failed: (message: string) => `not measured: ${message}`,
} as const;

export const USAGE_STRINGS = bilingual(USAGE_STRINGS_EN, USAGE_STRINGS_ZH);
