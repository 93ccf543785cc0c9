/** Addresses that a program in a container offers: nothing is opened that was not seen whole. */

/** What the browser would open. Null: not an address of the web, or one that would carry a name or password. */
export function webAddress(offered: string): URL | null {
  if (offered.length > ADDRESS_LIMIT || !URL.canParse(offered)) return null;
  const url = new URL(offered);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  // NAME@HOST makes one host look like another.
  return isWeb && url.username === '' && url.password === '' ? url : null;
}

const ADDRESS_LIMIT = 2048;

/** In a page of its own that cannot reach back to ours, nor learn where it was opened from. */
export function openAddress(url: URL): void {
  window.open(url.href, '_blank', 'noopener,noreferrer');
}
