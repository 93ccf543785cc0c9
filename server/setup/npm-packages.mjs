import { existsSync, readFileSync } from 'node:fs';
import { inCheckout } from './checkout.mjs';
import { asOwner } from './owner.mjs';
import { step } from './progress.mjs';
import { Refusal } from './refusal.mjs';
import { runOrRefuse } from './run.mjs';

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} LockPackages */

/** npm writes this file when, and only when, it has put all packages in place. */
const INSTALLED = inCheckout('node_modules/.package-lock.json');
const LOCK = inCheckout('package-lock.json');

/** @param {{ install: boolean }} options */
export async function ensureNpmPackages({ install }) {
  if (existsSync(INSTALLED) && isInstalled(readPackages(LOCK), readPackages(INSTALLED))) return;
  if (!install) throw new Refusal('npm packages are missing or of another version; run: npm ci');
  await step('npm ci', () => runOrRefuse('npm ci', ...asOwner([...npm(), 'ci'])));
}

/**
 * Whether what stands in node_modules is what the lock file asks for.
 * An optional package (of another platform) may be absent.
 * @param {LockPackages} locked
 * @param {LockPackages} installed
 */
export function isInstalled(locked, installed) {
  const isSame = (/** @type {string} */ path) =>
    locked[path]?.version === installed[path]?.version && locked[path]?.integrity === installed[path]?.integrity;
  const isMet = (/** @type {string} */ path) => installed[path] === undefined ? locked[path]?.optional === true : isSame(path);
  return Object.keys(locked).filter((path) => path !== '').every(isMet) && Object.keys(installed).every(isSame);
}

/** @param {string} path @returns {LockPackages} */
function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** The npm that runs us, else the one in PATH. */
function npm() {
  const path = process.env.npm_execpath;
  return path !== undefined && /npm-cli\.js$/.test(path) ? [process.execPath, path] : ['npm'];
}
