import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { CHECKOUT, inCheckout } from './checkout.mjs';
import { asOwner } from './owner.mjs';
import { step } from './progress.mjs';
import { runOrRefuse } from './run.mjs';
import { hashInputs, readStamp, writeStamp } from './stamp.mjs';
import { WANTED_PACKAGES, missingPackages } from './system-packages.mjs';

/**
 * What is built, from what, by which program. The stamp lies in the folder of the product, so that who removes the
 * product (make clean, rm -r .next) also removes the word that it is there.
 * @typedef {object} Part
 * @property {string} title
 * @property {readonly string[]} inputs
 * @property {readonly string[]} products
 * @property {string} stamp
 * @property {readonly string[]} argv
 * @property {() => string} [flavour] what else decides how it comes out
 */

/** Paths that do not change what is built. */
const NOT_INPUT = /\.(test|spec|fixture)\.|^server\/setup\/|^native\/(build|test|fuzz)\/|\.md$/;

/** @type {Part} */
const HELPER = {
  title: 'building the helper',
  inputs: ['native'],
  products: ['nsatlas-inspect', 'nsatlas-exec', 'nsatlas-auth', 'nsatlas-join', 'nsatlas-make', 'nsatlas-listen'].map((name) => `native/build/${name}`),
  stamp: 'native/build/nsatlas.stamp',
  argv: ['make', '-C', 'native', `-j${availableParallelism()}`],
  flavour: () => missingPackages(WANTED_PACKAGES).length === 0 ? 'bpf' : 'proc',
};

/** @type {readonly Part[]} */
const PARTS = [
  HELPER,
  {
    title: 'building the pages',
    inputs: ['app', 'components', 'lib', 'server', 'public', 'next.config.js', 'tsconfig.json', 'package.json', 'package-lock.json'],
    products: ['.next/BUILD_ID'],
    stamp: '.next/nsatlas.stamp',
    argv: [process.execPath, 'node_modules/next/dist/bin/next', 'build'],
  },
  {
    title: 'building the server',
    inputs: ['server', 'lib', 'tsconfig.json', 'package.json', 'package-lock.json'],
    products: ['dist/server.js'],
    stamp: 'dist/nsatlas.stamp',
    argv: bundle('server/index.ts', 'dist/server.js', '--format=esm', '--packages=external', '--sourcemap'),
  },
  {
    title: 'building the drawing program',
    inputs: ['server/shot.ts', 'lib', 'tsconfig.json', 'package.json', 'package-lock.json'],
    products: ['dist/shot.js'],
    stamp: 'dist/shot.stamp',
    argv: bundle('server/shot.ts', 'dist/shot.js', '--format=esm', '--packages=external'),
  },
  {
    title: 'building the lister',
    inputs: ['server', 'lib', 'tsconfig.json', 'package.json', 'package-lock.json'],
    products: ['dist/lsns.cjs'],
    stamp: 'dist/lsns.stamp',
    // Whole and small: each file that is looked up and read at the start is felt.
    argv: bundle('server/lsns.ts', 'dist/lsns.cjs', '--format=cjs', '--minify', '--keep-names'),
  },
];

/** @param {string} source @param {string} product @param {readonly string[]} options */
function bundle(source, product, ...options) {
  return ['node_modules/.bin/esbuild', source, '--bundle', '--platform=node', '--target=node20', '--log-level=warning', `--outfile=${product}`, ...options];
}

/**
 * Builds what is absent or older than its sources. Deciding that nothing is to be done takes some milliseconds.
 * @param {(part: Part) => boolean} isWanted
 */
export async function buildParts(isWanted = () => true) {
  for (const part of PARTS) if (isWanted(part)) await buildPart(part);
}

/** Whether the helper stands as its sources and the tools that are there make it. */
export function isHelperBuilt() {
  return isBuilt(HELPER, stampOf(HELPER));
}

/** @param {Part} part */
function stampOf({ inputs, flavour }) {
  const hash = hashInputs(CHECKOUT, inputs, (path) => !NOT_INPUT.test(path));
  return flavour === undefined ? hash : `${hash} ${flavour()}`;
}

/**
 * @param {Part} part
 * @param {string} wanted
 */
function isBuilt({ products, stamp }, wanted) {
  return products.every((product) => existsSync(inCheckout(product))) && readStamp(inCheckout(stamp)) === wanted;
}

/** @param {Part} part */
async function buildPart(part) {
  const hash = stampOf(part);
  if (isBuilt(part, hash)) return;
  await step(part.title, () => runOrRefuse(part.title, ...asOwner(part.argv, { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' })));
  writeStamp(inCheckout(part.stamp), hash);
}
