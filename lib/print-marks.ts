/** The marks of a scene for paper: what the screen shows as a full dot is an outline with a light middle, so that no field of processes drinks the ink. */
import type { Look, Mark, Style } from './scene';
import type { LegendItem } from './svg-caption';

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

/** What explains the dots looks as they do. */
export function legendForPaper(legend: readonly LegendItem[]): readonly LegendItem[] {
  return legend.map((item) => (item.sample === 'dot' ? { ...item, look: lighten(item.look) } : item));
}

/** A leader stays darker than the others; what has ended is empty. */
function lighten<Drawn extends Look>(style: Drawn): Drawn {
  if (style.fill === 'inkFaint' && style.stroke === null) return { ...style, fill: 'line', stroke: 'inkFaint', width: 0.75 };
  if (style.fill === 'inkMuted' && style.stroke === null) return { ...style, fill: 'lineStrong', stroke: 'inkMuted', width: 0.75 };
  return style.fill === 'line' ? { ...style, fill: 'surface' } : style;
}
