/** What a page does with its time, seen from outside: from when the host was sent to the last stroke on the canvas. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { BarePage } from './bare-browser';

interface Watch {
  /** The end of the first frame with a name on the canvas, and of the last frame that painted. */
  drawn: number;
  painted: number;
  /** Frames that painted. */
  frames: number;
  tasks: { start: number; duration: number }[];
}
declare global {
  interface Window {
    stopwatch: Watch;
  }
}

export interface Arrival {
  readonly drawn: number;
  readonly settled: number;
  readonly longest: number;
  /** From the navigation to the last stroke: what somebody waits who opens the page. */
  readonly waited: number;
}

/** Runs in the page, before its scripts do. */
export function startStopwatch(): void {
  const watch: Watch = { drawn: 0, painted: 0, frames: 0, tasks: [] };
  window.stopwatch = watch;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) watch.tasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  const note = new MessageChannel();
  let isNamed = false;
  note.port1.onmessage = () => {
    watch.painted = performance.now();
    watch.frames += 1;
    if (isNamed) watch.drawn ||= watch.painted;
  };
  const proto = CanvasRenderingContext2D.prototype;
  let told = -1;
  // What is put up ahead is out of sight, and a still is of no page before it is shown.
  const tell = (canvas: HTMLCanvasElement) => {
    const now = document.timeline.currentTime as number;
    if (told === now || !canvas.checkVisibility({ visibilityProperty: true })) return;
    note.port2.postMessage(null);
    told = now;
  };
  for (const name of ['fillText', 'drawImage', 'fillRect'] as const) {
    const plain = Object.getOwnPropertyDescriptor(proto, name)?.value as (this: unknown, ...words: unknown[]) => void;
    const heard = function (this: CanvasRenderingContext2D, ...words: unknown[]) {
      isNamed ||= name === 'fillText';
      tell(this.canvas);
      plain.apply(this, words);
    };
    Object.defineProperty(proto, name, { value: heard });
  }
}

const QUIET_MS = 1500;
const PATIENCE_MS = 120_000;

/** Waits until nothing has been painted for a while. Milliseconds since the host was sent (`sentAt`, since the epoch); `longest` is 0 where no task took 50. */
export async function readArrival(page: BarePage, sentAt: () => number): Promise<Arrival> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    await pause(250);
    const { watch, now, origin } = await page.evaluate(() => ({ watch: 'stopwatch' in window ? window.stopwatch : null, now: performance.now(), origin: performance.timeOrigin }));
    if (watch === null || watch.drawn === 0 || now - watch.painted < QUIET_MS) continue;
    const sent = sentAt() - origin;
    const since = watch.tasks.filter(({ start, duration }) => start + duration > sent && start < watch.painted);
    return { drawn: watch.drawn - sent, settled: watch.painted - sent, longest: Math.max(0, ...since.map(({ duration }) => duration)), waited: watch.painted };
  }
  throw new Error('nothing was drawn');
}

export interface Frames {
  readonly perSecond: number;
  /** Milliseconds, of the slowest of twenty. */
  readonly p95: number;
  /** Frames per second in which the picture was painted anew; of SVG nobody knows. */
  readonly painted: number;
}

/** Moves the picture with each frame, as a hand would, and counts the frames that came. */
export async function countFrames(page: Page, how: 'pan' | 'zoom', milliseconds = 2500): Promise<Frames> {
  return page.evaluate(async ({ how, milliseconds }) => {
    const canvas = document.querySelector('canvas, svg.plain');
    if (canvas === null) throw new Error('nothing to pan');
    // The picture is round: its corners are free, and one pans by the ground.
    const { left, top } = canvas.getBoundingClientRect();
    const at = (step: number) => ({ clientX: left + 12 + 160 * Math.sin(step / 15), clientY: top + 12 + 60 * Math.sin(step / 11), bubbles: true, cancelable: true, view: window, button: 0, buttons: 1 });
    const move = (step: number) => {
      if (how === 'pan') window.dispatchEvent(new MouseEvent('mousemove', at(step)));
      else canvas.dispatchEvent(new WheelEvent('wheel', { ...at(0), deltaY: 12 * Math.cos(step / 25) }));
    };
    if (how === 'pan') canvas.dispatchEvent(new MouseEvent('mousedown', at(0)));
    const stamps: number[] = [];
    const before = window.stopwatch.frames;
    await new Promise<void>((resolve) => {
      const tick = (now: number) => {
        stamps.push(now);
        move(stamps.length);
        if (now - (stamps[0] ?? now) < milliseconds) requestAnimationFrame(tick);
        else resolve();
      };
      requestAnimationFrame(tick);
    });
    if (how === 'pan') window.dispatchEvent(new MouseEvent('mouseup', at(0)));
    const gaps = stamps.slice(1).map((stamp, place) => stamp - (stamps[place] ?? stamp)).sort((a, b) => a - b);
    const whole = gaps.reduce((sum, gap) => sum + gap, 0);
    return { perSecond: (gaps.length * 1000) / whole, p95: gaps[Math.floor(gaps.length * 0.95)] ?? 0, painted: ((window.stopwatch.frames - before) * 1000) / whole };
  }, { how, milliseconds });
}
