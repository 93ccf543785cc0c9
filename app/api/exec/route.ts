import { execRequest } from '@/lib/exec-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { answerExec } from '@/server/answer-exec';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

/** The right to exec is asked for by the service, which also writes down who asked in vain. */
export function POST(request: Request) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    const asked = decodeRequest(execRequest, await readJson(request));
    return answerExec(request, (hearing) => services.exec(asked, viewer, hearing));
  });
}
