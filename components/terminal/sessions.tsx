'use client';

import { useMemo, useState, type DragEvent } from 'react';
import useSWR from 'swr';
import { CastError, parseCast, type Cast } from '@/lib/asciicast';
import type { FailureAnswer } from '@/lib/door-schema';
import type { Terminal } from '@/lib/terminal-schema';
import { AuditFold } from '../audit/audit-list';
import { FailureNotice } from '../failure-notice';
import { DoorError } from '../fetch-json';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { UI_STRINGS } from '../ui/strings';
import { Button } from '../ui/button';
import { Player } from './player';
import { SessionRow } from './session-row';
import styles from './sessions.module.css';
import { PLAYER_STRINGS, TERMINAL_STRINGS } from './strings';
import { endTerminal, fetchRecording } from './terminal-door';
import type { TerminalStore } from './terminal-store';
import { useSessions } from './use-sessions';

interface SessionsProps {
  readonly store: TerminalStore;
  /** The recording to play at once; null: none. */
  readonly play: string | null;
  readonly onPlay: (id: string | null) => void;
}

/** Who is where: all terminals that run, and those that ended just now; and recordings to be played. */
export function Sessions({ store, play, onPlay }: SessionsProps) {
  const { data, error, mutate } = useSessions('watched');
  const recording = useRecording(play);
  const [failed, setFailed] = useState<FailureAnswer | null>(null);
  const end = (row: Terminal) => {
    setFailed(null);
    endTerminal(row.id).then(() => mutate(), (reason: unknown) => {
      if (!(reason instanceof DoorError)) throw reason;
      setFailed(reason.answer);
    });
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    const file = event.dataTransfer.files.item(0);
    if (file !== null) void recording.read(file);
  };
  const close = () => {
    recording.close();
    onPlay(null);
  };
  if (recording.playing !== null) return <Player key={recording.playing.name} {...recording.playing} onClose={close} />;
  return (
    // The button does the same for who does not drag.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles['sessions']} onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      {recording.problem !== null && <Notice tone="bad" title={PLAYER_STRINGS.unreadable} actions={<Button onClick={close}>{UI_STRINGS.close}</Button>}>{recording.problem}</Notice>}
      {failed !== null && <FailureNotice title={TERMINAL_STRINGS.endFailed} answer={failed} />}
      {error !== undefined && <FailureNotice title={TERMINAL_STRINGS.listFailed} answer={error.answer} onRetry={() => void mutate()} />}
      {data?.terminals.length === 0 && <EmptyState icon="terminal" title={TERMINAL_STRINGS.sessionsNone}><p>{TERMINAL_STRINGS.sessionsNoneBody}</p></EmptyState>}
      {data !== undefined && data.terminals.length > 0 && (
        <ul className={styles['list']} aria-label={TERMINAL_STRINGS.sessionsTitle}>
          {data.terminals.map((row) => (
            <SessionRow key={row.id} row={row} ahead={data.ahead} isShown={store.keyOf(row.id) !== null} onAttach={() => store.attach(row, !row.isMine)} onEnd={() => end(row)} onPlay={() => onPlay(row.id)} />
          ))}
        </ul>
      )}
      <div className={styles['play']}>
        <label className={styles['file']} title={TERMINAL_STRINGS.sessionsPlayHint}>
          {TERMINAL_STRINGS.sessionsPlay}…
          <input type="file" className="unseen" accept=".cast" onChange={({ target }) => { const file = target.files?.item(0); if (file) void recording.read(file); target.value = ''; }} />
        </label>
        <span>{TERMINAL_STRINGS.sessionsPlayHint}</span>
      </div>
      <AuditFold />
    </div>
  );
}

interface Recording {
  readonly playing: { readonly name: string; readonly cast: Cast } | null;
  readonly problem: string | null;
  readonly read: (file: File) => Promise<void>;
  readonly close: () => void;
}

/** A recording from a file that somebody has, or else from the server. */
function useRecording(id: string | null): Recording {
  const [file, setFile] = useState<{ readonly name: string; readonly text: string } | null>(null);
  const { data, error } = useSWR<string, DoorError>(id === null ? null : `recording of ${id}`, () => fetchRecording(id ?? ''), { ...ONCE });
  const [name, text] = file === null ? [id, data] : [file.name, file.text];
  const cast = useMemo(() => (name === null || text === undefined ? null : readCast(text)), [name, text]);
  return {
    playing: name === null || cast?.cast === undefined ? null : { name, cast: cast.cast },
    problem: file === null ? (error?.message ?? cast?.problem ?? null) : (cast?.problem ?? null),
    read: async (chosen) => setFile({ name: chosen.name, text: await chosen.text() }),
    close: () => setFile(null),
  };
}

/** A terminal may still run: what it has recorded is fetched anew each time it is played. */
const ONCE = { revalidateIfStale: true, revalidateOnFocus: false, revalidateOnReconnect: false, refreshInterval: 0, dedupingInterval: 0, shouldRetryOnError: false } as const;

function readCast(text: string): { readonly cast?: Cast; readonly problem?: string } {
  try {
    return { cast: parseCast(text) };
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    return { problem: error.problem === 'event' ? PLAYER_STRINGS.problems.event(error.line) : PLAYER_STRINGS.problems[error.problem] };
  }
}
