import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'view');
    return services.session(viewer);
  });
}

export function DELETE(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'view');
    const { answer: done, cookie } = services.signOut(viewer);
    return Response.json(done, { headers: { 'Set-Cookie': cookie, 'Cache-Control': 'no-store' } });
  });
}
