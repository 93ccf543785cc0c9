import { describe, expect, it } from 'vitest';
import { decodeAudit, runsOf } from './audit';
import type { AuditRecord } from './rights-schema';

function record(more: Partial<AuditRecord> = {}): AuditRecord {
  return {
    at: 1, run: '7-1', event: 'begins', verb: 'exec', user: null, viewer: 'session 1', peer: { uid: 0, pid: 9 }, target: { pid: 4, startTime: 5 },
    namespaces: [{ type: 'net', ino: 4026531840 }], made: [], sandbox: null, as: 'target', argv: ['ip', 'addr'], argvCut: false, isTerminal: false,
    failure: null, message: null, code: null, signal: null, durationMs: null, bytesIn: null, bytesOut: null, ...more,
  };
}

describe('the lines of the audit', () => {
  it('become records, and what is none is counted', () => {
    const answer = decodeAudit({ file: '/var/log/x', journal: false, lines: [JSON.stringify(record()), '{"at":1}', 'torn {', '', { b64: '/w==' }] });
    expect(answer.records).toEqual([record()]);
    expect(answer.unreadable).toBe(4);
  });
});

describe('the runs', () => {
  it('are newest first, each with its end where there is one', () => {
    const ended = record({ event: 'ended', at: 3, code: 0 });
    const open = record({ run: '8-2', at: 2 });
    expect(runsOf([ended, open, record()])).toEqual([{ run: '7-1', begins: record(), end: ended, leftBehind: false }, { run: '8-2', begins: open, end: null, leftBehind: false }]);
  });

  it('whose begin is not there any more stand by their end', () => {
    const refused = record({ event: 'refused', failure: 'denied' });
    expect(runsOf([refused])).toEqual([{ run: '7-1', begins: refused, end: refused, leftBehind: false }]);
  });

  it('say when something was left behind', () => {
    expect(runsOf([record({ event: 'ended' }), record({ event: 'left-behind' }), record()])[0]?.leftBehind).toBe(true);
  });
});
