import { openApiDocument } from '@/lib/openapi';
import { admit } from '@/server/admit';
import { answer } from '@/server/answer';

export const dynamic = 'force-dynamic';

export function GET(request: Request) {
  return answer(() => {
    const { viewer, services } = admit(request, 'view');
    return openApiDocument(services.session(viewer).version);
  });
}
