import { elevationReply } from '@/lib/rights-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

type Context = RouteContext<'/api/elevation/[id]'>;

export function POST(request: Request, { params }: Context) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'exec');
    const { answers } = decodeRequest(elevationReply, await readJson(request));
    return services.elevations.reply((await params).id, answers, { viewer, signal: request.signal });
  });
}

export function DELETE(request: Request, { params }: Context) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'exec');
    return services.elevations.breakOff((await params).id, viewer);
  });
}
