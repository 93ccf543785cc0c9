/** The inks as colours, for files that leave the page: there is no style sheet with them there. */
import type { Palette } from './palette';

export const THEMES = ['light', 'dark', 'print'] as const;
export type Theme = (typeof THEMES)[number];

/** As app/globals.css has it. */
const LIGHT: Palette = {
  canvas: '#f4f5f7', surface: '#ffffff', sunken: '#f4f5f7', raised: '#eef0f3', line: '#e2e5ea', lineStrong: '#c9ced6',
  ink: '#171a21', inkMuted: '#4c5361', inkFaint: '#5f6775', accent: '#2f5bd7', accentSoft: '#e9effd', ring: '#2f5bd7',
  good: '#1d7a46', caution: '#8a5a00', bad: '#b3261e',
  wireCable: '#1f5fbf', wireStacked: '#0d7a5f', wireTunnel: '#8a4bc4',
  heat1: '#7d8ea1', heat2: '#5a78b1', heat3: '#694fb2', heat4: '#852076', heat5: '#740d2e', heat6: '#430c07',
  cgroup: '#a15107', ipc: '#713770', mnt: '#127b5c', net: '#1533a5', pid: '#80220b', time: '#0592ab', user: '#835ccd', uts: '#9e8522',
};

/** As app/globals.css has it. */
const DARK: Palette = {
  canvas: '#0f1115', surface: '#161920', sunken: '#111319', raised: '#1f232c', line: '#262b35', lineStrong: '#3b4250',
  ink: '#eceef2', inkMuted: '#b0b7c3', inkFaint: '#969eac', accent: '#7ea2ff', accentSoft: '#1b2746', ring: '#7ea2ff',
  good: '#5fce8d', caution: '#eab54c', bad: '#ff8f86',
  wireCable: '#5b9bf5', wireStacked: '#3fbf95', wireTunnel: '#c08bf0',
  heat1: '#637185', heat2: '#5a87c0', heat3: '#b189f3', heat4: '#ff9088', heat5: '#fec766', heat6: '#f6f1a2',
  cgroup: '#e8a430', ipc: '#a678a2', mnt: '#51ca9f', net: '#488af0', pid: '#da6129', time: '#73f4fc', user: '#b8adfc', uts: '#dbe651',
};

/** On paper: every ground is the paper's white and costs no ink, outlines are what tells groups apart, so they are dark enough for it. */
const PRINT: Palette = {
  ...LIGHT,
  canvas: '#ffffff', surface: '#ffffff', sunken: '#ffffff', raised: '#ffffff', line: '#dedede', lineStrong: '#808080',
  ink: '#000000', inkMuted: '#333333', inkFaint: '#595959', accent: '#1c3f9e', accentSoft: '#ffffff', ring: '#1c3f9e',
};

export const PALETTE_BY_THEME: Readonly<Record<Theme, Palette>> = { light: LIGHT, dark: DARK, print: PRINT };
