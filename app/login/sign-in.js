/*
 * The only page a stranger gets. It trades the token of the address for a session and makes room for the real page.
 * It stands inside the document, since nothing else is given to who has not signed in.
 */
(() => {
  'use strict';

  const TOKEN_KEY = 'nsatlas.token';
  const THEME_KEY = 'nsatlas.theme';
  const LANGUAGE_KEY = 'nsatlas.language';
  const KNOCKED_KEY = 'nsatlas.knocked';
  const KNOCK_PAUSE_MS = 10_000;

  /** Those of the language of the page. */
  let words = globalThis.SIGN_IN_WORDS.en;

  const find = (id) => document.getElementById(id);

  /** Before the first paint. */
  function setTheme() {
    const choice = localStorage.getItem(THEME_KEY);
    const isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }

  /** Before the first paint: what the viewer chose, else what the browser prefers. */
  function setLanguage() {
    const kept = localStorage.getItem(LANGUAGE_KEY);
    const wishes = [kept, ...navigator.languages].map((tag) => String(tag).toLowerCase().split('-')[0]);
    const isChinese = wishes.find((tag) => tag === 'en' || tag === 'zh') === 'zh';
    document.documentElement.lang = isChinese ? 'zh-Hans' : 'en';
    words = isChinese ? globalThis.SIGN_IN_WORDS.zh : globalThis.SIGN_IN_WORDS.en;
  }

  function sayAll() {
    for (const element of document.querySelectorAll('[data-say]')) element.textContent = words.said[element.dataset.say];
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
      if (error instanceof TypeError) return words.noAnswer;
      throw error;
    }
    const answer = await response.json();
    if (!response.ok) return words.failures[answer.failure] ?? answer.message;
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
    find('title').textContent = words.busy;
    find('reason').textContent = '';
    find('ways').hidden = true;
  }

  function showRefusal(sentence) {
    find('title').textContent = words.refused;
    find('reason').textContent = sentence;
    find('reason').dataset.tone = 'bad';
    find('ways').hidden = false;
  }

  function showWays() {
    find('title').textContent = words.said.title;
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
    const refusal = token === null ? words.noToken : await signIn(token);
    if (refusal === null) enter();
    else find('problem').textContent = refusal;
  }

  async function copyCommand() {
    await navigator.clipboard.writeText(find('command').textContent);
    find('copy').textContent = words.copied;
  }

  setTheme();
  setLanguage();
  const token = takeTokenFromAddress();
  document.addEventListener('DOMContentLoaded', () => {
    sayAll();
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
