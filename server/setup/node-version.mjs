// Imported before anything else, so written in words that an old Node understands too.
const NEEDED_MAJOR = 20;
const NEEDED_MINOR = 19;

/** @param {string} version as in process.versions.node */
export function isNodeNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED_MAJOR || (major === NEEDED_MAJOR && minor >= NEEDED_MINOR);
}

/** Ends the process with one line when this Node is too old. */
export function requireNode() {
  if (isNodeNewEnough(process.versions.node)) return;
  console.error('nsatlas: Node ' + NEEDED_MAJOR + '.' + NEEDED_MINOR + ' or newer is needed, this is ' + process.versions.node);
  process.exit(1);
}
