'use client';

import { callWords } from '@/lib/call-strings';
import { sandboxCalls, type CallStep } from '@/lib/sandbox-calls';
import type { SandboxRequest } from '@/lib/sandbox-schema';
import { leftOutOf, unshareLine } from '@/lib/unshare-line';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { CopyButton } from '../ui/copy';
import { SANDBOX_STRINGS } from './strings';
import styles from './will-happen.module.css';

interface WillHappenProps {
  readonly request: SandboxRequest;
  /** The helper is root. */
  readonly isPrivileged: boolean;
}

/** The calls that will make it, and the same by hand. */
export function WillHappen({ request, isPrivileged }: WillHappenProps) {
  return (
    <>
      <section aria-label={SANDBOX_STRINGS.calls}>
        <h3 className={styles['heading']}>{SANDBOX_STRINGS.calls}</h3>
        <ol className={styles['calls']}>{sandboxCalls(request, isPrivileged, callWords(PAGE_LANGUAGE)).map((step) => <Call key={step.call} {...step} />)}</ol>
      </section>
      <ByHand request={request} isPrivileged={isPrivileged} />
    </>
  );
}

const THREE: readonly CallStep['call'][] = ['clone3', 'unshare', 'setns'];

function Call({ call, code, isCalled, why }: CallStep) {
  const isOfThree = THREE.includes(call);
  return (
    <li className={styles['call']} data-called={isCalled || undefined}>
      {isOfThree && <p><strong>{call}(2)</strong> <span className={styles['state']}>{isCalled ? SANDBOX_STRINGS.called : SANDBOX_STRINGS.notCalled}</span></p>}
      {code !== null && <code className={styles['code']}>{code}</code>}
      <p className={styles['why']}>{isOfThree ? SANDBOX_STRINGS.does(why) : why}</p>
    </li>
  );
}

function ByHand({ request, isPrivileged }: WillHappenProps) {
  const line = unshareLine(request);
  const left = leftOutOf(request, isPrivileged);
  return (
    <section aria-label={SANDBOX_STRINGS.byHand}>
      <h3 className={styles['heading']}>{SANDBOX_STRINGS.byHand}</h3>
      <div className={styles['line']}>
        <code className={styles['code']}>{line}</code>
        <CopyButton text={line} what={SANDBOX_STRINGS.unshareWhat} />
      </div>
      {left.length > 0 && (
        <>
          <p className={styles['why']}>{SANDBOX_STRINGS.leftOut}</p>
          <ul className={styles['left']}>{left.map((what) => <li key={what}>{SANDBOX_STRINGS.leftOutWords[what]}</li>)}</ul>
        </>
      )}
    </section>
  );
}
