/** Holds the live connection and makes charts, off the main thread. */
// First of all: zod asks for this when a schema is made.
import '../zod-jitless';
import type { Change } from '@/lib/schema';
import type { LineAsk, LineNews } from '../live/line';
import { Sockets } from '../live/sockets';
import { ChartMaker, type ChartWish, type PackedChart } from './chart-maker';
import { ChartPace } from './chart-pace';
import { Rehearsal } from './rehearsal';

export type ChartAsk =
  | LineAsk
  | { readonly kind: 'show'; readonly text: string }
  | { readonly kind: 'want'; readonly wish: ChartWish }
  | { readonly kind: 'hold'; readonly version: number }
  | { readonly kind: 'step'; readonly change: Change }
  | { readonly kind: 'release' }
  | { readonly kind: 'go on' };
/** What the page hears. */
export type ChartNews = LineNews | ({ readonly kind: 'chart' } & PackedChart);

const maker = new ChartMaker();
const tell = (news: ChartNews): void => postMessage(news);
const pace = new ChartPace({ make: () => maker.make(), tell: (chart) => tell({ kind: 'chart', ...chart }) });
const rehearsal = new Rehearsal();
const sockets = new Sockets({
  onNews: (news) => {
    if (news.kind === 'opened') rehearsal.pause();
    else if (news.kind === 'text') rehearsal.end();
    tell(news);
  },
  onMessage: (message) => {
    maker.read(message);
    pace.makeSoon();
  },
});

rehearsal.start();
addEventListener('message', ({ data }: MessageEvent<ChartAsk>) => {
  if (data.kind === 'go on') pace.goOn();
  else {
    take(data);
    pace.makeSoon();
  }
});

function take(ask: Exclude<ChartAsk, { kind: 'go on' }>): void {
  switch (ask.kind) {
    case 'dial':
    case 'hang up':
      sockets.take(ask);
      break;
    case 'show':
      rehearsal.end();
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
