import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function GET(request: Request, { params }: RouteContext<'/api/terminals/[id]/recording'>) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    const { id } = await params;
    const headers = { 'Content-Type': 'application/x-asciicast', 'Content-Disposition': `attachment; filename="nsatlas-${id}.cast"`, 'Cache-Control': 'no-store' };
    return new Response(services.terminals.recording(id, viewer), { headers });
  });
}
