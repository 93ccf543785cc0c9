import { describe, expect, it } from 'vitest';
import { execRequest } from '@/lib/exec-schema';
import { auditLine } from './audit';

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

  it.each(['a\nnsatlas: audit: forged', '\u001b[2J', '\u009b31m', '\u202egnp.exe', '\u2028', 'a\r', '\u007f'])('stays one harmless line with %j', (argument) => {
    const line = auditLine({ viewer, request: request(['echo', argument]), refused: null }, TIME);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
