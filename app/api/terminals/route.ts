import { terminalRequest } from '@/lib/terminal-schema';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';
import { decodeRequest } from '@/server/decode';
import { readJson } from '@/server/read-body';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'view');
    return services.terminals.list(viewer);
  });
}

/** The right to exec is asked for by the service, which also writes down who asked in vain. */
export function POST(request: Request) {
  return answer(async () => {
    const { viewer, services } = admit(request, 'view');
    return services.terminals.start(decodeRequest(terminalRequest, await readJson(request)), viewer);
  });
}
