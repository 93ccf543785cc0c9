/** The one page for who has not signed in: a document that needs nothing else from us. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Gives the document for a nonce. Reads its parts once; throws when the checkout lacks one. */
export function loadSignInPage(directory: string, port: number): (nonce: string) => string {
  const read = (path: string): string => readFileSync(join(directory, 'app', path), 'utf8');
  const parts = { style: read('globals.css') + read('login/sign-in.css'), script: read('login/words.js') + read('login/sign-in.js'), port: String(port) };
  const page = read('login/sign-in.html');
  return (nonce) => fill(page, { ...parts, nonce });
}

function fill(page: string, words: Readonly<Record<string, string>>): string {
  return page.replace(/\{\{(\w+)\}\}/g, (_, name: string) => words[name] ?? '');
}
