/** For tests: real processes in namespaces of their own. They end with the test, and by themselves. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { vi } from 'vitest';
import type { NamespaceType } from '@/lib/schema';

export class Guests {
  readonly #children: ChildProcess[] = [];

  /** Flags of unshare(1). Gives the pid of a sleep(1) in there. */
  async add(...flags: string[]): Promise<number> {
    const argv = ['--pdeathsig', 'SIGKILL', '--', 'unshare', ...flags, '--', 'sleep', '300'];
    const child = spawn('setpriv', argv, { stdio: 'ignore' });
    this.#children.push(child);
    const first = child.pid ?? 0;
    return vi.waitUntil(() => [first, ...childrenOf(first)].find((pid) => commOf(pid) === 'sleep'), { timeout: 20_000, interval: 10 });
  }

  async end(): Promise<void> {
    for (const child of this.#children.splice(0)) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      for (const pid of childrenOf(child.pid ?? 0)) process.kill(pid, 'SIGKILL');
      child.kill('SIGKILL');
      await ended;
    }
  }
}

/** As readlink(1) tells it. */
export function inoOf(pid: number | 'self', type: NamespaceType): number {
  return Number(/\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/ns/${type}`))?.[1]);
}

/** Field 22 of proc_pid_stat(5). */
export function startTimeOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
}

export function commOf(pid: number): string {
  return readOrNothing(`/proc/${pid}/comm`).trim();
}

function childrenOf(pid: number): number[] {
  return readOrNothing(`/proc/${pid}/task/${pid}/children`).split(' ').filter((word) => word !== '').map(Number);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
