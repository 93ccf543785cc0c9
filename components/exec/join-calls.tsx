'use client';

import type { JoinStep } from '@/lib/join-calls';
import styles from './by-hand.module.css';
import { EXEC_STRINGS } from './strings';

const WORDS = EXEC_STRINGS.calls;

/** Which of the three system calls of namespaces(7) is about to happen, and why. */
export function JoinCalls({ steps }: { steps: readonly JoinStep[] | null }) {
  if (steps === null) return null;
  return (
    <details className={styles['notes']}>
      <summary>{WORDS.title(steps.filter(({ code }) => code !== null).map(({ call }) => call))}</summary>
      <ol>
        {steps.map(({ call, code, why }) => (
          <li key={call}>
            <a href={`https://man7.org/linux/man-pages/man2/${call}.2.html`} target="_blank" rel="noreferrer">{call}(2)</a> {code === null && <>{WORDS.notCalled} </>}{why}
            {code !== null && <code className={styles['code']}>{code}</code>}
          </li>
        ))}
      </ol>
    </details>
  );
}
