import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function POST(request: Request) {
  return answer(() => ({ token: admit(request, 'invite').services.makeStartToken() }));
}
