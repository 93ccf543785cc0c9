'use client';

import { processesOf } from '@/lib/members';
import type { ObjectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { amountOf, MEASURES } from '@/lib/usage';
import { Fact, FactList } from '../inspector/fact-list';
import { Section } from '../inspector/section';
import { amountWords } from './amount-words';
import { USAGE_STRINGS } from './strings';
import { useMeasured } from './use-measured';

/** What the object uses, while the colours of the picture say how much anything does. */
export function UsedNow({ snapshot, id }: { readonly snapshot: Snapshot; readonly id: ObjectId }) {
  const { measure, usage, trouble } = useMeasured();
  const processes = processesOf(snapshot, id) ?? [];
  if (measure === null || processes.length === 0) return null;
  return (
    <Section title={USAGE_STRINGS.section}>
      {trouble === null
        ? <FactList>{MEASURES.map((name) => <Fact key={name} name={USAGE_STRINGS.measures[name]} hint={USAGE_STRINGS.hints[name]}>{amountWords(name, amountOf(processes, usage, name))}</Fact>)}</FactList>
        : <p>{trouble}</p>}
    </Section>
  );
}
