import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => admit(request, 'view').services.usage());
}
