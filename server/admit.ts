/** The second look at who asks, in each handler: the guard in front may have been walked around. */
import { z } from 'zod';
import { authorize, type Act, type Viewer } from './authorize';
import { DoorRefusal } from './door-refusal';
import { services, type Services } from './services';

const viewerHeader = z.object({ name: z.string(), acts: z.array(z.enum(['view', 'exec', 'invite'])) });

export interface Admitted {
  readonly viewer: Viewer;
  readonly services: Services;
}

/** Throws DoorRefusal `denied` when this viewer may not. */
export function admit(request: Request, act: Act): Admitted {
  const given = services();
  const viewer = viewerOf(request, given.viewerHeader);
  const refusal = authorize(viewer, act, given.house);
  if (viewer === null || refusal !== null) throw new DoorRefusal('denied', refusal ?? 'Not signed in.');
  return { viewer, services: given };
}

function viewerOf(request: Request, header: string): Viewer | null {
  const word = request.headers.get(header);
  return word === null ? null : viewerHeader.parse(JSON.parse(word));
}
