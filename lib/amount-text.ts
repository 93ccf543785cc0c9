/** What is used, as text: in bytes, in percent of one core. The same in every language. */
import type { Amount, Measure } from './usage';

/** Powers of 1024, three digits: `12.3 GiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value >= 100 || power === 0 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}

/** `0 %`, `3.2 %`, `101 %`: of one core. */
export function formatCores(cores: number): string {
  return `${percentOf(cores)} %`;
}

function percentOf(cores: number): string {
  const percent = cores * 100;
  return percent < 10 ? percent.toFixed(1).replace(/\.0$/, '') : percent.toFixed(0);
}

/** The value alone. */
export function formatMeasure(measure: Measure, value: number): string {
  return measure === 'cpu' ? formatCores(value) : formatBytes(value);
}

/** For a cell: what is only in part known is more than is said; empty of nobody, `…` of what is not measured yet. */
export function showAmount(measure: Measure, amount: Amount | null): string {
  return amount === null || amount.of === 0 ? '' : (lackOf(amount) ?? `${boundOf(amount)}${formatMeasure(measure, amount.value ?? 0)}`);
}

/** For a spreadsheet: a number where all of it is known, of percent or of bytes. */
export function countAmount(measure: Measure, amount: Amount): number | string {
  if (amount.of === 0) return '';
  const value = measure === 'cpu' ? Number(percentOf(amount.value ?? 0)) : (amount.value ?? 0);
  const bound = boundOf(amount);
  return lackOf(amount) ?? (bound === '' ? value : `${bound}${value}`);
}

function lackOf({ value, measuring }: Amount): string | null {
  return value !== null ? null : measuring > 0 ? '…' : '?';
}

function boundOf({ unknown }: Amount): string {
  return unknown > 0 ? '≥ ' : '';
}
