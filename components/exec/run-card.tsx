'use client';

import type { ExecResult } from '@/lib/exec-schema';
import { showText } from '@/lib/text';
import { Confirmation } from '../elevation/confirmation';
import { FailureNotice } from '../failure-notice';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { Notice } from '../ui/notice';
import { Output } from './output';
import styles from './run-card.module.css';
import { EXEC_STRINGS } from './strings';
import type { Outcome, Run } from './use-runs';

interface RunCardProps {
  readonly run: Run;
  readonly onStop: () => void;
  /** Puts its line and its ways back into the form. */
  readonly onAgain: () => void;
  /** Tries the same with the tools of the host; null when that is what was tried. */
  readonly onNetOnly: (() => void) | null;
}

/** One command that was run: how it ended, and what it said. */
export function RunCard({ run, onStop, onAgain, onNetOnly }: RunCardProps) {
  const { request, outcome } = run;
  return (
    <li className={styles['card']}>
      <header className={styles['head']}>
        <code className={styles['argv']}>{request.argv.map(showText).join(' ')}</code>
        <Ending outcome={outcome} />
        {outcome.kind === 'running' ? <Button look="quiet" onClick={onStop}>{EXEC_STRINGS.stop}</Button> : <Button look="quiet" icon="refresh" aria-label={EXEC_STRINGS.again} onClick={onAgain} />}
      </header>
      <p className={styles['where']}>{run.title} · {request.types.join(', ')} · <Age since={run.at} /></p>
      {outcome.kind === 'running' && outcome.waiting !== null && <Confirmation {...outcome.waiting} onGiveUp={onStop} />}
      <Body outcome={outcome} command={request.argv[0] ?? ''} onNetOnly={onNetOnly} />
    </li>
  );
}

function Ending({ outcome }: { outcome: Outcome }) {
  switch (outcome.kind) {
    case 'running':
      return <span className={styles['tag']} data-tone="running">{EXEC_STRINGS.running}…</span>;
    case 'failed':
      return <span className={styles['tag']} data-tone="bad">{EXEC_STRINGS.failed}</span>;
    case 'stopped':
      return <span className={styles['tag']} data-tone="caution">{EXEC_STRINGS.stoppedTag}</span>;
    case 'done':
      return <DoneTags result={outcome.result} />;
  }
}

function DoneTags({ result: { code, signal, timedOut, truncated, durationMs } }: { result: ExecResult }) {
  const ending = code !== null ? EXEC_STRINGS.exit(code) : signal !== null ? EXEC_STRINGS.signal(signal) : EXEC_STRINGS.endedByUs;
  return (
    <span className={styles['tags']}>
      {timedOut && <span className={styles['tag']} data-tone="caution">{EXEC_STRINGS.timedOut}</span>}
      {truncated && <span className={styles['tag']} data-tone="caution">{EXEC_STRINGS.truncated}</span>}
      <span className={styles['tag']} data-tone={code === 0 ? 'good' : 'bad'}>{ending}</span>
      <span className={styles['took']}>{formatMilliseconds(durationMs)}</span>
    </span>
  );
}

function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

interface BodyProps {
  readonly outcome: Outcome;
  readonly command: string;
  readonly onNetOnly: (() => void) | null;
}

function Body({ outcome, command, onNetOnly }: BodyProps) {
  switch (outcome.kind) {
    case 'running':
      return null;
    case 'stopped':
      return <Notice title={EXEC_STRINGS.stopped} />;
    case 'failed':
      return (
        <>
          <FailureNotice answer={outcome.answer} />
          {outcome.answer.stage === 'run' && outcome.answer.failure === 'join' && onNetOnly !== null && <NetOnlyHint command={command} onNetOnly={onNetOnly} />}
        </>
      );
    case 'done':
      return <Said result={outcome.result} command={command} onNetOnly={outcome.result.code === NOT_FOUND ? onNetOnly : null} />;
  }
}

/** What shells, env(1) and nsenter(1) end with when there is no such program. */
const NOT_FOUND = 127;

function Said({ result, command, onNetOnly }: { result: ExecResult; command: string; onNetOnly: (() => void) | null }) {
  const isSilent = result.stdout === '' && result.stderr === '';
  return (
    <>
      {isSilent && <p className={styles['silent']}>{EXEC_STRINGS.noOutput}</p>}
      {result.stdout !== '' && <Output title={EXEC_STRINGS.stdout} what={EXEC_STRINGS.output} text={result.stdout} />}
      {result.stderr !== '' && <Output title={EXEC_STRINGS.stderr} what={EXEC_STRINGS.errors} text={result.stderr} isError />}
      {onNetOnly !== null && <NetOnlyHint command={command} onNetOnly={onNetOnly} />}
      <p className={styles['hand']}>
        <code>{result.nsenter}</code>
        <CopyButton text={result.nsenter} what={EXEC_STRINGS.nsenter} />
      </p>
    </>
  );
}

const SHELLS = /^(.*\/)?(ba|da|a|z|k)?sh$/;

/** Images are often made without tools, some without a shell: then the host's are there, in the target's network. */
function NetOnlyHint({ command, onNetOnly }: { command: string; onNetOnly: () => void }) {
  return <Notice title={SHELLS.test(command) ? EXEC_STRINGS.noShellHint : EXEC_STRINGS.notFoundHint} actions={<Button onClick={onNetOnly}>{EXEC_STRINGS.useNet}</Button>} />;
}
