import { describe, expect, it } from 'vitest';
import { execRequest } from '@/lib/exec-schema';
import { sandboxRequest } from '@/lib/sandbox-schema';
import { auditLine, sandboxLine } from './audit';

const viewer = { name: 'session 1f2e3d4c', acts: [] };
const request = (argv: string[]) => execRequest.parse({ target: 'pod/podman:a1', types: ['net'], argv });
const TIME = new Date(0);

describe('the audit line', () => {
  it('says who, where and what', () => {
    expect(auditLine({ viewer, request: request(['ip', 'addr']), refused: null }, TIME)).toBe(
      'nsatlas: audit: 1970-01-01T00:00:00.000Z exec by session 1f2e3d4c: {"target":"pod/podman:a1","types":["net"],"as":"target","argv":["ip","addr"]}',
    );
  });

  it('says why a command was refused', () => {
    expect(auditLine({ viewer, request: request(['ip']), refused: 'No.' }, TIME)).toMatch(/ refused: "No\."$/);
  });

  it('says who makes which sandbox, and who removes it', () => {
    const body = sandboxRequest.parse({ name: 'blue', types: ['net'], argv: ['echo', '\u001b[2J'] });
    expect(sandboxLine({ viewer, request: { verb: 'create', body }, refused: null }, TIME)).toBe(
      'nsatlas: audit: 1970-01-01T00:00:00.000Z create by session 1f2e3d4c: {"name":"blue","types":["net"],"hostname":null,"uidMap":[],"gidMap":[],"root":{"kind":"host"},"network":{"kind":"none"},"argv":["echo","\\u001b[2J"],"pin":false}',
    );
    expect(sandboxLine({ viewer, request: { verb: 'remove', body: { name: 'blue' } }, refused: 'No.' }, TIME)).toMatch(/ remove by session 1f2e3d4c: \{"name":"blue"\} refused: "No\."$/);
  });

  it.each(['a\nnsatlas: audit: forged', '\u001b[2J', '\u009b31m', '\u202egnp.exe', '\u2028', 'a\r', '\u007f'])('stays one harmless line with %j', (argument) => {
    const line = auditLine({ viewer, request: request(['echo', argument]), refused: null }, TIME);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
