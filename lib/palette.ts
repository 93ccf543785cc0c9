/**
 * The inks of the picture: names only. The colours are custom properties of the page (app/globals.css),
 * so that one theme rules both; whoever paints looks them up.
 */
import type { Harbour } from './graph';
import type { WireKind } from './net-wires';
import type { NamespaceType } from './schema';

export const CSS_NAME_BY_INK = {
  canvas: '--canvas',
  surface: '--surface',
  sunken: '--surface-sunken',
  raised: '--surface-hover',
  line: '--line',
  lineStrong: '--line-strong',
  ink: '--ink',
  inkMuted: '--ink-muted',
  inkFaint: '--ink-faint',
  accent: '--accent',
  accentSoft: '--accent-soft',
  ring: '--ring',
  good: '--good',
  caution: '--caution',
  bad: '--bad',
  wireCable: '--wire-cable',
  wireStacked: '--wire-stacked',
  wireTunnel: '--wire-tunnel',
  heat1: '--heat-1',
  heat2: '--heat-2',
  heat3: '--heat-3',
  heat4: '--heat-4',
  heat5: '--heat-5',
  heat6: '--heat-6',
  cgroup: '--type-cgroup',
  ipc: '--type-ipc',
  mnt: '--type-mnt',
  net: '--type-net',
  pid: '--type-pid',
  time: '--type-time',
  user: '--type-user',
  uts: '--type-uts',
} as const;

export type Ink = keyof typeof CSS_NAME_BY_INK;
/** Each ink as a CSS colour. */
export type Palette = Readonly<Record<Ink, string>>;

export const INKS = Object.keys(CSS_NAME_BY_INK) as readonly Ink[];

/** Colour is never alone: each type has its shape and its letter too. `uts` is the host's name, so its letter is H. */
export interface Sign {
  readonly ink: Ink;
  readonly shape: Shape;
  readonly letter: string;
}

export type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'wedge' | 'pentagon' | 'hexagon' | 'tablet';

export const SIGN_BY_TYPE: Readonly<Record<NamespaceType, Sign>> = {
  cgroup: { ink: 'cgroup', shape: 'square', letter: 'C' },
  ipc: { ink: 'ipc', shape: 'hexagon', letter: 'I' },
  mnt: { ink: 'mnt', shape: 'diamond', letter: 'M' },
  net: { ink: 'net', shape: 'circle', letter: 'N' },
  pid: { ink: 'pid', shape: 'triangle', letter: 'P' },
  time: { ink: 'time', shape: 'wedge', letter: 'T' },
  user: { ink: 'user', shape: 'pentagon', letter: 'U' },
  uts: { ink: 'uts', shape: 'tablet', letter: 'H' },
};

/** Interfaces have no letter; hollow is one that is down. */
export const SHAPE_BY_HARBOUR: Readonly<Record<Harbour, Shape>> = { hardware: 'square', cable: 'circle', master: 'hexagon', stacked: 'diamond', tunnel: 'wedge', other: 'tablet' };

/** Strokes and gaps, in screen pixels. */
export const STROKES_BY_DASH = { none: [], dashes: [4, 4], long: [10, 4], dots: [1.5, 3.5], dashdot: [8, 3, 1.5, 3] } as const satisfies Record<string, readonly number[]>;
export type Dash = keyof typeof STROKES_BY_DASH;

/** Colour is never alone here either: wires of one ink differ in dash. */
export interface WireSign {
  readonly ink: Ink;
  readonly dash: Dash;
  readonly width: number;
}

export const SIGN_BY_WIRE: Readonly<Record<WireKind, WireSign>> = {
  veth: { ink: 'wireCable', dash: 'none', width: 1.75 },
  bridge: { ink: 'inkFaint', dash: 'none', width: 1 },
  macvlan: { ink: 'wireStacked', dash: 'dashes', width: 1.75 },
  vlan: { ink: 'wireStacked', dash: 'dots', width: 2 },
  tunnel: { ink: 'wireTunnel', dash: 'long', width: 1.75 },
  bond: { ink: 'inkFaint', dash: 'long', width: 1.25 },
  vrf: { ink: 'inkFaint', dash: 'dots', width: 1.5 },
  other: { ink: 'inkFaint', dash: 'dashdot', width: 1.25 },
};
