/** What a page does with its time, seen from outside: from the arrival of the host to the last stroke on the canvas. */
import type { Page } from '@playwright/test';

interface Watch {
  arrived: number;
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
}

/** Before the page is opened. */
export async function setStopwatch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch: Watch = { arrived: 0, drawn: 0, painted: 0, frames: 0, tasks: [] };
    window.stopwatch = watch;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) watch.tasks.push({ start: startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        if (String(address).includes('/api/live')) this.addEventListener('message', () => (watch.arrived ||= performance.now()));
      }
    };
    const note = new MessageChannel();
    let isNamed = false;
    note.port1.onmessage = () => {
      watch.painted = performance.now();
      watch.frames += 1;
      if (isNamed) watch.drawn ||= watch.painted;
    };
    const proto = CanvasRenderingContext2D.prototype;
    let told = -1;
    const tell = () => {
      const now = document.timeline.currentTime as number;
      if (told !== now) note.port2.postMessage(null);
      told = now;
    };
    for (const name of ['fillText', 'drawImage', 'fillRect'] as const) {
      const plain = Object.getOwnPropertyDescriptor(proto, name)?.value as (this: unknown, ...words: unknown[]) => void;
      const heard = function (this: unknown, ...words: unknown[]) {
        isNamed ||= name === 'fillText';
        tell();
        plain.apply(this, words);
      };
      Object.defineProperty(proto, name, { value: heard });
    }
  });
}

const QUIET_MS = 1500;

/** Waits until nothing has been painted for a while. Milliseconds since the arrival; `longest` is 0 where no task took 50. */
export async function readArrival(page: Page): Promise<Arrival> {
  await page.waitForFunction((quiet) => window.stopwatch.drawn > 0 && performance.now() - window.stopwatch.painted > quiet, QUIET_MS, { timeout: 120_000, polling: 250 });
  return page.evaluate(() => {
    const { arrived, drawn, painted, tasks } = window.stopwatch;
    const since = tasks.filter(({ start, duration }) => start + duration > arrived && start < painted);
    return { drawn: drawn - arrived, settled: painted - arrived, longest: Math.max(0, ...since.map(({ duration }) => duration)) };
  });
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
