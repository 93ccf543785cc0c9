// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ObjectId } from '@/lib/object-id';
import { HOST_WITH_ALL, WEB } from '@/lib/paste.fixture';
import { SelectContext } from '../objects/select-context';
import { FIRST_DRAFT, type Draft } from './draft';
import { draftOfPasted, inOneLine } from './paste-draft';
import { PasteLine } from './paste-line';

const select = vi.fn<(id: ObjectId) => void>();
const seen = vi.fn<(draft: Draft) => void>();
const now = (): Draft => seen.mock.lastCall?.[0] ?? FIRST_DRAFT;

function Field({ line = '' }: { line?: string }) {
  const [draft, setDraft] = useState<Draft>({ ...FIRST_DRAFT, line });
  const take = (taken: Draft) => {
    seen(taken);
    setDraft(taken);
  };
  return <SelectContext value={select}><PasteLine snapshot={HOST_WITH_ALL} target="process/4712@5712" draft={draft} onDraft={take} /></SelectContext>;
}
function paste(text: string) {
  render(<Field />);
  fireEvent.click(screen.getByRole('button', { name: /^Paste a line/ }));
  fireEvent.change(screen.getByRole('textbox'), { target: { value: text } });
}

afterEach(() => {
  cleanup();
  select.mockClear();
  seen.mockClear();
});

describe('a pasted line in the form', () => {
  it('says what it means, and does nothing until it is used', () => {
    render(<Field line="docker exec -it -u 5:6 web 'my tool' a" />);
    expect(screen.getByText('This is a line of docker exec.')).toBeTruthy();
    expect(screen.getByText('web')).toBeTruthy();
    expect([select.mock.calls, seen.mock.calls]).toEqual([[], []]);
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(select).toHaveBeenCalledWith(`container/docker:${WEB}`);
    expect(now()).toMatchObject({ way: 'like', line: "'my tool' a", inShell: false, options: { as: 'ids', uid: '5', gid: '6', environment: 'target', cgroup: 'target' } });
    expect(screen.getByRole('status').textContent).toContain('for a terminal');
    expect(screen.queryByRole('button', { name: 'Use it' })).toBeNull();
  });

  it('has a field of its own for lines that go on behind a backslash', () => {
    paste('docker exec \\\n  web \\\n  id');
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(now().line).toBe('id');
    expect(screen.queryByRole('textbox')).toBeNull();
    expect(screen.getByRole('status').textContent).toBe('');
  });

  it('names what is not honoured', () => {
    paste('docker exec -d web id');
    expect(screen.getByText('Not honoured:')).toBeTruthy();
    expect(screen.getByText('-d')).toBeTruthy();
  });

  it('marks the place where a shell would act', () => {
    paste('docker exec web id; reboot');
    expect(document.querySelector('mark')?.textContent).toBe(';');
    expect(screen.queryByRole('button', { name: 'Use it' })).toBeNull();
  });

  it('offers what may have been meant, and goes on with it', () => {
    paste('docker exec wor id');
    fireEvent.click(screen.getByRole('button', { name: /^worker/ }));
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(select).toHaveBeenCalledWith(`container/docker:${'3f9b'.repeat(16)}`);
    expect(now().line).toBe('id');
  });

  it('runs nothing by Ctrl+Enter', () => {
    const above = vi.fn();
    document.addEventListener('keydown', above);
    render(<Field />);
    fireEvent.click(screen.getByRole('button', { name: /^Paste a line/ }));
    fireEvent.keyDown(screen.getByRole('textbox'), { key: 'Enter', ctrlKey: true });
    document.removeEventListener('keydown', above);
    expect(above).not.toHaveBeenCalled();
  });

  it('says so when it is a line of something else', () => {
    paste('rm -rf /');
    expect(screen.getByText('That is no line of these tools.')).toBeTruthy();
  });

  it('joins net alone, or each type it names', () => {
    const pasted = { target: 'process/1@1' as const, options: { as: 'root' as const, capabilities: 'all' as const, root: 'target' as const, directory: 'target' as const, environment: { from: 'clean' as const, set: [] }, cgroup: 'own' as const }, argv: ['ip', 'a b'], terminal: false, lost: [] };
    expect(draftOfPasted({ ...pasted, types: ['net'] }, FIRST_DRAFT)).toMatchObject({ way: 'net', line: "ip 'a b'" });
    expect(draftOfPasted({ ...pasted, types: ['net', 'uts'] }, FIRST_DRAFT)).toMatchObject({ way: 'custom', custom: ['net', 'uts'] });
  });

  it('fits into one line', () => {
    expect(inOneLine(' docker exec \\\r\n   web id\n')).toBe('docker exec  web id');
  });
});
