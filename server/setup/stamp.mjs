import { createHash } from 'node:crypto';
import { chownSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * One number for the paths and contents of all files below the inputs; the order of the disk is no matter.
 * @param {string} root
 * @param {readonly string[]} inputs files or folders below root; what is absent counts as empty
 * @param {(path: string) => boolean} [isInput] sees paths relative to root
 */
export function hashInputs(root, inputs, isInput = () => true) {
  const hash = createHash('sha256');
  const files = inputs.flatMap((input) => filesBelow(join(root, input)));
  for (const path of files.map((file) => relative(root, file)).filter(isInput).sort()) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path))).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

/** @param {string} path @returns {string | null} */
export function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/**
 * The stamp belongs to whom its folder belongs to.
 * @param {string} path
 * @param {string} hash
 */
export function writeStamp(path, hash) {
  const { uid, gid } = statSync(dirname(path));
  writeFileSync(path, `${hash}\n`);
  chownSync(path, uid, gid);
}
