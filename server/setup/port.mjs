import { createServer } from 'node:net';
import { Refusal } from './refusal.mjs';

/**
 * Asked before anything is built, so that a taken port is not learnt after a minute.
 * @param {number} port
 * @returns {Promise<void>}
 */
export function refuseTakenPort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => reject(portRefusal(port, error.code)));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}

/**
 * @param {number} port
 * @param {string} [code]
 */
export function portRefusal(port, code = 'EADDRINUSE') {
  if (code === 'EADDRINUSE') return new Refusal(`port ${port} is taken; choose another: npm start -- --port N`);
  if (code === 'EACCES') return new Refusal(`port ${port} is not for ordinary users; choose one over 1023: npm start -- --port N`);
  return new Refusal(`cannot listen on port ${port}: ${code}`);
}
