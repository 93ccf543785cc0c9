import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

/** The folder the product was cloned to. */
export const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @param {string[]} parts */
export function inCheckout(...parts) {
  return resolve(CHECKOUT, ...parts);
}
