'use client';

import { use, useEffect, useState, useSyncExternalStore } from 'react';
import { isSignedOut, socketAddress, socketProtocols } from '../door-socket';
import { ChartContext } from '../graph/use-chart';
import { LIVE_START, LiveFeed } from '../live/live-feed';
import { retryWhenBack } from '../live/retry-when-back';
import { ReelKeeper, type Reel } from './reel';

const START: Reel = { live: LIVE_START, snapshot: null, shown: { kind: 'live' }, log: [] };

/** What the page shows, and the ways to let it show something else. */
export type ReelUse = Reel & Pick<ReelKeeper, 'pause' | 'step' | 'resume' | 'showMoment' | 'showFile'> & { readonly retry: () => void };

export function useReel(): ReelUse {
  const charts = use(ChartContext);
  const [{ feed, keeper }] = useState(() => {
    const made = new LiveFeed({ address: (have) => socketAddress('/api/live?rows=brief', have), protocols: socketProtocols, open: charts.open, isSignedOut });
    return { feed: made, keeper: new ReelKeeper(made, charts) };
  });
  useEffect(() => retryWhenBack(feed.retry), [feed]);
  const reel = useSyncExternalStore(keeper.subscribe, keeper.current, () => START);
  const { pause, step, resume, showMoment, showFile } = keeper;
  return { ...reel, pause, step, resume, showMoment, showFile, retry: feed.retry };
}
