/** Pixels of a canvas's upper side on which the bars of the search and of what is near lie. */
export function coveredTop(canvas: HTMLCanvasElement): number {
  const bars = canvas.parentElement?.querySelector<HTMLElement>('[data-covers="top"]');
  return bars === null || bars === undefined || bars.offsetHeight === 0 ? 0 : bars.offsetTop + bars.offsetHeight;
}
