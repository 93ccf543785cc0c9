/**
 * The inks of the picture: names only. The colours are custom properties of the page (app/globals.css),
 * so that one theme rules both; whoever paints looks them up.
 */
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
