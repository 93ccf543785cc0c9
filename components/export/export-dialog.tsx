'use client';

import { useDeferredValue, useMemo, useState } from 'react';
import { fileName, type Exported } from '@/lib/export';
import { useTopologyAnswer } from '../fetch-json';
import { Button } from '../ui/button';
import { writeClipboard } from '../ui/clipboard';
import { Dialog } from '../ui/dialog';
import { saveFile } from '../ui/save-file';
import { keepChoices, possibleChoices, readChoices, type ExportChoices } from './choices';
import styles from './export-dialog.module.css';
import { ExportForm } from './export-form';
import { copyPicture, fileOf, make, type Made } from './made';
import { Preview } from './preview';
import { EXPORT_STRINGS } from './strings';

interface ExportDialogProps {
  readonly exported: Omit<Exported, 'topology'>;
  readonly onClose: () => void;
}

type Outcome = 'copied' | 'copyFailed' | 'pngFailed' | null;

/** What, how large, in which colours, with which words; and at once how that looks. It remembers what was chosen. */
export function ExportDialog({ exported, onClose }: ExportDialogProps) {
  const [kept, setChoices] = useState(readChoices);
  const means = { isPicture: exported.picture !== null, hasSelection: exported.view.select !== null };
  const choices = possibleChoices(kept, means);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const { data: topology } = useTopologyAnswer('glanced');
  const asked = possibleChoices(useDeferredValue(kept), means);
  const whole = useMemo(() => ({ ...exported, topology: topology ?? null }), [exported, topology]);
  const made = useMemo(() => make(whole, asked), [whole, asked]);
  const choose = (next: ExportChoices) => {
    setOutcome(null);
    setChoices(next);
    keepChoices(next);
  };
  // What is saved is what is chosen, also while the preview is still of what was chosen before.
  const now = () => make(whole, choices);
  const act = (work: (present: NonNullable<Made>, choices: ExportChoices) => Promise<Outcome>) => {
    const present = now();
    if (present !== null) void work(present, choices).then(setOutcome);
  };
  return (
    <Dialog
      isWide
      title={EXPORT_STRINGS.title}
      onClose={onClose}
      actions={
        <>
          <p role="status" className={styles['outcome']}>{outcome === null ? '' : EXPORT_STRINGS[outcome]}</p>
          <Button icon="copy" disabled={made === null} onClick={() => act(copy)}>{EXPORT_STRINGS.copy}</Button>
          <Button look="primary" disabled={made === null} onClick={() => act((present, chosen) => save(present, chosen, fileName(exported, chosen.format, chosen)))}>{EXPORT_STRINGS.save}</Button>
        </>
      }
    >
      <div className={styles['sides']}>
        <ExportForm choices={choices} {...means} onChoices={choose} />
        <Preview made={made} choices={asked} />
      </div>
    </Dialog>
  );
}

async function copy(made: NonNullable<Made>, choices: ExportChoices): Promise<Outcome> {
  if (choices.format !== 'png') return (await writeClipboard(made.kind === 'picture' ? made.picture.svg : made.text)) ? 'copied' : 'copyFailed';
  const file = await fileOf(made, choices);
  if (file === null) return 'pngFailed';
  return (await copyPicture(file)) ? 'copied' : 'copyFailed';
}

async function save(made: NonNullable<Made>, choices: ExportChoices, name: string): Promise<Outcome> {
  const file = await fileOf(made, choices);
  if (file === null) return 'pngFailed';
  saveFile(file, name);
  return null;
}
