import { describe, expect, it } from 'vitest';
import { authorize, type Act, type House, type Viewer } from './authorize';

const OPEN: House = { readOnly: false, hasExecDoor: true };
const viewerWith = (...acts: Act[]): Viewer => ({ name: 'test', acts });

describe('the policy', () => {
  it.each<[Act, Viewer | null, House, boolean]>([
    ['view', null, OPEN, false],
    ['exec', null, OPEN, false],
    ['invite', null, OPEN, false],
    ['view', viewerWith(), OPEN, false],
    ['view', viewerWith('view'), OPEN, true],
    ['exec', viewerWith('view'), OPEN, false],
    ['exec', viewerWith('view', 'exec'), OPEN, true],
    ['exec', viewerWith('view', 'exec', 'invite'), { ...OPEN, readOnly: true }, false],
    ['exec', viewerWith('view', 'exec', 'invite'), { ...OPEN, hasExecDoor: false }, false],
    ['view', viewerWith('view'), { readOnly: true, hasExecDoor: false }, true],
    ['invite', viewerWith('view', 'exec'), OPEN, false],
    ['invite', viewerWith('invite'), { readOnly: true, hasExecDoor: false }, true],
  ])('on %s by %j in %j: %s', (act, viewer, house, isAllowed) => {
    expect(authorize(viewer, act, house) === null).toBe(isAllowed);
  });

  it('says why not', () => {
    expect(authorize(viewerWith('view'), 'exec', OPEN)).toContain('npx nsatlas token --exec');
    expect(authorize(viewerWith('view', 'exec'), 'exec', { readOnly: true, hasExecDoor: false })).toContain('--read-only');
  });
});
