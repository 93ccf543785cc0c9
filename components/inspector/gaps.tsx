import { Told } from '../language/told';
import { partWords } from '../language/told-words';
import { UI_STRINGS } from '../ui/strings';
import styles from './gaps.module.css';
import { INSIDE_STRINGS } from './inside-strings';

interface GapsProps {
  readonly gaps: readonly { readonly what: string; readonly why: string }[];
  /** Rows beyond a limit. */
  readonly leftOut?: number;
}

/** What could not be read, named. */
export function Gaps({ gaps, leftOut = 0 }: GapsProps) {
  if (gaps.length === 0 && leftOut === 0) return null;
  return (
    <ul className={styles['gaps']}>
      {gaps.map(({ what, why }, place) => <li key={place}>{INSIDE_STRINGS.gaps} {partWords(what)}{UI_STRINGS.colon}<Told text={why} /></li>)}
      {leftOut > 0 && <li>{INSIDE_STRINGS.leftOut(leftOut)}</li>}
    </ul>
  );
}
