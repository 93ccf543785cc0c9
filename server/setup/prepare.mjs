import { ensureNpmPackages } from './npm-packages.mjs';
import { buildParts, isHelperBuilt } from './parts.mjs';
import { BUILD_PACKAGES, WANTED_PACKAGES, ensureSystemPackages, tryToInstall } from './system-packages.mjs';

/**
 * All that must be there before the product can start. Quick when it is.
 * @param {{ install: boolean, packages?: readonly import('./system-packages.mjs').SystemPackage[] }} options
 */
export async function prepare({ install, packages = [] }) {
  await ensureSystemPackages([...BUILD_PACKAGES, ...packages], { install });
  // Not at each start: where they cannot be had, the helper that was built without is whole.
  if (!isHelperBuilt()) await tryToInstall(WANTED_PACKAGES, { install, without: 'BPF iterators' });
  await ensureNpmPackages({ install });
  await buildParts();
}
