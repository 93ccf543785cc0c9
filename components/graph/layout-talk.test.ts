import { beforeEach, describe, expect, it } from 'vitest';
import { buildGraph } from '@/lib/graph';
import { hostOf } from '@/lib/graph.fixture';
import { packPlaces } from '@/lib/layout-wire';
import { startTalk, type Answer, type LayoutPort } from './layout-talk';
import type { LayoutAsk, LayoutReply } from './layout-worker';

/** Graphs of one, two, three … processes on the host. */
const graphOf = (count: number, lens: 'pods' | 'namespaces' = 'pods') => buildGraph(hostOf({ onHost: count, pods: 0, perContainer: 0 }), lens);
const question = (count: number, more = {}) => ({ graph: graphOf(count), pins: new Map(), afresh: false, ...more });

let asks: LayoutAsk[] = [];
let heard: Answer[] = [];
let reply: (ask: LayoutAsk | undefined) => void = () => undefined;
let ask: ReturnType<typeof startTalk> = () => undefined;

beforeEach(() => {
  asks = [];
  heard = [];
  const port: LayoutPort = {
    postMessage: (message) => asks.push(message),
    addEventListener: (_, listener) => {
      reply = (answered) => listener({ data: { turn: answered?.turn ?? 0, places: packPlaces(answered?.graph.ids ?? [], new Map()) } } as MessageEvent<LayoutReply>);
    },
  };
  ask = startTalk(port, (answer) => heard.push(answer));
});

const idsIn = (answer: Answer | undefined) => [...(answer?.positions.keys() ?? [])];

describe('the talk with the layout worker', () => {
  it('hears the places of what it asked about', () => {
    ask(question(2));
    reply(asks[0]);
    expect(heard).toHaveLength(1);
    expect(idsIn(heard[0])).toEqual(graphOf(2).nodes.map(({ id }) => id));
  });

  it('asks one thing at a time, and of what waits only the newest', () => {
    for (const count of [1, 2, 3, 4]) ask(question(count));
    expect(asks).toHaveLength(1);
    reply(asks[0]);
    expect(asks).toHaveLength(2);
    expect(asks[1]?.graph.ids).toEqual(graphOf(4).nodes.map(({ id }) => id));
  });

  it('drops a stale answer of another lens', () => {
    ask(question(1));
    ask(question(1, { graph: graphOf(1, 'namespaces') }));
    reply(asks[0]);
    expect(heard).toEqual([]);
    reply(asks[1]);
    expect(heard.map(({ lens }) => lens)).toEqual(['namespaces']);
  });

  it('drops an answer that comes twice or out of turn', () => {
    ask(question(1));
    reply(asks[0]);
    reply(asks[0]);
    reply(undefined);
    expect(heard).toHaveLength(1);
  });

  it('does not lose the wish to arrange anew while it waits', () => {
    ask(question(1));
    ask(question(2, { afresh: true }));
    ask(question(3));
    reply(asks[0]);
    expect(asks[1]?.afresh).toBe(true);
  });
});
