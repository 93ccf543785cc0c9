import { elevationRequest } from '@/lib/rights-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'view');
    return services.elevations.look(viewer);
  });
}

export function POST(request: Request) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'exec');
    const { user } = decodeRequest(elevationRequest, await readJson(request));
    return services.elevations.begin(user, viewer, request.signal);
  });
}

export function DELETE(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'exec');
    return services.elevations.giveBack(viewer);
  });
}
