/**
 * The second half of a session: cookies do not respect ports, so the door also wants a token
 * that only pages of this origin can read.
 */
const TOKEN_KEY = 'nsatlas.token';

export function readToken(): string | null {
  return localStorage.getItem(TOKEN_KEY);
}

export function keepToken(token: string): void {
  localStorage.setItem(TOKEN_KEY, token);
}

export function tokenHeaders(): Record<string, string> {
  const token = readToken();
  return token === null ? {} : { 'X-Nsatlas': token };
}
