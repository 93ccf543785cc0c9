/** The talk with the layout worker: one question at a time. While it works, only the newest question waits. */
import type { Graph, GraphLens } from '@/lib/graph';
import type { Pins, Positions } from '@/lib/layout';
import { packGraph, unpackPlaces } from '@/lib/layout-wire';
import type { LayoutAsk, LayoutReply } from './layout-worker';

export interface Question {
  readonly graph: Graph;
  readonly pins: Pins;
  readonly afresh: boolean;
}
export interface Answer {
  readonly lens: GraphLens;
  readonly positions: Positions;
}
/** What of a Worker is needed. */
export interface LayoutPort {
  postMessage(message: LayoutAsk): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LayoutReply>) => void): void;
}

export function startTalk(port: LayoutPort, hear: (answer: Answer) => void): (question: Question) => void {
  let turn = 0;
  let asked: Question | null = null;
  let waiting: Question | null = null;
  const send = (question: Question) => {
    asked = question;
    turn++;
    port.postMessage({ turn, graph: packGraph(question.graph), pins: question.pins, afresh: question.afresh });
  };
  port.addEventListener('message', ({ data }) => {
    if (data.turn !== turn || asked === null) return;
    const { graph } = asked;
    const next = waiting;
    asked = waiting = null;
    if (next !== null) send(next);
    // What is stale is not shown, unless nothing else could be for as long as changes come faster than answers.
    if (next === null || next.graph.lens === graph.lens) hear({ lens: graph.lens, positions: unpackPlaces(graph.nodes.map(({ id }) => id), data.places) });
  });
  return (question) => {
    if (asked === null) send(question);
    else waiting = { ...question, afresh: question.afresh || waiting?.afresh === true };
  };
}
