'use client';

import { Button } from '../ui/button';
import { EmptyState } from '../ui/empty-state';
import { BROKEN_STRINGS } from './strings';

export function BrokenPage({ message, onRetry }: { message: string; onRetry: () => void }) {
  return (
    <main>
      <EmptyState icon="warning" title={BROKEN_STRINGS.title} actions={<Button icon="refresh" onClick={onRetry}>{BROKEN_STRINGS.again}</Button>}>
        <p>{BROKEN_STRINGS.body}</p>
        {message !== '' && <p><code>{message}</code></p>}
      </EmptyState>
    </main>
  );
}
