import { UI_STRINGS } from './strings';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Two units at most: `12 s`, `4 min`, `3 h 20 min`, `5 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const { second, minute, hour, day } = UI_STRINGS.units;
  if (whole < MINUTE) return `${whole}${second}`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}${minute}`;
  if (whole < DAY) return twoUnits(Math.floor(whole / HOUR), hour, Math.floor((whole % HOUR) / MINUTE), minute);
  return twoUnits(Math.floor(whole / DAY), day, Math.floor((whole % DAY) / HOUR), hour);
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** Minutes and seconds, for a clock: `1:05`. Never below nothing. */
export function formatTimeLeft(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(whole / MINUTE)}:${String(whole % MINUTE).padStart(2, '0')}`;
}

/** The browser's own zone, sortable: `2026-11-24 18:20:05`. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
