/** The same terminal once more, or with the tools of the host. */
import { terminalRequest, type Terminal, type TerminalRequest } from '@/lib/terminal-schema';
import type { OpenTerminal } from './open-terminal';

/** Null where it is not known well enough what that would be: it was begun by somebody else. */
export function againOf(terminal: OpenTerminal): TerminalRequest | null {
  const { row } = terminal.current();
  return terminal.request ?? (row?.isMine === true && !terminal.isWatched ? requestOfRow(row) : null);
}

/** After a reload the row is all that is known: options that it does not name are as usual. */
function requestOfRow({ target, types, as, argv, columns, rows }: Terminal): TerminalRequest | null {
  const words = argv?.filter((word) => typeof word === 'string') ?? [];
  const isWhole = argv === null || words.length === argv.length;
  return isWhole ? (terminalRequest.safeParse({ target, types, as, columns, rows, argv: argv === null ? null : words }).data ?? null) : null;
}

/** The network alone, so that files and programs are the host's. Null where there is no network to join, or nothing else was. */
export function hostToolsOf(request: TerminalRequest): TerminalRequest | null {
  const isApt = request.types.includes('net') && request.types.length > 1;
  return isApt ? { ...request, types: ['net'], root: 'target', directory: 'target' } : null;
}
