'use client';

import { useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import type { Session } from '@/lib/door-schema';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { CloseQuestion } from '../terminal/close-question';
import { Sessions } from '../terminal/sessions';
import { panelId, TabBar } from '../terminal/tab-bar';
import { TerminalTab } from '../terminal/terminal-tab';
import { tabId, type Shown, type TerminalStore } from '../terminal/terminal-store';
import { useSessions } from '../terminal/use-sessions';
import { Button } from '../ui/button';
import { CommandPanel } from './command-panel';
import { FIRST_DRAFT, type Draft } from './draft';
import styles from './exec-drawer.module.css';
import { EXEC_STRINGS } from './strings';
import type { Runs } from './use-runs';

interface ExecDrawerProps {
  readonly snapshot: Snapshot;
  /** What is selected; null when nothing is. */
  readonly target: ObjectId | null;
  readonly session: Session | undefined;
  readonly runs: Runs;
  readonly terminals: TerminalStore;
  readonly onClose: () => void;
}

/** Steps into what is selected: runs a command there, or opens a terminal; and shows all terminals that are open. */
export function ExecDrawer({ snapshot, target, session, runs, terminals, onClose }: ExecDrawerProps) {
  const tabs = useSyncExternalStore(terminals.subscribe, terminals.current, terminals.current);
  const [draft, setDraft] = useState<Draft>(FIRST_DRAFT);
  const [asked, setAsked] = useState<string | null>(null);
  const [played, setPlayed] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const running = useRunning(session);
  const shownTab = tabs.list.find(({ key }) => key === tabs.shown);
  const show = (shown: Shown, isMeant: boolean) => {
    terminals.show(shown);
    if (isMeant) terminals.focus(shown);
  };
  const close = (key: string) => {
    if (terminals.mayClose(key)) terminals.close(key);
    else setAsked(key);
  };
  const play = (id: string) => {
    setPlayed(id);
    terminals.show('sessions');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    onClose();
  };
  return (
    // Escape closes it from wherever the focus is inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section className={styles['drawer']} aria-label={EXEC_STRINGS.title} onKeyDown={onKeyDown}>
      <header className={styles['head']}>
        <TabBar tabs={tabs} running={running} isReadOnly={session?.readOnly === true} onShow={show} onClose={close} />
        <Button look="quiet" icon="close" aria-label={EXEC_STRINGS.close} onClick={onClose} />
      </header>
      <div className={styles['panel']} role="tabpanel" id={panelId(tabs.shown)} aria-labelledby={tabId(tabs.shown)}>
        {shownTab !== undefined && <TerminalTab key={shownTab.key} tab={shownTab} store={terminals} onClose={() => close(shownTab.key)} onPlay={play} />}
        {tabs.shown === 'sessions' && <Sessions store={terminals} play={played} onPlay={setPlayed} />}
        {shownTab === undefined && tabs.shown !== 'sessions' && <CommandPanel snapshot={snapshot} target={target} session={session} runs={runs} terminals={terminals} draft={draft} onDraft={setDraft} inputRef={input} />}
      </div>
      {asked !== null && <CloseQuestion store={terminals} tabKey={asked} onEnd={() => setAsked(null)} />}
    </section>
  );
}

/** How many terminals run; null where that is not known, or nobody may run anything. */
function useRunning(session: Session | undefined): number | null {
  const { data } = useSessions(session?.execRefused === null ? 'glanced' : null);
  return data?.terminals.filter(({ state }) => state.kind !== 'ended' && state.kind !== 'failed').length ?? null;
}
