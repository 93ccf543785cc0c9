import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function DELETE(request: Request, { params }: RouteContext<'/api/sandboxes/[name]'>) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return services.sandboxes.remove((await params).name, viewer);
  });
}
