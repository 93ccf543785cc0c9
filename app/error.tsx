'use client';

import { BrokenPage } from '@/components/shell/broken-page';

/** What no panel caught: a defect. The page says so and can be started again. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <BrokenPage message={error.message} onRetry={reset} />;
}
