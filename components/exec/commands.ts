import type { JoinWay } from './join-target';

export interface ReadyCommand {
  readonly line: string;
  /** Where it makes most sense: the tools of the host see the network, those of the container see the rest. */
  readonly way: Exclude<JoinWay, 'custom'>;
}

export const READY_COMMANDS: readonly ReadyCommand[] = [
  { line: 'ip addr', way: 'net' },
  { line: 'ip route', way: 'net' },
  { line: 'ss -tulpn', way: 'net' },
  { line: 'mount', way: 'like' },
  { line: 'ps', way: 'like' },
  { line: 'hostname', way: 'like' },
];
