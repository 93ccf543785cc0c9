'use client';

import { useEffect, useState, type ReactNode } from 'react';
import { writeClipboard } from './clipboard';
import styles from './copy.module.css';
import { Icon, type IconName } from './icon';
import { UI_STRINGS } from './strings';

type Outcome = 'idle' | 'copied' | 'refused';

const SHOWN_MS = 1600;
const ICON_BY_OUTCOME: Readonly<Record<Outcome, IconName>> = { idle: 'copy', copied: 'check', refused: 'warning' };

function useCopy(text: string): [Outcome, () => void] {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return undefined;
    const timer = setTimeout(() => setOutcome('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    void writeClipboard(text).then((done) => setOutcome(done ? 'copied' : 'refused'));
  };
  return [outcome, copy];
}

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the button's name: "address", "command line". */
  readonly what: string;
  /** Words beside the icon. */
  readonly children?: ReactNode;
}

export function CopyButton({ text, what, children }: CopyButtonProps) {
  const [outcome, copy] = useCopy(text);
  const words = UI_STRINGS.copyOutcome[outcome];
  return (
    <button type="button" className={styles['button']} data-outcome={outcome} data-words={children !== undefined || undefined} aria-label={UI_STRINGS.copy(what)} title={words ?? UI_STRINGS.copy(what)} onClick={copy}>
      <Icon name={ICON_BY_OUTCOME[outcome]} size={14} />
      {children !== undefined && <span>{outcome === 'idle' ? children : words}</span>}
      <span className="unseen" role="status">{words}</span>
    </button>
  );
}

interface CopyableProps extends CopyButtonProps {
  readonly mono?: boolean;
}

/** A value with its copy button, which shows on hover and focus (always where there is no hover). */
export function Copyable({ text, what, children, mono = false }: CopyableProps) {
  return (
    <span className={styles['copyable']}>
      <span className={mono ? styles['mono'] : styles['value']}>{children ?? text}</span>
      <CopyButton text={text} what={what} />
    </span>
  );
}
