import type { ReactNode } from 'react';
import { CHART_FORMATS, FORMATS, PICTURE_FORMATS } from '@/lib/export';
import { CAPTION_PARTS, RANGES } from '@/lib/picture';
import { PAPERS } from '@/lib/picture-frame';
import { REDACTIONS } from '@/lib/redact';
import { THEMES } from '@/lib/theme';
import { Choice } from '../ui/choice';
import { isIn, SCALES, type ExportChoices } from './choices';
import styles from './export-form.module.css';
import { EXPORT_STRINGS } from './strings';

interface ExportFormProps {
  readonly choices: ExportChoices;
  /** The lens is a picture, not the table. */
  readonly isPicture: boolean;
  readonly hasSelection: boolean;
  readonly onChoices: (choices: ExportChoices) => void;
}

/** Only what means something for the format is asked. */
export function ExportForm({ choices, isPicture, hasSelection, onChoices }: ExportFormProps) {
  const choose = (patch: Partial<ExportChoices>) => onChoices({ ...choices, ...patch });
  const isDrawn = isIn(PICTURE_FORMATS, choices.format);
  const hasRange = isDrawn || isIn(CHART_FORMATS, choices.format);
  const formats = FORMATS.filter((format) => isPicture || !(isIn(PICTURE_FORMATS, format) || isIn(CHART_FORMATS, format)));
  return (
    <div className={styles['form']}>
      <Field title={EXPORT_STRINGS.format}>
        <Choice legend={EXPORT_STRINGS.format} options={formats.map((value) => ({ value, label: EXPORT_STRINGS.formats[value], title: EXPORT_STRINGS.formatHints[value] }))} value={choices.format} onChange={(format) => choose({ format })} />
      </Field>
      {hasRange && (
        <Field title={EXPORT_STRINGS.range}>
          <Choice legend={EXPORT_STRINGS.range} options={RANGES.filter((range) => (range !== 'selection' || hasSelection) && (range !== 'seen' || isDrawn)).map((value) => ({ value, label: EXPORT_STRINGS.ranges[value] }))} value={choices.range} onChange={(range) => choose({ range })} />
        </Field>
      )}
      {isDrawn && <Drawing choices={choices} choose={choose} />}
      <Checks title={EXPORT_STRINGS.redact} all={REDACTIONS} words={EXPORT_STRINGS.redactions} chosen={choices.redact} onChosen={(redact) => choose({ redact })} />
    </div>
  );
}

function Drawing({ choices, choose }: { choices: ExportChoices; choose: (patch: Partial<ExportChoices>) => void }) {
  return (
    <>
      <Field title={EXPORT_STRINGS.size}>
        <Choice legend={EXPORT_STRINGS.size} options={PAPERS.map((value) => ({ value, label: EXPORT_STRINGS.sizes[value] }))} value={choices.paper} onChange={(paper) => choose({ paper })} />
      </Field>
      {choices.format === 'png' && (
        <Field title={EXPORT_STRINGS.scale}>
          <Choice legend={EXPORT_STRINGS.scale} options={SCALES.map((value) => ({ value, label: EXPORT_STRINGS.scales[value] }))} value={choices.scale} onChange={(scale) => choose({ scale })} />
        </Field>
      )}
      <Field title={EXPORT_STRINGS.theme}>
        <Choice legend={EXPORT_STRINGS.theme} options={THEMES.map((value) => ({ value, label: EXPORT_STRINGS.themes[value] }))} value={choices.theme} onChange={(theme) => choose({ theme })} />
      </Field>
      <Checks title={EXPORT_STRINGS.caption} all={CAPTION_PARTS} words={EXPORT_STRINGS.captionParts} chosen={choices.caption} onChosen={(caption) => choose({ caption })} />
    </>
  );
}

/** The words above are for the eye: the group has them as its own. */
function Field({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles['field']}>
      <p aria-hidden="true">{title}</p>
      {children}
    </div>
  );
}

interface ChecksProps<T extends string> {
  readonly title: string;
  readonly all: readonly T[];
  readonly words: Readonly<Record<T, string>>;
  readonly chosen: readonly T[];
  readonly onChosen: (chosen: readonly T[]) => void;
}

/** In the order of the list, whatever the order of the clicks. */
function Checks<T extends string>({ title, all, words, chosen, onChosen }: ChecksProps<T>) {
  return (
    <fieldset className={styles['field']}>
      <legend>{title}</legend>
      <div className={styles['checks']}>
        {all.map((value) => (
          <label key={value} className={styles['check']}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={({ target }) => onChosen(all.filter((other) => (other === value ? target.checked : chosen.includes(other))))} />
            {words[value]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
