import { exportPicture, exportText, type Exported, type Format } from '@/lib/export';
import type { Picture } from '@/lib/picture';
import { rasterize } from './rasterize';
import type { ExportChoices } from './choices';

/** What the choices make: a picture, or a text; null where the lens has no such thing. */
export type Made = { readonly kind: 'picture'; readonly picture: Picture } | { readonly kind: 'text'; readonly text: string } | null;

export function make(exported: Exported, choices: ExportChoices): Made {
  if (choices.format === 'svg' || choices.format === 'png') {
    const picture = exportPicture(exported, choices);
    return picture === null ? null : { kind: 'picture', picture };
  }
  const text = exportText(exported, choices.format, choices);
  return text === null ? null : { kind: 'text', text };
}

const TYPE_BY_FORMAT: Readonly<Record<Exclude<Format, 'png'>, string>> = { svg: 'image/svg+xml', mmd: 'text/plain', dot: 'text/plain', md: 'text/markdown', csv: 'text/csv', facts: 'text/markdown' };

/** Null when the browser cannot make it. */
export async function fileOf(made: NonNullable<Made>, { format, scale }: ExportChoices): Promise<Blob | null> {
  const text = made.kind === 'picture' ? made.picture.svg : made.text;
  if (format !== 'png') return new Blob([text], { type: TYPE_BY_FORMAT[format] });
  if (made.kind !== 'picture') return null;
  const { width, height } = made.picture;
  return rasterize(text, width * Number(scale), height * Number(scale));
}

/** False when the browser refuses it. */
export async function copyPicture(file: Blob): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [file.type]: file })]);
    return true;
  } catch (error) {
    // Absent outside a secure context (TypeError, ReferenceError), or not permitted (NotAllowedError).
    if (error instanceof TypeError || error instanceof ReferenceError || error instanceof DOMException) return false;
    throw error;
  }
}
