/**
 * xterm.js writes style sheets of its own. The policy of the page (server/guard/headers.ts) takes only those that carry the nonce
 * of this very page, and a sheet is judged when it enters the document or changes there: so it is given the nonce while it is outside.
 */

/** To be called while `root` is outside of the document. */
export function nonceStyles(root: HTMLElement): void {
  const nonce = pageNonce();
  for (const style of root.querySelectorAll('style')) style.nonce = nonce;
}

/** The attribute is hidden from style sheets and markup; our own scripts may read the property. */
function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}

/** Takes `root` out of the document for as long as `work` makes style sheets in it. The focus stays where it was. */
export function outsideOfDocument(root: HTMLElement, work: () => void): void {
  const { parentElement, nextSibling } = root;
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  root.remove();
  work();
  nonceStyles(root);
  parentElement?.insertBefore(root, nextSibling);
  if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
}
