import type { ExportChoices } from './choices';
import styles from './preview.module.css';
import { pictureAddress } from './rasterize';
import { EXPORT_STRINGS } from './strings';
import type { Made } from './made';

/** More lines would be slow to show and are not read here. */
const LINES_LIMIT = 200;

/** What will be saved, as it will look; only smaller. */
export function Preview({ made, choices }: { made: Made; choices: ExportChoices }) {
  return (
    // A long text is scrolled by the keyboard too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={styles['preview']} aria-label={EXPORT_STRINGS.preview} tabIndex={0}>
      {made === null && <p className={styles['nothing']}>{EXPORT_STRINGS.nothing}</p>}
      {made?.kind === 'text' && <Text text={made.text} />}
      {made?.kind === 'picture' && (
        <figure className={styles['figure']}>
          {/* The address is the picture itself: there is nothing to optimise. */}
          {/* eslint-disable-next-line @next/next/no-img-element */}
          <img className={styles['picture']} src={pictureAddress(made.picture.svg)} alt={EXPORT_STRINGS.preview} />
          <figcaption>{EXPORT_STRINGS.pixels(made.picture.width * scaleOf(choices), made.picture.height * scaleOf(choices))}</figcaption>
        </figure>
      )}
    </section>
  );
}

function scaleOf({ format, scale }: ExportChoices): number {
  return format === 'png' ? Number(scale) : 1;
}

function Text({ text }: { text: string }) {
  const lines = text.split('\n');
  const left = lines.length - LINES_LIMIT;
  return (
    <>
      <pre className={styles['text']}>{lines.slice(0, LINES_LIMIT).join('\n')}</pre>
      <p className={styles['size']}>{[...(left > 0 ? [EXPORT_STRINGS.cut(left)] : []), EXPORT_STRINGS.letters(text.length)].join(', ')}</p>
    </>
  );
}
