import type { ReactNode } from 'react';
import { formatBytes } from '@/lib/amount-text';
import { cgroupUsage, type Amount, type CgroupUsage } from '@/lib/cgroup-usage';
import { formatCount } from '@/lib/count-text';
import type { CgroupRow } from '@/lib/inspect-schema';
import { showText } from '@/lib/text';
import { Told } from '../language/told';
import { Copyable } from '../ui/copy';
import { Disclosure } from '../ui/disclosure';
import { formatDuration } from '../ui/format';
import { Fact, FactList } from './fact-list';
import { INSIDE_STRINGS } from './inside-strings';
import styles from './inside.module.css';
import { Section } from './section';

const { cgroup: WORDS } = INSIDE_STRINGS;

/** What the control groups allow and what is used of it, then the groups themselves. */
export function Usage({ groups }: { groups: readonly CgroupRow[] }) {
  const usage = cgroupUsage(groups);
  return (
    <>
      <Section title={WORDS.usage} term="limits">
        <FactList>
          <AmountFact name={WORDS.memory} amount={usage.memory} show={formatBytes} />
          <AmountFact name={WORDS.swap} amount={usage.swap} show={formatBytes} />
          <AmountFact name={WORDS.pids} amount={usage.pids} show={formatCount} />
          {usage.cpu !== null && <Fact name={WORDS.cpu}>{cpuWords(usage.cpu).join(', ')}</Fact>}
          {usage.cpu?.cpus != null && usage.cpu.cpus !== '' && <Fact name={WORDS.cpus}><code>{usage.cpu.cpus}</code></Fact>}
          {usage.killed !== null && usage.killed > 0 && <Fact name={WORDS.killed}>{WORDS.killedTimes(usage.killed)}</Fact>}
          {usage.frozen === true && <Fact name={WORDS.frozen}>{WORDS.frozenWords}</Fact>}
        </FactList>
        <p className={styles['note']}>{usage.memory === null && usage.pids === null && usage.cpu === null ? WORDS.unknown : WORDS.above}</p>
      </Section>
      <Groups groups={groups} />
    </>
  );
}

function AmountFact({ name, amount, show }: { name: string; amount: Amount | null; show: (value: number) => string }): ReactNode {
  if (amount === null) return null;
  const { used, limit, peak } = amount;
  const words = [used === null ? INSIDE_STRINGS.none : show(used), ...(limit === null ? [`(${WORDS.noLimit})`] : [WORDS.of(show(limit))])].join(' ');
  return (
    <Fact name={name}>
      {words}{peak !== null && `, ${WORDS.peak(show(peak))}`}
      {used !== null && limit !== null && limit > 0 && <span className={styles['bar']} style={{ display: 'block' }} aria-hidden="true"><span style={{ width: `${Math.min(100, (used / limit) * 100)}%` }} /></span>}
    </Fact>
  );
}

function cpuWords({ usedSeconds, limit, weight, shares, throttledSeconds }: NonNullable<CgroupUsage['cpu']>): string[] {
  return [
    ...(usedSeconds === null ? [] : [WORDS.cpuUsed(formatDuration(usedSeconds))]),
    limit === null ? WORDS.noLimit : WORDS.cpuLimit(limit.toFixed(2).replace(/\.?0+$/, '')),
    ...(weight === null ? [] : [WORDS.cpuWeight(weight)]),
    ...(shares === null ? [] : [WORDS.cpuShares(shares)]),
    ...(throttledSeconds === null || throttledSeconds === 0 ? [] : [WORDS.throttled(formatDuration(throttledSeconds))]),
  ];
}

/** The group in each hierarchy, with its interface files as the kernel prints them. */
export function Groups({ groups }: { groups: readonly CgroupRow[] }) {
  return (
    <Disclosure title={WORDS.title} aside={groups.length}>
      {groups.map((group) => <Group key={group.hierarchy} group={group} />)}
    </Disclosure>
  );
}

function Group({ group: { hierarchy, controllers, name, path, files, trouble } }: { group: CgroupRow }) {
  const what = name === null ? controllers.join(', ') : showText(name);
  return (
    <div className={styles['entry']}>
      <span>{hierarchy === 0 ? WORDS.version.v2 : WORDS.version.v1}{what !== '' && `: ${what}`}</span>
      <Copyable text={showText(path)} what={WORDS.title} mono />
      {trouble !== null && <span className={styles['note']}>{INSIDE_STRINGS.gaps} <Told text={trouble} /></span>}
      {files.length > 0 && <dl className={styles['files']}>{files.map(({ file, value }) => <FileLine key={file} file={file} value={showText(value)} />)}</dl>}
    </div>
  );
}

function FileLine({ file, value }: { file: string; value: string }) {
  return (
    <>
      <dt>{file}</dt>
      <dd>{value.replaceAll('\\x0a', '\n').trimEnd()}</dd>
    </>
  );
}
