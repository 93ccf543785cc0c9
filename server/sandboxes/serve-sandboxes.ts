/** Who may make and remove sandboxes, and how often. */
import { auditSandbox, type AskedSandbox } from '../audit';
import { authorize, type House, type Viewer } from '../authorize';
import { DoorRefusal } from '../door-refusal';
import { RateLimits } from '../guard/rate';
import type { SandboxServices } from '../services';
import type { Maker, Sandboxes } from './sandboxes';

const RATE = { count: 20, windowMs: 10_000 };

export function serveSandboxes(sandboxes: Sandboxes, house: House): SandboxServices {
  const limits = new RateLimits([RATE]);
  const admit = (viewer: Viewer, request: AskedSandbox['request']): Maker => {
    const refused = authorize(viewer, 'exec', house);
    auditSandbox({ viewer, request, refused });
    if (refused !== null) throw new DoorRefusal('denied', refused);
    limits.keep(viewer.name, 'sandboxes made or removed');
    return { owner: viewer.name, credentials: { viewer: viewer.name } };
  };
  return {
    list: () => sandboxes.list(),
    create: async (body, viewer, signal) => sandboxes.create(body, admit(viewer, { verb: 'create', body }), signal),
    remove: async (name, viewer) => sandboxes.remove(name, admit(viewer, { verb: 'remove', body: { name } })),
  };
}
