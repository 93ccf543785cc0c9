'use client';

import { useEffect, useRef } from 'react';
import { shellQuote } from '@/lib/nsenter';
import { ELEVATION_STRINGS } from '../elevation/strings';
import { FailureNotice } from '../failure-notice';
import { Button } from '../ui/button';
import type { Draft } from './draft';
import { LIMITS_MS, optionsOf } from './options';
import { RunCard } from './run-card';
import styles from './run-list.module.css';
import { EXEC_STRINGS } from './strings';
import type { Run, Runs } from './use-runs';

interface RunListProps {
  readonly runs: Runs;
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
}

/** What was run from this page and in this session before, newest first. */
export function RunList({ runs, draft, onDraft }: RunListProps) {
  const section = useRef<HTMLElement>(null);
  const newest = runs.list[0]?.id;
  useEffect(() => {
    if (newest !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [newest]);
  return (
    <section ref={section} className={styles['runs']} aria-label={EXEC_STRINGS.runs}>
      {runs.trouble !== null && <FailureNotice title={EXEC_STRINGS.earlierUnread} answer={runs.trouble} />}
      {runs.list.length === 0 && <p className={styles['none']}>{EXEC_STRINGS.noRuns}</p>}
      <ol>
        {runs.list.map((run) => (
          <RunCard
            key={run.id}
            run={run}
            onStop={() => runs.stop(run.id)}
            onAgain={() => onDraft(draftOf(run, draft))}
            onNetOnly={isNetOnly(run) ? null : () => onDraft({ ...draftOf(run, draft), way: 'net' })}
          />
        ))}
      </ol>
      {runs.list.length > 1 && <div className={styles['end']}><Button look="quiet" onClick={runs.clear}>{EXEC_STRINGS.clear}</Button></div>}
      <p className="unseen" role="status">{announce(runs.list[0])}</p>
    </section>
  );
}

function isNetOnly({ request: { types } }: Run): boolean {
  return types.length === 1 && types[0] === 'net';
}

function draftOf({ request }: Run, draft: Draft): Draft {
  const [first, second, line] = request.argv;
  const inShell = first === 'sh' && second === '-c' && line !== undefined && request.argv.length === 3;
  return {
    ...draft,
    way: 'custom',
    custom: request.types,
    line: inShell ? line : request.argv.map(shellQuote).join(' '),
    inShell,
    options: optionsOf(request, LIMITS_MS.find((limit) => limit === request.timeoutMs) ?? draft.options.limitMs),
  };
}

/** For who does not see the card. */
function announce(run: Run | undefined): string {
  if (run?.outcome.kind === 'running' && run.outcome.waiting !== null) return `${ELEVATION_STRINGS.confirmTitle(run.outcome.waiting.number)}: ${run.outcome.waiting.command}`;
  if (run?.outcome.kind === 'done') return run.outcome.result.code === null ? EXEC_STRINGS.endedByUs : EXEC_STRINGS.exit(run.outcome.result.code);
  return run === undefined ? '' : { running: EXEC_STRINGS.running, failed: EXEC_STRINGS.failed, stopped: EXEC_STRINGS.stoppedTag, done: '' }[run.outcome.kind];
}
