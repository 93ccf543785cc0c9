'use client';

import { useState } from 'react';
import { processKey } from '@/lib/identity';
import { objectId, type ObjectId } from '@/lib/object-id';
import { sandboxNameOf, sandboxOf } from '@/lib/sandbox-of';
import type { Sandbox } from '@/lib/sandbox-schema';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { FailureNotice } from '../failure-notice';
import { useSession } from '../fetch-json';
import { Fact, FactList, TextFact } from '../inspector/fact-list';
import { Section } from '../inspector/section';
import { ObjectLink } from '../objects/object-link';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { formatTime } from '../ui/format';
import { Notice } from '../ui/notice';
import styles from './made-here.module.css';
import { SANDBOX_STRINGS } from './strings';
import { useSandboxes } from './use-sandboxes';

/** Of what was made here: by whom, how, and the button that removes it. Nothing for everything else. */
export function MadeHere({ snapshot, id }: { snapshot: Snapshot; id: ObjectId }) {
  return sandboxNameOf(snapshot, id) === null ? null : <OfSandbox key={id} snapshot={snapshot} id={id} />;
}

function OfSandbox({ snapshot, id }: { snapshot: Snapshot; id: ObjectId }) {
  const { list, failure, doing, remove } = useSandboxes(true);
  const [removed, setRemoved] = useState<string | null>(null);
  const { data: session } = useSession();
  const row = sandboxOf(snapshot, id, list?.sandboxes ?? []);
  const refused = session?.execRefused ?? null;
  if (removed !== null && doing.kind === 'done') return <div className={styles['end']} role="status"><Notice title={SANDBOX_STRINGS.removed(removed)}>{SANDBOX_STRINGS.removedBody}</Notice></div>;
  if (failure !== null && list === undefined) return <div className={styles['end']}><FailureNotice title={SANDBOX_STRINGS.listFailed} answer={failure} /></div>;
  if (row === null) return null;
  const onRemove = () => {
    setRemoved(row.name);
    void remove(row.name);
  };
  return (
    <Section title={SANDBOX_STRINGS.list} aside={session?.readOnly !== true && <RemoveButton isBusy={doing.kind === 'doing'} refused={refused} onRemove={onRemove} />}>
      {doing.kind === 'failed' && <FailureNotice title={SANDBOX_STRINGS.notRemoved} answer={doing.answer} />}
      {row.ended !== null && <Ended row={row} ended={row.ended} />}
      <Facts row={row} />
    </Section>
  );
}

function RemoveButton({ isBusy, refused, onRemove }: { isBusy: boolean; refused: string | null; onRemove: () => void }) {
  const title = refused ?? SANDBOX_STRINGS.removeHint;
  return <Button disabled={refused !== null || isBusy} title={title} onClick={onRemove}>{isBusy ? SANDBOX_STRINGS.removing : SANDBOX_STRINGS.remove}</Button>;
}

function Facts({ row: { name, owner, since, holder, address, pinned, calls } }: { row: Sandbox }) {
  return (
    <FactList>
      <Fact name={SANDBOX_STRINGS.by}>{owner ?? SANDBOX_STRINGS.byEarlier}</Fact>
      <Fact name={SANDBOX_STRINGS.since}>{since === null ? SANDBOX_STRINGS.sinceUnknown : <>{formatTime(since)} (<Age since={since} />)</>}</Fact>
      <Fact name={SANDBOX_STRINGS.holder}>{holder === null ? SANDBOX_STRINGS.noHolder : <ObjectLink id={objectId('process', processKey(holder))}>{SANDBOX_STRINGS.holderOf(holder.pid)}</ObjectLink>}</Fact>
      {address !== null && <TextFact name={SANDBOX_STRINGS.address} text={address} />}
      {pinned ? <TextFact name={SANDBOX_STRINGS.pinned} text={SANDBOX_STRINGS.pinnedAt(name)} /> : <Fact name={SANDBOX_STRINGS.pinned}>{SANDBOX_STRINGS.notPinned}</Fact>}
      <Fact name={SANDBOX_STRINGS.madeBy}>{calls.length === 0 ? SANDBOX_STRINGS.callsUnknown : <ol className={styles['calls']}>{calls.map((call) => <li key={call}><code>{call}</code></li>)}</ol>}</Fact>
    </FactList>
  );
}

function Ended({ row, ended }: { row: Sandbox; ended: NonNullable<Sandbox['ended']> }) {
  const said = showText(ended.stderr);
  return (
    <div className={styles['end']}>
      <Notice tone="caution" title={SANDBOX_STRINGS.endedTitle}>
        <p>{ended.why ?? SANDBOX_STRINGS.endedBy(ended.code, ended.signal)}</p>
        {row.pinned && <p>{SANDBOX_STRINGS.endedPinned}</p>}
        {said !== '' && <pre className={styles['said']} aria-label={SANDBOX_STRINGS.stderr}>{said}</pre>}
      </Notice>
    </div>
  );
}
