'use client';

import { useState } from 'react';
import type { Text } from '@/lib/text';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy';
import styles from './output.module.css';
import { outputLines } from './show-output';
import { EXEC_STRINGS } from './strings';

const LINES_SHOWN = 400;

interface OutputProps {
  readonly title: string;
  readonly what: string;
  readonly text: Text;
  readonly isError?: boolean;
}

/** Text nobody vouches for: shown as text, whatever it holds. */
export function Output({ title, what, text, isError = false }: OutputProps) {
  const [isWhole, setWhole] = useState(false);
  const lines = outputLines(text);
  const shown = isWhole ? lines : lines.slice(0, LINES_SHOWN);
  return (
    <figure className={styles['output']} data-error={isError || undefined}>
      <figcaption className={styles['title']}>
        {title}
        <CopyButton text={lines.join('\n')} what={what} />
      </figcaption>
      {/* What scrolls by itself must be reached by the keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles['text']} tabIndex={0} aria-label={title}>{shown.join('\n')}</pre>
      {shown.length < lines.length && <Button look="link" onClick={() => setWhole(true)}>{EXEC_STRINGS.showAllLines(lines.length)}</Button>}
    </figure>
  );
}
