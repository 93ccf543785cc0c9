'use client';

import { Choice } from '../ui/choice';
import { PRESETS, permitted, presetOf, takePreset, type Draft, type Problems } from './draft';
import { Field, Part } from './field';
import { IdChoice } from './id-choice';
import styles from './sandbox-form.module.css';
import { SANDBOX_STRINGS } from './strings';
import { TypeChoice } from './type-choice';

interface SandboxFormProps {
  readonly draft: Draft;
  readonly onDraft: (draft: Draft) => void;
  /** Those that are to be shown. */
  readonly problems: Problems;
  readonly isPrivileged: boolean;
}

/** What to make. Fields that the chosen types have no use for are not there. */
export function SandboxForm(props: SandboxFormProps) {
  const { draft, onDraft, problems, isPrivileged } = props;
  const has = (type: Draft['types'][number]) => draft.types.includes(type);
  return (
    <>
      <Presets {...props} />
      <TypeChoice types={draft.types} onTypes={(types) => onDraft(permitted({ ...draft, types }, isPrivileged))} isPrivileged={isPrivileged} problem={problems.get('types')} />
      <div className={styles['pair']}>
        <Field label={SANDBOX_STRINGS.name} hint={SANDBOX_STRINGS.nameHint} value={draft.name} problem={problems.get('name')} onChange={(name) => onDraft({ ...draft, name })} />
        {has('uts') && <Field label={SANDBOX_STRINGS.hostname} hint={SANDBOX_STRINGS.hostnameHint} value={draft.hostname} problem={problems.get('hostname')} onChange={(hostname) => onDraft({ ...draft, hostname })} />}
      </div>
      {has('user') && <IdChoice {...props} />}
      {has('mnt') && <Files {...props} />}
      {has('net') && <Cable {...props} />}
      <Holder {...props} />
    </>
  );
}

function Presets({ draft, onDraft, isPrivileged }: SandboxFormProps) {
  const current = presetOf(draft, isPrivileged);
  return (
    <div className={styles['presets']} role="group" aria-label={SANDBOX_STRINGS.presets}>
      <span className={styles['label']}>{SANDBOX_STRINGS.presets}</span>
      {PRESETS.map((preset) => (
        <button key={preset} type="button" className={styles['preset']} aria-pressed={preset === current} onClick={() => onDraft(takePreset(draft, preset, isPrivileged))}>{SANDBOX_STRINGS.presetNames[preset]}</button>
      ))}
    </div>
  );
}

const ROOTS = (['host', 'own', 'directory'] as const).map((value) => ({ value, label: SANDBOX_STRINGS.rootNames[value], title: SANDBOX_STRINGS.rootHints[value] }));

function Files({ draft, onDraft, problems }: SandboxFormProps) {
  return (
    <Part title={SANDBOX_STRINGS.root} problem={problems.get('root')}>
      <Choice legend={SANDBOX_STRINGS.root} options={ROOTS} value={draft.root} onChange={(root) => onDraft({ ...draft, root })} />
      <p className={styles['hint']}>{SANDBOX_STRINGS.rootHints[draft.root]}</p>
      {draft.root === 'directory' && <Field label={SANDBOX_STRINGS.path} hint={SANDBOX_STRINGS.pathHint} placeholder="/srv/debian" value={draft.path} problem={problems.get('root.path')} onChange={(path) => onDraft({ ...draft, path })} />}
    </Part>
  );
}

const NETWORKS = (['none', 'bridge'] as const).map((value) => ({ value, label: SANDBOX_STRINGS.networkNames[value], title: SANDBOX_STRINGS.networkHints[value] }));

function Cable({ draft, onDraft, problems, isPrivileged }: SandboxFormProps) {
  return (
    <Part title={SANDBOX_STRINGS.network} problem={problems.get('network')}>
      {isPrivileged && <Choice legend={SANDBOX_STRINGS.network} options={NETWORKS} value={draft.network} onChange={(network) => onDraft({ ...draft, network })} />}
      <p className={styles['hint']}>{SANDBOX_STRINGS.networkHints[draft.network]}{!isPrivileged && `. ${SANDBOX_STRINGS.networkRefused}`}</p>
      {draft.network === 'bridge' && <Field label={SANDBOX_STRINGS.address} hint={SANDBOX_STRINGS.addressHint} value={draft.address} problem={problems.get('network.address')} onChange={(address) => onDraft({ ...draft, address })} />}
    </Part>
  );
}

const HOLDERS = (['idle', 'command'] as const).map((value) => ({ value, label: SANDBOX_STRINGS.holdsNames[value], title: SANDBOX_STRINGS.holdsHints[value] }));

function Holder({ draft, onDraft, problems, isPrivileged }: SandboxFormProps) {
  return (
    <Part title={SANDBOX_STRINGS.holds}>
      <Choice legend={SANDBOX_STRINGS.holds} options={HOLDERS} value={draft.holds} onChange={(holds) => onDraft({ ...draft, holds })} />
      <p className={styles['hint']}>{SANDBOX_STRINGS.holdsHints[draft.holds]}</p>
      {draft.holds === 'command' && <Field label={SANDBOX_STRINGS.command} hint={SANDBOX_STRINGS.commandHint} placeholder="sleep 1h" value={draft.line} problem={problems.get('argv')} onChange={(line) => onDraft({ ...draft, line })} />}
      <label className={styles['check']}>
        <input type="checkbox" checked={draft.pin} disabled={!isPrivileged} onChange={({ target }) => onDraft({ ...draft, pin: target.checked })} />
        {SANDBOX_STRINGS.pin}
      </label>
      <p className={styles['hint']}>{isPrivileged ? SANDBOX_STRINGS.pinHint : SANDBOX_STRINGS.pinRefused}</p>
    </Part>
  );
}
