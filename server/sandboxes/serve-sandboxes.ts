/** Who may make and remove sandboxes, and how often. */
import { auditSandbox, type AskedSandbox } from '../audit';
import { authorize, type House, type Viewer } from '../authorize';
import { DoorRefusal } from '../door-refusal';
import type { Elevations } from '../elevation/elevations';
import { RateLimits } from '../guard/rate';
import type { SandboxServices } from '../services';
import type { Sandboxes } from './sandboxes';

const RATE = { count: 20, windowMs: 10_000 };

export interface SandboxIngredients {
  readonly sandboxes: Sandboxes;
  readonly house: House;
  readonly elevations: Pick<Elevations, 'withCredentials'>;
}

export function serveSandboxes({ sandboxes, house, elevations }: SandboxIngredients): SandboxServices {
  const limits = new RateLimits([RATE]);
  const admit = (viewer: Viewer, request: AskedSandbox['request']): void => {
    const refused = authorize(viewer, 'exec', house);
    auditSandbox({ viewer, request, refused });
    if (refused !== null) throw new DoorRefusal('denied', refused);
    limits.keep(viewer.name, 'sandboxes made or removed');
  };
  return {
    list: () => sandboxes.list(),
    create: async (body, viewer, signal) => {
      admit(viewer, { verb: 'create', body });
      return elevations.withCredentials(viewer, (credentials) => sandboxes.create(body, { owner: viewer.name, credentials }, signal));
    },
    remove: async (name, viewer) => {
      admit(viewer, { verb: 'remove', body: { name } });
      return elevations.withCredentials(viewer, (credentials) => sandboxes.remove(name, { owner: viewer.name, credentials }));
    },
  };
}
