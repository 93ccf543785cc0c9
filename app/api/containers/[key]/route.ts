import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function GET(request: Request, { params }: RouteContext<'/api/containers/[key]'>) {
  return answer(async () => admit(request, 'view').services.container((await params).key, request.signal));
}
