import type { ScanTime } from '@/lib/inspect-schema';
import { formatDuration } from '../ui/format';
import { Fact, FactList } from './fact-list';
import { Gaps } from './gaps';
import { INSIDE_STRINGS } from './inside-strings';
import { Section } from './section';
import styles from './inside.module.css';

const { time: WORDS } = INSIDE_STRINGS;

export function Clocks({ facts: { monotonic, boottime, gaps } }: { facts: ScanTime }) {
  return (
    <Section title={WORDS.title} term="clocks">
      <FactList>
        <Fact name={WORDS.monotonic}><Offset offset={monotonic} /></Fact>
        <Fact name={WORDS.boottime}><Offset offset={boottime} /></Fact>
      </FactList>
      <p className={styles['note']}>{WORDS.note}</p>
      <Gaps gaps={gaps} />
    </Section>
  );
}

/** The kernel keeps whole nanoseconds, of which seconds may be negative; in words nobody needs more than the seconds. */
function Offset({ offset: { seconds, nanoseconds } }: { offset: ScanTime['monotonic'] }) {
  if (seconds === 0 && nanoseconds === 0) return WORDS.same;
  const exact = `${seconds} s ${nanoseconds} ns`;
  const words = seconds < 0 ? WORDS.behind(formatDuration(-seconds)) : WORDS.ahead(formatDuration(seconds));
  return <span title={exact}>{words}</span>;
}
