'use client';

import { Button } from '../ui/button';
import { Choice } from '../ui/choice';
import { OptionRow, TypedField } from './option-row';
import type { OptionFieldProps } from './option-fields';
import type { Variable } from './options';
import styles from './options-fold.module.css';
import { EXEC_STRINGS } from './strings';

const WORDS = EXEC_STRINGS.options.environment;
const CHOICES = (['clean', 'target'] as const).map((value) => ({ value, label: WORDS.names[value] }));

/** Whose environment, and what is set in it. The target's is never shown: it may hold secrets. */
export function EnvironmentField({ options, onOptions, problems, ground }: OptionFieldProps) {
  const { environment, variables } = options;
  const hasChoice = ground.hasMnt && ground.hasProcess;
  const set = (rows: readonly Variable[]) => onOptions({ ...options, variables: rows });
  return (
    <OptionRow label={WORDS.label} hint={hasChoice ? WORDS.hints[environment] : WORDS.needsMnt} isCaution={hasChoice && environment === 'target'} problem={problems.environment}>
      {hasChoice && <Choice legend={WORDS.label} options={CHOICES} value={environment} onChange={(from) => onOptions({ ...options, environment: from })} />}
      {variables.length > 0 && (
        <ol className={styles['variables']} aria-label={WORDS.variables}>
          {variables.map((variable, place) => (
            // A row has no name of its own: what is typed changes.
            <li key={place} className={styles['variable']}>
              <TypedField label={WORDS.name(place + 1)} placeholder="NAME" value={variable.name} problem={problems.variables[place]} onValue={(name) => set(variables.with(place, { ...variable, name }))} />
              <TypedField label={WORDS.value(place + 1)} placeholder="value" value={variable.value} onValue={(value) => set(variables.with(place, { ...variable, value }))} />
              <Button look="quiet" icon="close" aria-label={WORDS.remove(place + 1)} onClick={() => set(variables.filter((_, other) => other !== place))} />
            </li>
          ))}
        </ol>
      )}
      <Button look="link" onClick={() => set([...variables, { name: '', value: '' }])}>{WORDS.add}</Button>
    </OptionRow>
  );
}
