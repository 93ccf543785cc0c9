import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, 43 characters. */
function newToken() {
  return randomBytes(32).toString('base64url');
}

/** @param {string} token @returns {string} sha256, hexadecimal: what the web process knows of it */
function hashOf(token) {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The start token for the person's browser; the view and exec tokens for their programs.
 * The web process gets the first as it is (it is used once) and only hashes of the other two.
 */
export function newTokens() {
  const [startToken, viewToken, execToken] = [newToken(), newToken(), newToken()];
  const forServer = { startToken, viewTokenHash: hashOf(viewToken), execTokenHash: hashOf(execToken) };
  return { startToken, viewToken, execToken, forServer };
}
