/**
 * Under which names this server answers. A page of another site can make a name of its own lead to 127.0.0.1
 * (DNS rebinding); then the browser takes us for that site, and only the Host header tells.
 */
export function isOurHost(host: string | undefined, port: number): boolean {
  return host !== undefined && [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host);
}
