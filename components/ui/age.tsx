'use client';

import { formatDuration, formatTime } from './format';
import { useNow } from './now';
import { UI_STRINGS } from './strings';

/** How long ago, ticking; the date is in the tooltip. Bare it is the time alone. */
export function Age({ since, isBare = false }: { since: number; isBare?: boolean }) {
  const duration = formatDuration((useNow() - since) / 1000);
  return <time dateTime={new Date(since).toISOString()} title={formatTime(since)}>{isBare ? duration : UI_STRINGS.ago(duration)}</time>;
}
