import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { answerSnapshot } from '@/server/answer-snapshot';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(async () => {
    const { services } = admit(request, 'view');
    return answerSnapshot(request, await services.snapshot(), services);
  });
}
