import { terminalChange } from '@/lib/terminal-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

type Context = RouteContext<'/api/terminals/[id]'>;

export function GET(request: Request, { params }: Context) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return services.terminals.row((await params).id, viewer);
  });
}

export function POST(request: Request, { params }: Context) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return services.terminals.change((await params).id, decodeRequest(terminalChange, await readJson(request)), viewer);
  });
}

export function DELETE(request: Request, { params }: Context) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return services.terminals.end((await params).id, viewer);
  });
}
