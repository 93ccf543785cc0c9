'use client';

import { useId } from 'react';
import { Choice } from '../ui/choice';
import { OptionRow, TypedField } from './option-row';
import { LIMITS_MS, type Ground, type OptionProblems, type Options } from './options';
import styles from './options-fold.module.css';
import { EXEC_STRINGS } from './strings';

export interface OptionFieldProps {
  readonly options: Options;
  readonly onOptions: (options: Options) => void;
  readonly problems: OptionProblems;
  readonly ground: Ground;
}

const WORDS = EXEC_STRINGS.options;

export function AsField({ options, onOptions, problems }: OptionFieldProps) {
  return (
    <OptionRow label={WORDS.as.label} hint={WORDS.as.hints[options.as]}>
      <Choice legend={WORDS.as.label} options={choicesOf(WORDS.as.names)} value={options.as} onChange={(as) => onOptions({ ...options, as })} />
      {options.as === 'ids' && (
        <>
          <TypedField isNumber label={WORDS.as.uid} placeholder={WORDS.as.uid} value={options.uid} problem={problems.uid} onValue={(uid) => onOptions({ ...options, uid })} />
          <TypedField isNumber label={WORDS.as.gid} placeholder={WORDS.as.gid} value={options.gid} problem={problems.gid} onValue={(gid) => onOptions({ ...options, gid })} />
        </>
      )}
    </OptionRow>
  );
}

export function CapabilitiesField({ options, onOptions }: OptionFieldProps) {
  const { label, names, hints } = WORDS.capabilities;
  return (
    <OptionRow label={label} hint={hints[options.capabilities]} isCaution={options.capabilities === 'all'}>
      <Choice legend={label} options={choicesOf(names)} value={options.capabilities} onChange={(capabilities) => onOptions({ ...options, capabilities })} />
    </OptionRow>
  );
}

export function RootField({ options, onOptions, problems, ground }: OptionFieldProps) {
  const { label, names, hints, needsMnt } = WORDS.root;
  if (!ground.hasMnt) return <OptionRow label={label} hint={needsMnt}>{null}</OptionRow>;
  return (
    <OptionRow label={label} hint={hints[options.root]}>
      <Choice legend={label} options={choicesOf(names)} value={options.root} onChange={(root) => onOptions({ ...options, root })} />
      {options.root === 'path' && <TypedField label={`${label}: ${WORDS.path}`} placeholder="/srv/root" value={options.rootPath} problem={problems.root} onValue={(rootPath) => onOptions({ ...options, rootPath })} />}
    </OptionRow>
  );
}

export function DirectoryField({ options, onOptions, problems, ground }: OptionFieldProps) {
  const { label, names, hints, needsMnt } = WORDS.directory;
  return (
    <OptionRow label={label} hint={options.directory === 'target' && !ground.hasMnt ? needsMnt : hints[options.directory]}>
      <Choice legend={label} options={choicesOf(names)} value={options.directory} onChange={(directory) => onOptions({ ...options, directory })} />
      {options.directory === 'path' && <TypedField label={`${label}: ${WORDS.path}`} placeholder="/tmp" value={options.directoryPath} problem={problems.directory} onValue={(directoryPath) => onOptions({ ...options, directoryPath })} />}
    </OptionRow>
  );
}

export function CgroupField({ options, onOptions, ground }: OptionFieldProps) {
  const { label, names, hints, needsProcess } = WORDS.cgroup;
  if (!ground.hasProcess) return <OptionRow label={label} hint={needsProcess}>{null}</OptionRow>;
  return (
    <OptionRow label={label} hint={hints[options.cgroup]}>
      <Choice legend={label} options={choicesOf(names)} value={options.cgroup} onChange={(cgroup) => onOptions({ ...options, cgroup })} />
    </OptionRow>
  );
}

export function LimitField({ options, onOptions }: OptionFieldProps) {
  const id = useId();
  const { label, hint } = WORDS.limit;
  return (
    <OptionRow label={label} hint={hint}>
      <label className="unseen" htmlFor={id}>{label}</label>
      <select id={id} className={styles['select']} value={options.limitMs} onChange={({ target }) => onOptions({ ...options, limitMs: LIMITS_MS.find((limit) => String(limit) === target.value) ?? options.limitMs })}>
        {LIMITS_MS.map((limit) => <option key={limit} value={limit}>{WORDS.limits[limit]}</option>)}
      </select>
    </OptionRow>
  );
}

function choicesOf<T extends string>(names: Readonly<Record<T, string>>): readonly { value: T; label: string }[] {
  return (Object.keys(names) as T[]).map((value) => ({ value, label: names[value] }));
}
