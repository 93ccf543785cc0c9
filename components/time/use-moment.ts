'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import type { FailureAnswer } from '@/lib/door-schema';
import { askDoorForText, DoorError } from '../fetch-json';
import { DecodeError, decodeLive } from '../live/decode-live';
import { wholeMessage } from './reel';
import type { ReelUse } from './use-reel';

export interface MomentState {
  /** What is being read. */
  readonly reading: number | null;
  readonly failed: { readonly moment: number; readonly answer: FailureAnswer } | null;
}

/** Lets the page show the moment that its address asks for; null: now. The last one asked for counts. */
export function useMoment(then: number | null, { shown, showMoment, resume }: Pick<ReelUse, 'shown' | 'showMoment' | 'resume'>): MomentState {
  const [failed, setFailed] = useState<MomentState['failed']>(null);
  const isShown = shown.kind === 'past' && shown.moment === then;
  const follow = useEffectEvent((moment: number | null, signal: AbortSignal) => {
    if (moment === null) {
      if (shown.kind === 'past') resume();
      return;
    }
    if (isShown) return;
    void readMoment(moment).then((read) => {
      if (signal.aborted) return;
      if ('failed' in read) setFailed({ moment, answer: read.failed });
      else {
        setFailed(null);
        showMoment(moment, read);
      }
    });
  });
  useEffect(() => {
    const over = new AbortController();
    follow(then, over.signal);
    return () => over.abort();
  }, [then]);
  const isFailed = failed !== null && failed.moment === then;
  return { reading: then === null || isShown || isFailed ? null : then, failed: isFailed ? failed : null };
}

/** The Snapshot of a moment, to hold another one against; null: none is asked for, or it is not kept any more, or still on its way. */
export function useKept(moment: number | null): ReelUse['snapshot'] {
  const [read, setRead] = useState<{ readonly moment: number; readonly snapshot: ReelUse['snapshot'] } | null>(null);
  useEffect(() => {
    let isWanted = moment !== null;
    if (moment !== null) {
      void readMoment(moment).then((answer) => {
        if (isWanted) setRead({ moment, snapshot: 'snapshot' in answer ? answer.snapshot : null });
      });
    }
    return () => {
      isWanted = false;
    };
  }, [moment]);
  return read !== null && read.moment === moment ? read.snapshot : null;
}

/** The Snapshot of a moment, and the live message that would carry it. */
export async function readMoment(moment: number): Promise<{ readonly snapshot: NonNullable<ReelUse['snapshot']>; readonly text: string } | { readonly failed: FailureAnswer }> {
  try {
    const text = wholeMessage(await askDoorForText(`/api/history/${moment}`));
    const message = await decodeLive(text);
    return message.kind === 'snapshot' ? { snapshot: message.snapshot, text } : { failed: { failure: 'fault', message: message.kind } };
  } catch (error) {
    if (error instanceof DoorError) return { failed: error.answer };
    if (error instanceof DecodeError) return { failed: { failure: 'fault', message: error.message } };
    throw error;
  }
}
