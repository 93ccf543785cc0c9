/** What the page asks the door about terminals. Each throws DoorError. */
import { terminalAnswer, terminalList, terminalRow, type TerminalChange, type TerminalList, type TerminalRequest, type TerminalRow } from '@/lib/terminal-schema';
import { socketAddress } from '../door-socket';
import { askDoor, askDoorForText, DoorError } from '../fetch-json';
import type { Refusal } from './terminal-feed';

const PATH = '/api/terminals';

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

/** Gives the id of the terminal that is being started. */
export async function startTerminal(request: TerminalRequest): Promise<string> {
  const { id } = await askDoor(terminalAnswer, PATH, { method: 'POST', body: request });
  return id;
}

export function listTerminals(): Promise<TerminalList> {
  return askDoor(terminalList, PATH);
}

/** It takes a moment until its row says so. */
export function endTerminal(id: string): Promise<TerminalRow> {
  return askDoor(terminalRow, pathOf(id), { method: 'DELETE' });
}

export function changeTerminal(id: string, change: TerminalChange): Promise<TerminalRow> {
  return askDoor(terminalRow, pathOf(id), { method: 'POST', body: change });
}

/** An asciicast. */
export function fetchRecording(id: string): Promise<string> {
  return askDoorForText(`${pathOf(id)}/recording`);
}

export function terminalSocket(id: string, have: number): string {
  return socketAddress(pathOf(id), have);
}

/** Why no connection to it came about. */
export async function whyRefused(id: string): Promise<Refusal> {
  try {
    await askDoor(terminalRow, pathOf(id));
    return 'unknown';
  } catch (error) {
    if (!(error instanceof DoorError)) throw error;
    if (error.isSignedOut) return 'signed-out';
    return error.answer.failure === 'gone' || error.status === NOT_FOUND ? 'gone' : 'unknown';
  }
}

const NOT_FOUND = 404;

/** Where somebody who is signed in can watch it. */
export function watchAddress(id: string): string {
  const url = new URL('/', location.href);
  url.searchParams.set(WATCH_WORD, id);
  return url.href;
}

/** In the query of the page's address: the terminal to watch. */
export const WATCH_WORD = 'watch';
