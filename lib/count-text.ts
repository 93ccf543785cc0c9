/** Thousands apart, so that long counts can be read: `12,345`. Of whole numbers; English and Chinese write them alike. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
