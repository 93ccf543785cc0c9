import { sandboxRequest } from '@/lib/sandbox-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => admit(request, 'view').services.sandboxes.list());
}

/** The right to exec is asked for by the service, which also writes down who asked in vain. */
export function POST(request: Request) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return { sandbox: await services.sandboxes.create(decodeRequest(sandboxRequest, await readJson(request)), viewer, request.signal) };
  });
}
