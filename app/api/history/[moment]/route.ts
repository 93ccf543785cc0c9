import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { answerSnapshot } from '@/server/answer-snapshot';

export const dynamic = 'force-dynamic';

export function GET(request: Request, { params }: RouteContext<'/api/history/[moment]'>) {
  return answer(async () => {
    const { services } = admit(request, 'view');
    const { moment } = await params;
    return answerSnapshot(request, await services.moment(Number(moment)), services);
  });
}
