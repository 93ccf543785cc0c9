import { describe, expect, it } from 'vitest';
import { CALL_WORDS_EN } from './call-strings';
import { sandboxCalls } from './sandbox-calls';
import { sandboxRequest } from './sandbox-schema';
import { NAMESPACE_TYPES } from './schema';

const steps = (more: object) => sandboxCalls(sandboxRequest.parse({ name: 'blue', types: ['net'], ...more }), true, CALL_WORDS_EN);
const why = (more: object, call: string) => steps(more).find((step) => step.call === call)?.why;

describe('what is about to happen', () => {
  it('is one clone3 with a flag for each type', () => {
    expect(steps({ types: ['uts', 'net'] })[0]).toMatchObject({ call: 'clone3', code: 'clone3({flags=CLONE_NEWNET|CLONE_NEWUTS})', isCalled: true });
    expect(steps({ types: [...NAMESPACE_TYPES] })[0]?.code?.split('|')).toHaveLength(8);
  });

  it('always tells of the three, and which of them is called', () => {
    for (const types of [['net'], [...NAMESPACE_TYPES]]) {
      const three = steps({ types }).filter(({ call }) => ['clone3', 'unshare', 'setns'].includes(call));
      expect(three.map(({ call, isCalled }) => [call, isCalled])).toEqual([['clone3', true], ['unshare', false], ['setns', false]]);
    }
  });

  it('says of unshare and setns what is odd about pid and time', () => {
    expect(why({ types: ['net'] }, 'unshare')).not.toContain('next child');
    expect(why({ types: ['pid', 'time'] }, 'unshare')).toContain('of pid and time only its next child');
    expect(why({ types: ['pid'] }, 'setns')).toContain('next child');
    expect(why({ types: ['pid'] }, 'clone3')).toContain('PID 1');
  });

  it('has between them what was asked for, and nothing else', () => {
    expect(steps({}).map(({ call }) => call)).toEqual(['clone3', 'unshare', 'setns']);
    const all = steps({ types: [...NAMESPACE_TYPES], hostname: 'a', root: { kind: 'own' }, network: { kind: 'bridge' }, pin: true });
    expect(all.map(({ call }) => call)).toEqual(['clone3', 'maps', 'hostname', 'mounts', 'cable', 'pins', 'unshare', 'setns']);
    expect(why({ types: ['mnt', 'pid'], root: { kind: 'own' } }, 'mounts')).toMatch(/a \/proc of its pids, a root of its own/);
    expect(why({ types: ['mnt'] }, 'mounts')).not.toContain('Then');
  });
});
