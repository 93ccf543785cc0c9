/** Holds the live connection and makes charts, off the main thread. What came meanwhile is read before the next chart is begun. */
// First of all: zod asks for this when a schema is made.
import '../zod-jitless';
import type { Change } from '@/lib/schema';
import type { LineAsk, LineNews } from '../live/line';
import { Sockets } from '../live/sockets';
import { ChartMaker, type ChartWish, type PackedChart } from './chart-maker';

export type ChartAsk =
  | LineAsk
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'want'; readonly wish: ChartWish }
  | { readonly kind: 'hold'; readonly version: number }
  | { readonly kind: 'step'; readonly change: Change }
  | { readonly kind: 'release' };
/** What the page hears. */
export type ChartNews = LineNews | ({ readonly kind: 'chart' } & PackedChart);

const maker = new ChartMaker();
const later = new MessageChannel();
let isDue = false;
const tell = (news: ChartNews): void => postMessage(news);
const sockets = new Sockets({
  onNews: tell,
  onMessage: (message) => {
    maker.read(message);
    makeSoon();
  },
});

addEventListener('message', ({ data }: MessageEvent<ChartAsk>) => {
  take(data);
  makeSoon();
});

function makeSoon(): void {
  if (isDue) return;
  isDue = true;
  later.port2.postMessage(null);
}

later.port1.onmessage = () => {
  isDue = false;
  for (const chart of maker.make()) tell({ kind: 'chart', ...chart });
};

function take(ask: ChartAsk): void {
  switch (ask.kind) {
    case 'dial':
    case 'hang up':
      sockets.take(ask);
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
