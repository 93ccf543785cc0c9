'use client';

import '@xterm/xterm/css/xterm.css';
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { FailureAnswer } from '@/lib/door-schema';
import { DoorError } from '../fetch-json';
import { FailureNotice } from '../failure-notice';
import { FindBar } from './find-bar';
import type { OpenTerminal } from './open-terminal';
import { Questions } from './questions';
import { StateBars } from './state-bars';
import { TERMINAL_STRINGS } from './strings';
import styles from './terminal-panel.module.css';
import { TerminalTools } from './terminal-tools';

export interface TerminalActs {
  readonly onClose: () => void;
  /** Null where it cannot be begun again from here. */
  readonly onAgain: (() => void) | null;
  /** The same with the tools of the host; null where that is no way out. */
  readonly onHostTools: (() => void) | null;
  readonly onPlay: (id: string) => void;
}

/** One terminal: its tools, what to know about it, its screen. */
export function TerminalPanel({ terminal, acts }: { terminal: OpenTerminal; acts: TerminalActs }) {
  const view = useSyncExternalStore(terminal.subscribe, terminal.current, terminal.current);
  const [failed, setFailed] = useState<{ title: string; answer: FailureAnswer } | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const hintId = useId();
  useEffect(() => (host.current === null ? undefined : terminal.show(host.current, hintId)), [terminal, hintId]);
  const attempt = (title: string, act: () => Promise<unknown>) => {
    setFailed(null);
    act().catch((error: unknown) => {
      if (!(error instanceof DoorError)) throw error;
      setFailed({ title, answer: error.answer });
    });
  };
  return (
    <div className={styles['panel']}>
      <TerminalTools terminal={terminal} view={view} onPlay={acts.onPlay} attempt={attempt} />
      <div className={styles['bars']}>
        {failed !== null && <FailureNotice title={failed.title} answer={failed.answer} />}
        <StateBars terminal={terminal} view={view} acts={acts} />
      </div>
      <div className={styles['stage']} data-watched={!view.mayType || undefined} data-cut={view.stage.kind === 'lost' || undefined}>
        <div ref={host} className={styles['screen']} />
        {view.isFinding && <FindBar terminal={terminal} found={view.found} />}
      </div>
      <p id={hintId} className={styles['hint']} title={TERMINAL_STRINGS.leave}>{TERMINAL_STRINGS.leave}</p>
      <Questions terminal={terminal} question={view.question} />
    </div>
  );
}
