import { AtlasPage } from '@/components/shell/atlas-page';

/** Rendered per request: the scripts carry the nonce of the request's policy. */
export const dynamic = 'force-dynamic';

export default function Page() {
  return <AtlasPage />;
}
