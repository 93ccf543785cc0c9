import type { Text } from '@/lib/text';
import { showText } from '@/lib/text';
import { Copyable } from '../ui/copy';
import { Disclosure } from '../ui/disclosure';
import styles from './evidence-section.module.css';
import { FACT_STRINGS } from './strings';

/** Which lines and files say that it is what we call it. */
export function EvidenceSection({ evidence }: { evidence: readonly Text[] }) {
  if (evidence.length === 0) return null;
  return (
    <Disclosure title={FACT_STRINGS.evidence} aside={evidence.length}>
      <ul className={styles['list']}>
        {evidence.map((line, place) => <li key={place}><Copyable text={showText(line)} what={FACT_STRINGS.evidence} mono /></li>)}
      </ul>
    </Disclosure>
  );
}
