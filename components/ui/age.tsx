'use client';

import { formatDuration, formatTime } from './format';
import { useNow } from './now';

/** How long ago, ticking; the date is in the tooltip. */
export function Age({ since, suffix = 'ago' }: { since: number; suffix?: string }) {
  const now = useNow();
  return <time dateTime={new Date(since).toISOString()} title={formatTime(since)}>{formatDuration((now - since) / 1000)} {suffix}</time>;
}
