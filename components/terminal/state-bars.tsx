'use client';

import type { ReactNode } from 'react';
import { showText } from '@/lib/text';
import { FailureNotice } from '../failure-notice';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { formatTimeLeft } from '../ui/format';
import { useNow } from '../ui/now';
import { endingOf } from './ending';
import type { OpenTerminal, TerminalView } from './open-terminal';
import { shownState } from './shown-state';
import styles from './state-bars.module.css';
import { TERMINAL_STRINGS } from './strings';
import type { TerminalActs } from './terminal-panel';

interface StateBarsProps {
  readonly terminal: OpenTerminal;
  readonly view: TerminalView;
  readonly acts: TerminalActs;
}

/** What is to be known of a terminal beside what it prints; nothing while all is well. */
export function StateBars({ terminal, view, acts }: StateBarsProps) {
  const { row, clipboard, unsent, stage } = view;
  const isRunning = row?.state.kind === 'running';
  return (
    <>
      <p className="unseen" role="status">{shownState(view).words}</p>
      {terminal.isWatched && isRunning && <Bar tone="info">{TERMINAL_STRINGS.watching}</Bar>}
      <StageBar terminal={terminal} view={view} acts={acts} />
      {row !== null && <EndBar view={view} acts={acts} />}
      {row?.state.kind === 'waiting' && <Bar tone="caution">{TERMINAL_STRINGS.waiting} <code>{row.state.command}</code> <CopyButton text={row.state.command} what={TERMINAL_STRINGS.waitingWhat} /></Bar>}
      {stage.kind === 'live' && isRunning && <SilentBar terminal={terminal} since={view.silentSince} />}
      {stage.kind === 'live' && isRunning && unsent > 0 && <Bar tone="caution" actions={<Button onClick={() => terminal.forgetUnsent()}>{TERMINAL_STRINGS.unsentSeen}</Button>}>{TERMINAL_STRINGS.unsent(unsent)}</Bar>}
      {isRunning && <Countdown terminal={terminal} view={view} />}
      {clipboard !== null && <ClipboardBar terminal={terminal} text={clipboard} />}
    </>
  );
}

interface BarProps {
  readonly tone: 'info' | 'good' | 'caution' | 'bad';
  readonly actions?: ReactNode;
  readonly role?: 'timer';
  readonly children: ReactNode;
}

function Bar({ tone, actions, role, children }: BarProps) {
  return (
    <div className={styles['bar']} data-tone={tone} role={role}>
      <p className={styles['words']}>{children}</p>
      {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
    </div>
  );
}

function StageBar({ terminal, view: { stage, unsent }, acts }: StateBarsProps) {
  switch (stage.kind) {
    case 'preparing':
    case 'live':
    case 'over':
      return null;
    case 'asking':
    case 'connecting':
      return <Bar tone="info">{TERMINAL_STRINGS.starting}</Bar>;
    case 'lost':
      return <LostBar terminal={terminal} retryAt={stage.retryAt} unsent={unsent} />;
    case 'denied':
    case 'gone':
    case 'withdrawn':
      return <Bar tone="caution" actions={<CloseButton acts={acts} />}>{TERMINAL_STRINGS[stage.kind]}</Bar>;
    case 'refused':
      return <FailureNotice title={TERMINAL_STRINGS.notBegun} answer={stage.answer} onRetry={() => terminal.retry()} beside={<CloseButton acts={acts} />} />;
  }
}

function LostBar({ terminal, retryAt, unsent }: { terminal: OpenTerminal; retryAt: number; unsent: number }) {
  const seconds = Math.ceil((retryAt - useNow()) / 1000);
  return (
    <Bar tone="caution" actions={<Button onClick={() => terminal.retry()}>{TERMINAL_STRINGS.tryNow}</Button>}>
      {TERMINAL_STRINGS.lost} {TERMINAL_STRINGS.lostIn(seconds)} {unsent === 0 ? TERMINAL_STRINGS.lostTyping : <strong>{TERMINAL_STRINGS.lostTyped(unsent)}</strong>}
    </Bar>
  );
}

const SILENCE_MS = 2000;

/** A shell may read long files, or wait for a lock, before it says anything. */
function SilentBar({ terminal, since }: { terminal: OpenTerminal; since: number | null }) {
  const now = useNow();
  if (since === null || now - since < SILENCE_MS) return null;
  return <Bar tone="info">{terminal.request?.argv === null ? TERMINAL_STRINGS.shellStarting : TERMINAL_STRINGS.silent}</Bar>;
}

function CloseButton({ acts }: { acts: TerminalActs }) {
  return <Button onClick={acts.onClose}>{TERMINAL_STRINGS.close}</Button>;
}

/** How it ended, and how to go on: never a blank screen. */
function EndBar({ view: { row }, acts }: Pick<StateBarsProps, 'view' | 'acts'>) {
  const ending = row === null ? null : endingOf(row);
  if (ending === null) return null;
  const onHostTools = ending.failure?.stage === 'run' ? acts.onHostTools : null;
  const actions = (
    <>
      {onHostTools !== null && <Button look="primary" title={TERMINAL_STRINGS.hostToolsHint} onClick={onHostTools}>{TERMINAL_STRINGS.hostTools}</Button>}
      {acts.onAgain !== null && <Button icon="refresh" onClick={acts.onAgain}>{TERMINAL_STRINGS.again}</Button>}
      <CloseButton acts={acts} />
    </>
  );
  return <Bar tone={ending.tone} actions={actions}>{ending.words}{onHostTools !== null && ` ${TERMINAL_STRINGS.hostToolsHint}`}</Bar>;
}

const COUNTDOWN_MS = 2 * 60 * 1000;

/** Its last two minutes. */
function Countdown({ terminal, view: { row, ahead, mayType } }: Pick<StateBarsProps, 'terminal' | 'view'>) {
  const now = useNow() - ahead;
  const left = (end: number | null | undefined) => (end === null || end === undefined ? Infinity : end - now);
  const [idle, time] = [left(row?.idleEndsAt), left(row?.endsAt)];
  if (time <= COUNTDOWN_MS) return <Bar tone="caution" role="timer">{TERMINAL_STRINGS.timeEnd(formatTimeLeft(time))}</Bar>;
  if (idle > COUNTDOWN_MS) return null;
  return <Bar tone="caution" role="timer" actions={mayType && <Button onClick={() => terminal.focus()}>{TERMINAL_STRINGS.stay}</Button>}>{TERMINAL_STRINGS.idleEnd(formatTimeLeft(idle))}</Bar>;
}

const SHOWN_CHARACTERS = 200;

/** OSC 52: it is the person who writes the clipboard, or nobody. */
function ClipboardBar({ terminal, text }: { terminal: OpenTerminal; text: string }) {
  const take = () => {
    terminal.offerClipboard(null);
    void terminal.copy(text);
  };
  const actions = <><Button onClick={take}>{TERMINAL_STRINGS.clipboardTake}</Button><Button onClick={() => terminal.offerClipboard(null)}>{TERMINAL_STRINGS.clipboardIgnore}</Button></>;
  const shown = showText(text.slice(0, SHOWN_CHARACTERS)) + (text.length > SHOWN_CHARACTERS ? '…' : '');
  return <Bar tone="caution" actions={actions}>{TERMINAL_STRINGS.clipboardAsks} <code>{shown}</code></Bar>;
}
