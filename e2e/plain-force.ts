/** What one would write in an afternoon: all nodes in one d3-force simulation, each an SVG circle. The figures stand beside it. */
import { build } from 'esbuild';
import type { Snapshot } from '@/lib/schema';
import { CHECKOUT } from './product';

const PROGRAM = `
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';
import { select } from 'd3-selection';
import { zoom } from 'd3-zoom';
const { nodes, links } = JSON.parse(document.getElementById('graph').textContent);
const svg = document.querySelector('svg.plain');
const space = document.createElementNS('http://www.w3.org/2000/svg', 'g');
svg.append(space);
const make = (name, of) => of.map((row) => { const made = document.createElementNS('http://www.w3.org/2000/svg', name); made.setAttribute('class', row.kind ?? 'link'); space.append(made); return made; });
const begin = performance.now();
const simulation = forceSimulation(nodes).force('charge', forceManyBody().strength(-30)).force('link', forceLink(links).distance(25)).force('apart', forceCollide(6)).force('x', forceX().strength(0.05)).force('y', forceY().strength(0.05)).stop();
const lines = make('line', links);
const dots = make('circle', nodes);
const draw = () => {
  links.forEach(({ source, target }, at) => { for (const [name, value] of [['x1', source.x], ['y1', source.y], ['x2', target.x], ['y2', target.y]]) lines[at].setAttribute(name, value); });
  nodes.forEach(({ x, y }, at) => { for (const [name, value] of [['cx', x], ['cy', y], ['r', 5]]) dots[at].setAttribute(name, value); });
};
const camera = zoom().scaleExtent([0.02, 12]).on('zoom', ({ transform }) => space.setAttribute('transform', transform));
select(svg).call(camera);
let ticks = 0;
const work = () => {
  const start = performance.now();
  do { simulation.tick(); ticks += 1; } while (performance.now() - start < 16 && ticks < 300);
  draw();
  if (ticks < 300 && performance.now() - begin < PATIENCE) setTimeout(work, 0);
  else { camera.translateTo(select(svg), 0, 0); camera.scaleTo(select(svg), 0.2); window.plain = { ticks, took: performance.now() - begin }; }
};
work();
`;

/** Lets the simulation work no longer than `patienceMs`. `window.plain` tells how many of its 300 ticks that was enough for. */
export async function plainPage(snapshot: Snapshot, patienceMs: number): Promise<string> {
  const bundle = await build({ stdin: { contents: PROGRAM, resolveDir: CHECKOUT, loader: 'js' }, define: { PATIENCE: String(patienceMs) }, bundle: true, write: false, format: 'iife', minify: true });
  const graph = JSON.stringify(graphOf(snapshot)).replaceAll('<', '\\u003c');
  const styles = 'svg{width:1280px;height:800px}circle{fill:#567}line{stroke:#ccc}';
  return `<!doctype html><style>${styles}</style><svg class="plain"></svg><script id="graph" type="application/json">${graph}</script><script>${bundle.outputFiles[0]?.text ?? ''}</script>`;
}

/** A process hangs on its parent, or else on its pid namespace; a namespace on the net namespace of the first that lives in both. */
function graphOf({ processes, namespaces }: Snapshot): { nodes: { kind: string }[]; links: { source: number; target: number }[] } {
  const placeByPid = new Map(processes.map(({ pid }, at) => [pid, at]));
  const placeByIno = new Map(namespaces.map(({ ino }, at) => [ino, processes.length + at]));
  const links: { source: number; target: number }[] = [];
  const hung = new Set<number>();
  processes.forEach(({ ppid, namespaces: own }, at) => {
    const target = placeByPid.get(ppid) ?? placeByIno.get(own.pid ?? 0);
    if (target !== undefined && target !== at) links.push({ source: at, target });
    const net = placeByIno.get(own.net ?? 0);
    for (const source of Object.values(own).flatMap((ino) => placeByIno.get(ino) ?? [])) {
      if (net === undefined || source === net || hung.has(source)) continue;
      hung.add(source);
      links.push({ source, target: net });
    }
  });
  return { nodes: [...processes.map(() => ({ kind: 'process' })), ...namespaces.map(() => ({ kind: 'namespace' }))], links };
}
