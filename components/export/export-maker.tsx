'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import type { Exported } from '@/lib/export';
import { listedNamespaces } from '@/lib/listed';
import { NO_HOST } from '@/lib/no-host';
import type { Snapshot } from '@/lib/schema';
import type { Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { useKeys } from '../shell/use-keys';
import { Button } from '../ui/button';
import { useMeasured } from '../usage/use-measured';
import { ExportDialog } from './export-dialog';
import styles from './export-maker.module.css';
import { shownPicture } from './shown-picture';
import { EXPORT_STRINGS } from './strings';

/** A picture that is being laid out is waited for, so often and so many times; of a network of which nothing can be read none comes. */
const AGAIN_MS = 50;
const TIMES = 60;

/** The way to files for documents: a button, the key E, and the dialog they open. What is exported is the moment in which it was opened. */
export function ExportMaker({ snapshot, view, found }: { readonly snapshot: Snapshot; readonly view: View; readonly found: Found | null }) {
  const [exported, setExported] = useState<Omit<Exported, 'topology'> | null>(null);
  const { usage } = useMeasured();
  const [isAwaited, setAwaited] = useState(false);
  const hasPicture = () => view.lens === 'table' || shownPicture() !== null;
  const show = () => setExported({ ...freeze(snapshot, view, found), usage });
  const open = () => (hasPicture() ? show() : setAwaited(true));
  const lookAgain = useEffectEvent((times: number) => {
    if (!hasPicture() && times < TIMES) return;
    setAwaited(false);
    show();
  });
  useEffect(() => {
    if (!isAwaited) return;
    let times = 0;
    const timer = setInterval(() => lookAgain(++times), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isAwaited]);
  useKeys(snapshot === NO_HOST ? {} : { E: open });
  return (
    <>
      <Button className={styles['open']} icon="picture" title={EXPORT_STRINGS.openHint} aria-keyshortcuts="Shift+E" aria-busy={isAwaited} word={EXPORT_STRINGS.open} onClick={open} />
      {exported !== null && <ExportDialog exported={exported} onClose={() => setExported(null)} />}
    </>
  );
}

function freeze(snapshot: Snapshot, view: View, found: Found | null): Omit<Exported, 'topology' | 'usage'> {
  const shown = view.lens === 'table' ? null : shownPicture();
  return { snapshot, view, picture: shown, seen: shown?.seen ?? null, language: PAGE_LANGUAGE, listed: listedNamespaces(snapshot, view, found) };
}
