'use client';

import { useState } from 'react';
import { shellQuote } from '@/lib/nsenter';
import type { ObjectId } from '@/lib/object-id';
import { pasteLine, type PasteProblem } from '@/lib/paste-line';
import type { Lost, Pasted } from '@/lib/pasted';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { nameObject } from '../objects/naming';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import styles from './paste-line.module.css';
import { UI_STRINGS } from '../ui/strings';
import { EXEC_STRINGS, PASTE_WORDS } from './strings';

interface PasteOfferProps {
  readonly snapshot: Snapshot;
  readonly line: string;
  readonly onUse: (pasted: Pasted) => void;
}

const WORDS = EXEC_STRINGS.paste;

/** What the line means here, in words, before it is used; or why it means nothing, where, and what may have been meant. */
export function PasteOffer({ snapshot, line, onUse }: PasteOfferProps) {
  const [chosen, setChosen] = useState<ObjectId | null>(null);
  const found = pasteLine(snapshot, line, chosen);
  if (found === null) return null;
  if (found.kind === 'problem') return <Problem snapshot={snapshot} problem={found} onChoose={setChosen} />;
  const name = nameObject(snapshot, found.target);
  return (
    <Notice title={WORDS.title(found.tool)} actions={<Button look="primary" onClick={() => onUse(found)}>{WORDS.use}</Button>}>
      <div className={styles['body']}>
        <p>{WORDS.select} <strong>{name?.title ?? found.target}</strong> <span className={styles['sort']}>{name?.sort}</span>{UI_STRINGS.comma}{found.types === 'like' ? WORDS.joinLike : WORDS.join(found.types.join(', '))}{found.terminal ? WORDS.inTerminal : ''}{UI_STRINGS.stop}</p>
        {found.argv.length > 0 && <code className={styles['command']}>{found.argv.map(shellQuote).join(' ')}</code>}
        <LostList lost={found.lost} />
      </div>
    </Notice>
  );
}

function LostList({ lost }: { lost: readonly Lost[] }) {
  if (lost.length === 0) return null;
  return (
    <>
      <p>{WORDS.lost}</p>
      <ul className={styles['lost']}>
        {lost.map(({ part, why }, place) => <li key={place}><code>{showText(part)}</code> {why(PASTE_WORDS)}</li>)}
      </ul>
    </>
  );
}

interface ProblemProps {
  readonly snapshot: Snapshot;
  readonly problem: PasteProblem;
  readonly onChoose: (id: ObjectId) => void;
}

function Problem({ snapshot, problem: { tool, message, line, place, candidates }, onChoose }: ProblemProps) {
  return (
    <Notice tone="caution" title={WORDS.problem(tool)}>
      <div className={styles['body']}>
        <p>{message(PASTE_WORDS)}</p>
        {place !== null && <Place line={line} {...place} />}
        {candidates.length > 0 && <p>{WORDS.candidates}</p>}
        <ul className={styles['candidates']}>
          {candidates.map((id) => <li key={id}><Button onClick={() => onChoose(id)}>{nameObject(snapshot, id)?.title ?? id} <span className={styles['sort']}>{nameObject(snapshot, id)?.sort}</span></Button></li>)}
        </ul>
      </div>
    </Notice>
  );
}

const AROUND = 24;

/** The part of the line that is meant, with a little of what stands around it. */
function Place({ line, at, end }: { line: string; at: number; end: number }) {
  const start = Math.max(0, at - AROUND);
  return (
    <code className={styles['command']}>
      {start > 0 ? '…' : ''}{showText(line.slice(start, at))}<mark className={styles['mark']}>{showText(line.slice(at, end))}</mark>{showText(line.slice(end, end + AROUND))}{end + AROUND < line.length ? '…' : ''}
    </code>
  );
}
