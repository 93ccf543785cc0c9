/** Makes charts off the main thread. What came meanwhile is read before the next one is begun. */
// First of all: zod asks for this when a schema is made.
import '../zod-jitless';
import type { Change } from '@/lib/schema';
import { ChartMaker, type ChartWish } from './chart-maker';

export type ChartAsk =
  | { readonly kind: 'read' | 'show'; readonly text: string }
  | { readonly kind: 'want'; readonly wish: ChartWish }
  | { readonly kind: 'hold'; readonly version: number }
  | { readonly kind: 'step'; readonly change: Change }
  | { readonly kind: 'release' };

const maker = new ChartMaker();
const later = new MessageChannel();
let isDue = false;

addEventListener('message', ({ data }: MessageEvent<ChartAsk>) => {
  take(data);
  if (isDue) return;
  isDue = true;
  later.port2.postMessage(null);
});

later.port1.onmessage = () => {
  isDue = false;
  for (const chart of maker.make()) postMessage(chart);
};

function take(ask: ChartAsk): void {
  switch (ask.kind) {
    case 'read':
      maker.read(ask.text);
      break;
    case 'show':
      maker.show(ask.text);
      break;
    case 'want':
      maker.want(ask.wish);
      break;
    case 'hold':
      maker.hold(ask.version);
      break;
    case 'step':
      maker.step(ask.change);
      break;
    case 'release':
      maker.release();
      break;
  }
}
