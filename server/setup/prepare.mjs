import { ensureNpmPackages } from './npm-packages.mjs';
import { buildParts } from './parts.mjs';
import { BUILD_PACKAGES, ensureSystemPackages } from './system-packages.mjs';

/**
 * All that must be there before the product can start. Quick when it is.
 * @param {{ install: boolean, packages?: readonly import('./system-packages.mjs').SystemPackage[] }} options
 */
export async function prepare({ install, packages = [] }) {
  await ensureSystemPackages([...BUILD_PACKAGES, ...packages], { install });
  await ensureNpmPackages({ install });
  await buildParts();
}
