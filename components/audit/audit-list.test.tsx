// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { SWRConfig } from 'swr';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AuditAnswer, AuditRecord } from '@/lib/rights-schema';
import { AuditFold } from './audit-list';

function record(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: Date.now(), run: '7-1', event: 'begins', verb: 'exec', user: 'ann', viewer: 'session 1f2e', peer: { uid: 65534, pid: 9 }, target: { pid: 4711, startTime: 5 },
    namespaces: [{ type: 'net', ino: 4026531840 }], made: [], sandbox: null, as: 'target', argv: ['ip', '\u001B[2Jaddr'], argvCut: false, isTerminal: false,
    failure: null, message: null, code: null, signal: null, durationMs: null, bytesIn: null, bytesOut: null, ...more,
  };
}

function show(answer: AuditAnswer): void {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } })));
  render(<SWRConfig value={{ provider: () => new Map() }}><AuditFold /></SWRConfig>);
  fireEvent.click(screen.getByRole('button', { name: 'What was run on this host' }));
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('the audit', () => {
  it('says who ran what, as whom, and how it ended', async () => {
    show({ file: '/var/log/nsatlas/audit.jsonl', journal: false, unreadable: 0, records: [record({ event: 'ended', code: 7, bytesIn: 0, bytesOut: 5 }), record()] });
    const [row] = await screen.findAllByRole('listitem');
    for (const word of ['exit 7', 'user ann', 'session 1f2e', 'process 4711', 'as target', '0 bytes in, 5 out']) expect(row?.textContent).toContain(word);
  });

  it('shows no character that acts', async () => {
    show({ file: '/var/log/nsatlas/audit.jsonl', journal: false, unreadable: 0, records: [record()] });
    expect((await screen.findByRole('listitem')).textContent).not.toContain('\u001B');
  });

  it('tells why something was refused', async () => {
    show({ file: '/x', journal: true, unreadable: 0, records: [record({ event: 'refused', failure: 'denied', message: 'not here' }), record()] });
    expect((await screen.findByRole('listitem')).textContent).toContain('not here');
    expect(screen.getByText(/in systemd’s journal/)).toBeTruthy();
  });

  it('tells who was recognised, and who gave that back', async () => {
    const one: Partial<AuditRecord> = { verb: 'authenticate', target: null, namespaces: [], as: '', argv: [] };
    show({ file: '/x', journal: false, unreadable: 0, records: [record({ ...one, run: '9-1', event: 'given-back' }), record({ ...one, run: '8-1', event: 'granted' })] });
    const rows = (await screen.findAllByRole('listitem')).map(({ textContent }) => textContent);
    expect(rows[0]).toContain('given back');
    expect(rows[1]).toMatch(/to be recognised.*recognised.*user ann/);
  });

  it('says where nothing is kept, and counts what is no record', async () => {
    show({ file: null, journal: false, unreadable: 2, records: [] });
    expect(await screen.findByText(/kept nowhere/)).toBeTruthy();
    expect(screen.getByText(/2 lines of the file/)).toBeTruthy();
  });
});
