import { describe, expect, it } from 'vitest';
import { processOf } from '@/lib/snapshot.fixture';
import { treeOf } from './process-tree';

function shapeOf(rows: readonly { pid: number; ppid: number }[]): string[] {
  return treeOf(rows.map(processOf)).map(({ process, depth }) => `${'-'.repeat(depth)}${process.pid}`);
}

describe('treeOf', () => {
  it('puts children below their parents, siblings by pid', () => {
    expect(shapeOf([{ pid: 1, ppid: 0 }, { pid: 5, ppid: 1 }, { pid: 6, ppid: 1 }, { pid: 9, ppid: 5 }])).toEqual(['1', '-5', '--9', '-6']);
  });

  it('makes a root of a process whose parent lives elsewhere', () => {
    expect(shapeOf([{ pid: 5, ppid: 1 }, { pid: 9, ppid: 7 }])).toEqual(['5', '9']);
  });

  it('shows each process once when pids contradict each other', () => {
    expect(shapeOf([{ pid: 5, ppid: 6 }, { pid: 6, ppid: 5 }])).toEqual(['5', '-6']);
  });

  it('does not run out of stack on a chain of ten thousand', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) => ({ pid: at + 1, ppid: at }));
    expect(treeOf(chain.map(processOf)).at(-1)?.depth).toBe(9999);
  });
});
