'use client';

// First of all: zod asks for this when a schema is made.
import '../zod-jitless';
import { use, useEffect, useState } from 'react';
import { ChartContext } from '../graph/use-chart';
import { useHasWords } from '../language/language';
import { signInFromAddress } from '../sign-in';
import { Skeleton } from '../ui/skeleton';
import styles from './atlas.module.css';
import { Dashboard } from './dashboard';
import { SignedOut } from './live-notice';
import { SIGN_IN_STRINGS } from './strings';

type Entry = { readonly kind: 'entering' } | { readonly kind: 'in' } | { readonly kind: 'refused'; readonly reason: string };

/** The page: a session first, then the host. */
export function Atlas() {
  const hasWords = useHasWords();
  const [entry, setEntry] = useState<Entry>({ kind: 'entering' });
  const charts = use(ChartContext);
  useEffect(() => charts.start(), [charts]);
  useEffect(() => {
    let isCurrent = true;
    void enter().then((reason) => {
      if (isCurrent) setEntry(reason === null ? { kind: 'in' } : { kind: 'refused', reason });
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  switch (entry.kind) {
    case 'entering':
      return <main className={styles['alone']}><Skeleton lines={3} label={hasWords ? SIGN_IN_STRINGS.entering : ''} /></main>;
    case 'refused':
      return <main className={styles['alone']}><SignedOut reason={entry.reason} /></main>;
    case 'in':
      return <Dashboard />;
  }
}

/** A start token is good once: a second mount of this page waits for the first one's answer. */
let entering: Promise<string | null> | null = null;

function enter(): Promise<string | null> {
  entering ??= signInFromAddress();
  return entering;
}
