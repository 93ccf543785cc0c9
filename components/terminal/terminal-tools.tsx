'use client';

import type { ReactNode } from 'react';
import { SIGNALS } from '@/lib/terminal-schema';
import { showText } from '@/lib/text';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { Menu, MenuButton } from '../ui/menu';
import { endingOf } from './ending';
import type { OpenTerminal, TerminalView } from './open-terminal';
import { saveText } from './save-text';
import { keepSettings, useSettings } from './settings';
import { TERMINAL_STRINGS } from './strings';
import { changeTerminal, endTerminal, fetchRecording, watchAddress } from './terminal-door';
import styles from './terminal-tools.module.css';

interface TerminalToolsProps {
  readonly terminal: OpenTerminal;
  readonly view: TerminalView;
  readonly onPlay: (id: string) => void;
  /** Does it, and says so where it fails. */
  readonly attempt: (title: string, act: () => Promise<unknown>) => void;
}

/** What can be done with a terminal beside typing. */
export function TerminalTools({ terminal, view, onPlay, attempt }: TerminalToolsProps) {
  const { row, id } = view;
  // What may be ended, shared, recorded: a running one of ours.
  const own = row?.isMine === true && !terminal.isWatched && endingOf(row) === null ? id : null;
  return (
    <div className={styles['tools']} role="group" aria-label={TERMINAL_STRINGS.tools}>
      <div className={styles['info']}>
        <Where view={view} />
        <Marks view={view} />
      </div>
      <Button look="quiet" icon="copy" aria-label={TERMINAL_STRINGS.copy} onClick={() => void terminal.copy()} />
      <Button look="quiet" icon="paste" aria-label={TERMINAL_STRINGS.paste} disabled={!view.mayType} onClick={() => void pasteInto(terminal)} />
      <Button look="quiet" icon="search" aria-label={TERMINAL_STRINGS.find} aria-pressed={view.isFinding} onClick={() => terminal.setFinding(!view.isFinding)} />
      <FontSize />
      <Menu label={TERMINAL_STRINGS.more} icon="more">
        {own !== null && <OwnerItems view={view} id={own} attempt={attempt} />}
        <ScreenItems terminal={terminal} view={view} />
        {row?.hasRecording === true && id !== null && <RecordingItems id={id} onPlay={onPlay} attempt={attempt} />}
        {own !== null && SIGNALS.map((signal) => <MenuButton key={signal} disabled={view.stage.kind !== 'live'} onClick={() => terminal.signal(signal)}>{TERMINAL_STRINGS.sendSignal(signal)}</MenuButton>)}
      </Menu>
      {own !== null && <Button look="quiet" icon="stop" title={TERMINAL_STRINGS.endHint} aria-label={TERMINAL_STRINGS.end} onClick={() => attempt(TERMINAL_STRINGS.endFailed, () => endTerminal(own))}><span className={styles['word']}>{TERMINAL_STRINGS.end}</span></Button>}
    </div>
  );
}

/** What its program calls itself, and where it runs. */
function Where({ view: { title, said, row } }: { view: TerminalView }) {
  const command = row?.argv?.map(showText).join(' ') ?? '';
  const where = row === null ? '' : row.types.join(', ');
  return (
    <p className={styles['where']} title={[said, command, where].filter(Boolean).join(' · ')}>
      <strong>{showText(title)}</strong>
      <span>{[command, where, said].filter(Boolean).join(' · ')}</span>
    </p>
  );
}

/** What others see of it. */
function Marks({ view: { row, id } }: { view: TerminalView }) {
  if (row === null) return null;
  return (
    <>
      {row.isRecording && <span className={styles['mark']} data-tone="bad"><span className={styles['red']} />{row.isRecordingFull ? TERMINAL_STRINGS.recordingFull : TERMINAL_STRINGS.recording}</span>}
      {row.isShared && id !== null && (
        <span className={styles['mark']}>
          {TERMINAL_STRINGS.shared}
          <CopyButton text={watchAddress(id)} what={TERMINAL_STRINGS.watchLink} />
        </span>
      )}
      {row.watchers > 1 && <span className={styles['mark']}>{TERMINAL_STRINGS.watchers(row.watchers)}</span>}
    </>
  );
}

function FontSize() {
  const settings = useSettings();
  const by = (step: number) => keepSettings({ ...settings, fontSize: settings.fontSize + step });
  return (
    <>
      <Button look="quiet" icon="smaller" aria-label={TERMINAL_STRINGS.smaller} onClick={() => by(-1)} />
      <Button look="quiet" icon="larger" aria-label={TERMINAL_STRINGS.larger} onClick={() => by(1)} />
    </>
  );
}

function OwnerItems({ view: { row }, id, attempt }: Pick<TerminalToolsProps, 'view' | 'attempt'> & { readonly id: string }): ReactNode {
  const [isShared, isRecording] = [row?.isShared === true, row?.isRecording === true];
  return (
    <>
      <MenuButton pressed={isShared} title={TERMINAL_STRINGS.shareHint} onClick={() => attempt(TERMINAL_STRINGS.changeFailed, () => changeTerminal(id, { share: !isShared }))}>{TERMINAL_STRINGS.share}</MenuButton>
      <MenuButton pressed={isRecording} onClick={() => attempt(TERMINAL_STRINGS.changeFailed, () => changeTerminal(id, { record: !isRecording }))}>{TERMINAL_STRINGS.record}</MenuButton>
    </>
  );
}

function ScreenItems({ terminal, view }: Pick<TerminalToolsProps, 'terminal' | 'view'>) {
  const settings = useSettings();
  return (
    <>
      <MenuButton onClick={() => terminal.screen?.selectAll()}>{TERMINAL_STRINGS.selectAll}</MenuButton>
      <MenuButton pressed={settings.isRead} onClick={() => keepSettings({ ...settings, isRead: !settings.isRead })}>{TERMINAL_STRINGS.read}</MenuButton>
      <MenuButton title={TERMINAL_STRINGS.resetHint} onClick={() => terminal.screen?.reset()}>{TERMINAL_STRINGS.reset}</MenuButton>
      <MenuButton onClick={() => saveText(terminal.screen?.text() ?? '', `${fileName(view.title)}.txt`)}>{TERMINAL_STRINGS.saveText}</MenuButton>
    </>
  );
}

function RecordingItems({ id, onPlay, attempt }: Pick<TerminalToolsProps, 'onPlay' | 'attempt'> & { readonly id: string }) {
  const save = async () => saveText(await fetchRecording(id), `${id}.cast`);
  return (
    <>
      <MenuButton onClick={() => onPlay(id)}>{TERMINAL_STRINGS.playRecording}</MenuButton>
      <MenuButton onClick={() => attempt(TERMINAL_STRINGS.recordingFailed, save)}>{TERMINAL_STRINGS.saveRecording}</MenuButton>
    </>
  );
}

/** A file name that every system takes. */
function fileName(title: string): string {
  return title.replace(/[^\w.-]+/g, '-').slice(0, 64) || 'terminal';
}

/** The browser may ask the person first, or refuse. */
async function pasteInto(terminal: OpenTerminal): Promise<void> {
  try {
    terminal.offerPaste(await navigator.clipboard.readText());
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    terminal.ask({ kind: 'paste-by-hand' });
  }
}
