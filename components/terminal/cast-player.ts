/** Plays a recording on a screen of its own. */
import type { Cast } from '@/lib/asciicast';
import type { Screen, ScreenListener } from './screen';

export const SPEEDS = [0.5, 1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

export interface Playing {
  readonly isPlaying: boolean;
  /** Seconds. */
  readonly at: number;
  readonly speed: Speed;
}

/** How often the position is told while it plays. */
const TOLD_EVERY_MS = 100;

export class CastPlayer {
  readonly #cast: Cast;
  readonly #listeners = new Set<() => void>();
  #screen: Screen | null = null;
  #playing: Playing = { isPlaying: false, at: 0, speed: 1 };
  #at = 0;
  /** The event that comes next. */
  #next = 0;
  #frame = 0;
  #lastFrame = 0;
  #told = 0;

  constructor(cast: Cast) {
    this.#cast = cast;
  }

  readonly current = (): Playing => this.#playing;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Plays on this screen from now on. */
  setScreen(screen: Screen | null): void {
    this.#screen = screen;
    if (screen !== null) this.seek(this.#at);
  }

  play(): void {
    if (this.#playing.isPlaying) return;
    if (this.#at >= this.#cast.duration) this.seek(0);
    this.#lastFrame = performance.now();
    this.#tell(true);
    this.#frame = requestAnimationFrame((now) => this.#step(now));
  }

  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.#tell(false);
  }

  setSpeed(speed: Speed): void {
    this.#playing = { ...this.#playing, speed };
    this.#tell(this.#playing.isPlaying);
  }

  /** What was shown until then is shown anew: a terminal cannot go back. */
  seek(seconds: number): void {
    this.#at = Math.min(this.#cast.duration, Math.max(0, seconds));
    this.#next = 0;
    // RIS, in order with what is still being written.
    this.#screen?.write('\u001bc');
    this.#screen?.resizeInOrder(this.#cast.size);
    this.#showUntilNow();
    this.#tell(this.#playing.isPlaying);
  }

  #step(now: number): void {
    this.#at = Math.min(this.#cast.duration, this.#at + ((now - this.#lastFrame) / 1000) * this.#playing.speed);
    this.#lastFrame = now;
    this.#showUntilNow();
    if (this.#at >= this.#cast.duration) {
      this.#tell(false);
      return;
    }
    if (now - this.#told >= TOLD_EVERY_MS) this.#tell(true);
    this.#frame = requestAnimationFrame((next) => this.#step(next));
  }

  #showUntilNow(): void {
    const { events } = this.#cast;
    let text = '';
    for (let event = events[this.#next]; event !== undefined && event.at <= this.#at; event = events[this.#next]) {
      this.#next += 1;
      if (event.kind === 'output') {
        text += event.text;
        continue;
      }
      this.#screen?.write(text);
      text = '';
      this.#screen?.resizeInOrder(event.size);
    }
    if (text !== '') this.#screen?.write(text);
  }

  #tell(isPlaying: boolean): void {
    this.#told = performance.now();
    this.#playing = { ...this.#playing, isPlaying, at: this.#at };
    for (const listener of this.#listeners) listener();
  }
}

const nothing = (): void => undefined;

/** A recording is only looked at: nothing that it says is done. */
export const DEAF: ScreenListener = {
  onData: nothing, onTitle: nothing, onAddress: nothing, onClipboard: nothing, onPaste: nothing, onCopy: nothing, onFind: nothing, onLeave: nothing, onFound: nothing, onFocus: nothing,
};
