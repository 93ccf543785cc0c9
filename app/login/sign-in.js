/*
 * The only page a stranger gets. It trades the token of the address for a session and makes room for the real page.
 * It stands inside the document, since nothing else is given to who has not signed in.
 */
(() => {
  'use strict';

  const TOKEN_KEY = 'nsatlas.token';
  const THEME_KEY = 'nsatlas.theme';
  const KNOCKED_KEY = 'nsatlas.knocked';
  const KNOCK_PAUSE_MS = 10_000;

  const find = (id) => document.getElementById(id);

  /** Before the first paint. */
  function setTheme() {
    const choice = localStorage.getItem(THEME_KEY);
    const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }

  /** The token in a pasted address or line; a bare token is itself. Null: there is none. */
  function tokenIn(text) {
    return /#t=([\w-]+)/.exec(text)?.[1] ?? (/^[\w-]{16,}$/.test(text.trim()) ? text.trim() : null);
  }

  /** What stands in the address stays in histories and on screens: out with it at once. */
  function takeTokenFromAddress() {
    const token = location.hash.startsWith('#t=') ? tokenIn(location.hash) : null;
    if (location.hash.startsWith('#t=')) history.replaceState(null, '', location.pathname + location.search);
    return token;
  }

  /** Null: signed in. Else the sentence that says why not. */
  async function signIn(token) {
    let response;
    try {
      response = await fetch('/login', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) });
    } catch (error) {
      if (error instanceof TypeError) return 'nsatlas does not answer. Does it still run?';
      throw error;
    }
    const answer = await response.json();
    if (!response.ok) return answer.message;
    localStorage.setItem(TOKEN_KEY, answer.token);
    return null;
  }

  /**
   * Who follows a link from elsewhere comes without the cookie, although signed in. Asked from here, the session is known.
   * Not twice in a row: a browser that keeps no cookies would go round for ever.
   */
  async function isSignedInAlready() {
    const token = localStorage.getItem(TOKEN_KEY);
    const knocked = Number(sessionStorage.getItem(KNOCKED_KEY));
    if (token === null || Date.now() - knocked < KNOCK_PAUSE_MS) return false;
    sessionStorage.setItem(KNOCKED_KEY, String(Date.now()));
    const response = await fetch('/api/session', { headers: { 'X-Nsatlas': token } }).catch(() => null);
    return response !== null && response.ok;
  }

  function enter() {
    location.replace(location.pathname + location.search);
  }

  function showBusy() {
    find('title').textContent = 'Signing in …';
    find('reason').textContent = '';
    find('ways').hidden = true;
  }

  function showRefusal(sentence) {
    find('title').textContent = 'This address does not open a session';
    find('reason').textContent = sentence;
    find('reason').dataset.tone = 'bad';
    find('ways').hidden = false;
  }

  function showWays() {
    find('title').textContent = 'This page has no session';
    find('ways').hidden = false;
  }

  async function begin(token) {
    if (token === null) {
      if (await isSignedInAlready()) enter();
      else showWays();
      return;
    }
    showBusy();
    const refusal = await signIn(token);
    if (refusal === null) enter();
    else showRefusal(refusal);
  }

  async function submit(event) {
    event.preventDefault();
    const token = tokenIn(find('pasted').value);
    const refusal = token === null ? 'There is no token in that.' : await signIn(token);
    if (refusal === null) enter();
    else find('problem').textContent = refusal;
  }

  async function copyCommand() {
    await navigator.clipboard.writeText(find('command').textContent);
    find('copy').textContent = 'Copied';
  }

  setTheme();
  const token = takeTokenFromAddress();
  document.addEventListener('DOMContentLoaded', () => {
    find('form').addEventListener('submit', (event) => void submit(event));
    find('copy').addEventListener('click', () => void copyCommand());
    void begin(token);
  });
  // Somebody pastes the next address into the bar of this very page.
  addEventListener('hashchange', () => {
    const next = takeTokenFromAddress();
    if (next !== null) void begin(next);
  });
})();
