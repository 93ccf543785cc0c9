/** The marks of a scene for paper: what the screen shows as a full dot is an outline with a light middle, so that no field of processes drinks the ink. */
import type { Mark, Style } from './scene';

export function forPaper(marks: readonly Mark[]): Mark[] {
  // Marks of one style stay of one style: they are drawn at once.
  const known = new Map<Style, Style>();
  const lightened = (style: Style) => {
    const light = known.get(style) ?? lighten(style);
    known.set(style, light);
    return light;
  };
  return marks.map((mark) => (mark.kind === 'disc' ? { ...mark, style: lightened(mark.style) } : mark));
}

/** A leader stays darker than the others; what has ended is empty. */
function lighten(style: Style): Style {
  if (style.fill === 'inkFaint' && style.stroke === null) return { ...style, fill: 'line', stroke: 'inkFaint', width: 0.75 };
  if (style.fill === 'inkMuted' && style.stroke === null) return { ...style, fill: 'lineStrong', stroke: 'inkMuted', width: 0.75 };
  return style.fill === 'line' ? { ...style, fill: 'surface' } : style;
}
