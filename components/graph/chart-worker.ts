/** Makes charts off the main thread. What came meanwhile is read before the next one is begun. */
// First of all: zod asks for this when a schema is made.
import '../zod-jitless';
import { ChartMaker, type ChartWish } from './chart-maker';

export type ChartAsk = { readonly kind: 'read'; readonly text: string } | { readonly kind: 'want'; readonly wish: ChartWish };

const maker = new ChartMaker();
const later = new MessageChannel();
let isDue = false;

addEventListener('message', ({ data }: MessageEvent<ChartAsk>) => {
  if (data.kind === 'read') maker.read(data.text);
  else maker.want(data.wish);
  if (isDue) return;
  isDue = true;
  later.port2.postMessage(null);
});

later.port1.onmessage = () => {
  isDue = false;
  for (const chart of maker.make()) postMessage(chart);
};
