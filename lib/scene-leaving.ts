/** What has just ended stays to be seen for a moment where it stood, ever paler. */
import type { Mark, Style } from './scene';

/** The marks of before whose node is there no more; names and rings go at once. */
export function endedMarks(before: readonly Mark[], isThere: (id: string) => boolean): Mark[] {
  return before.filter(({ kind, id }) => kind !== 'label' && kind !== 'ring' && kind !== 'line' && !isThere(id));
}

/** The same, of which a part is `left`: 1 is all, 0 nothing. */
export function fadedMarks(marks: readonly Mark[], left: number): Mark[] {
  const styles = new Map<Style, Style>();
  return marks.map((mark) => {
    const style = styles.get(mark.style) ?? { ...mark.style, fresh: false, alpha: mark.style.alpha * left };
    styles.set(mark.style, style);
    return { ...mark, style };
  });
}
