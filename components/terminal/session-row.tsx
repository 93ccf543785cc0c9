'use client';

import type { Terminal } from '@/lib/terminal-schema';
import { showText } from '@/lib/text';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { formatTimeLeft } from '../ui/format';
import { useNow } from '../ui/now';
import { endingOf } from './ending';
import styles from './sessions.module.css';
import { shownRow } from './shown-state';
import { TERMINAL_STRINGS } from './strings';

interface SessionRowProps {
  readonly row: Terminal;
  /** By how much our clock is ahead of the server's. */
  readonly ahead: number;
  /** A tab of this page shows it. */
  readonly isShown: boolean;
  readonly onAttach: () => void;
  readonly onEnd: () => void;
  readonly onPlay: () => void;
}

export function SessionRow({ row, ahead, isShown, onAttach, onEnd, onPlay }: SessionRowProps) {
  const { tone, isOver } = shownRow(row);
  const command = row.argv === null ? TERMINAL_STRINGS.shellToCome : row.argv.map(showText).join(' ');
  const mayLook = row.isMine || row.isShared;
  return (
    <li className={styles['row']} data-over={isOver || undefined}>
      <span className={styles['dot']} data-tone={tone} />
      <div className={styles['what']}>
        <p className={styles['command']}><code>{command}</code> <span className={styles['in']}>{showText(row.title)}</span></p>
        <Facts row={row} ahead={ahead} />
      </div>
      <div className={styles['acts']}>
        {row.hasRecording && <Button icon="play" title={TERMINAL_STRINGS.playRecording} onClick={onPlay}>{TERMINAL_STRINGS.play}</Button>}
        {mayLook && <Button onClick={onAttach}>{isShown || isOver ? TERMINAL_STRINGS.showTab : row.isMine ? TERMINAL_STRINGS.attach : TERMINAL_STRINGS.watch}</Button>}
        {!isOver && <Button icon="stop" title={TERMINAL_STRINGS.endHint} onClick={onEnd}>{TERMINAL_STRINGS.end}</Button>}
      </div>
    </li>
  );
}

/** Who, since when, how it is, who sees it. */
function Facts({ row, ahead }: Pick<SessionRowProps, 'row' | 'ahead'>) {
  const { words, isOver } = shownRow(row);
  return (
    <p className={styles['facts']}>
      <span>{endingOf(row)?.words ?? words}</span>
      <span>{row.isMine ? TERMINAL_STRINGS.mine : showText(row.owner)}{row.as === 'root' && `, ${TERMINAL_STRINGS.asRoot}`}</span>
      <span><Age since={row.since + ahead} /></span>
      <span>{row.types.join(', ')}</span>
      {!isOver && row.idleEndsAt !== null && <Idle endsAt={row.idleEndsAt + ahead} />}
      {row.watchers > 0 && <span>{TERMINAL_STRINGS.watchers(row.watchers)}</span>}
      {row.isShared && <span>{TERMINAL_STRINGS.shared}</span>}
      {row.isRecording && <span className={styles['recording']}>{TERMINAL_STRINGS.recording}</span>}
    </p>
  );
}

function Idle({ endsAt }: { endsAt: number }) {
  return <span>{TERMINAL_STRINGS.idleIn(formatTimeLeft(endsAt - useNow()))}</span>;
}
