'use client';

import { useId, useState } from 'react';
import { nextFound, type Found } from '@/lib/search';
import type { Sight } from '@/lib/search-sight';
import type { View } from '@/lib/view';
import { useSelect } from '../objects/select-context';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import styles from './match-bar.module.css';
import { MATCH_STRINGS, SEARCH_SENTENCES } from './strings';

interface MatchBarProps {
  readonly found: Found;
  readonly view: View;
  readonly sight: Sight;
  readonly onView: (patch: Partial<View>) => void;
}

/** How much is found, from one to the next, and how much of it is not in view, and why: on a small screen once that is asked for. */
export function MatchBar({ found, view, sight, onView }: MatchBarProps) {
  const select = useSelect();
  const rest = useId();
  const [isOpen, setOpen] = useState(false);
  const place = view.select === null ? -1 : found.ids.indexOf(view.select);
  const go = (step: 1 | -1) => {
    const next = nextFound(found, view.select, step);
    if (next !== null) select(next.id);
  };
  const isNone = found.ids.length === 0;
  const away = isNone ? 0 : countAway(sight);
  const hasMore = away > 0 || found.partly.length > 0;
  return (
    <section className={styles['bar']} aria-label={MATCH_STRINGS.label}>
      <span className={styles['steps']}>
        <Button look="quiet" icon="up" aria-label={MATCH_STRINGS.previous} aria-keyshortcuts="Shift+N" disabled={isNone} onClick={() => go(-1)} />
        <Button look="quiet" icon="down" aria-label={MATCH_STRINGS.next} aria-keyshortcuts="n" disabled={isNone} onClick={() => go(1)} />
      </span>
      <p className={styles['count']}>{place < 0 ? MATCH_STRINGS.found(found.ids.length, found.all) : MATCH_STRINGS.place(place, found.ids.length)}</p>
      {hasMore && (
        <Button className={styles['more']} look="quiet" aria-expanded={isOpen} aria-controls={rest} onClick={() => setOpen(!isOpen)}>
          {away > 0 ? MATCH_STRINGS.away(away) : MATCH_STRINGS.partly}
          <Icon name="down" size={11} />
        </Button>
      )}
      <div id={rest} className={styles['rest']} data-open={isOpen || undefined}>
        {away > 0 && <Whereabouts view={view} sight={sight} onView={onView} />}
        {found.partly.map((partly) => <p key={partly.field} className={styles['partly']}>{SEARCH_SENTENCES.partly(partly)}</p>)}
      </div>
      {view.lens === 'table' && (
        <label className={styles['check']}>
          <input type="checkbox" checked={view.dimOthers} onChange={({ target }) => onView({ dimOthers: target.checked })} />
          {MATCH_STRINGS.dim}
        </label>
      )}
    </section>
  );
}

function countAway({ kernel, type, runtime, lens }: Sight): number {
  return kernel + type + runtime + lens;
}

function Whereabouts({ view, sight, onView }: Omit<MatchBarProps, 'found'>) {
  return (
    <>
      <p>{MATCH_STRINGS.here(sight.here + sight.grouped)}</p>
      {sight.kernel > 0 && <Hidden words={MATCH_STRINGS.kernel(sight.kernel)} button={MATCH_STRINGS.showKernel} onShow={() => onView({ kernelThreads: true })} />}
      {sight.type > 0 && <Hidden words={MATCH_STRINGS.type(sight.type, view.hiddenTypes)} button={MATCH_STRINGS.showTypes} onShow={() => onView({ hiddenTypes: [] })} />}
      {sight.runtime > 0 && <Hidden words={MATCH_STRINGS.runtime(sight.runtime, view.hiddenRuntimes)} button={MATCH_STRINGS.showRuntimes} onShow={() => onView({ hiddenRuntimes: [] })} />}
      {sight.lens > 0 && <p>{MATCH_STRINGS.lens(sight.lens, view.lens)}</p>}
    </>
  );
}

function Hidden({ words, button, onShow }: { words: string; button: string; onShow: () => void }) {
  return (
    <p>
      {words} <Button look="link" onClick={onShow}>{button}</Button>
    </p>
  );
}
