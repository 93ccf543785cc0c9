import { LANGUAGE_TAGS } from '@/lib/language';
import { PAGE_LANGUAGE } from '../language/bilingual';
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

/** Powers of 1024, three digits: `12.3 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value >= 100 || power === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** The browser's own zone, sortable: `2026-11-24 18:20:05`. */
export function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const COUNTS = new Intl.NumberFormat(LANGUAGE_TAGS[PAGE_LANGUAGE]);

/** Thousands apart, so that long counts can be read: `12,345`. */
export function formatCount(count: number): string {
  return COUNTS.format(count);
}
