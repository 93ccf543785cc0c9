/** What moves when a crowded host changes, in pixels of the world. */
import { describe, expect, it } from 'vitest';
import { chanceOf, crowdOf } from './crowd.fixture';
import { buildGraph, type Graph } from './graph';
import { layOut, packLayout, type Positions } from './layout';
import { HOME } from './graph.fixture';
import { namespaceOf, processOf } from './snapshot.fixture';
import type { Process, Snapshot } from './schema';
import { DEFAULT_VIEW, TREES } from './view';

const crowd = crowdOf({ processes: 2000, namespaces: 400 });
const graphOf = (snapshot: Snapshot): Graph => buildGraph(snapshot, 'pods');
const graph = graphOf(crowd);
const positions = layOut(graph);

/** The group of the ground in which each node stands. */
function groundOf({ nodes }: Graph): ReadonlyMap<string, string> {
  const grounds = new Map<string, string>();
  for (const { id, parent } of nodes) grounds.set(id, parent === null ? id : (grounds.get(parent) ?? parent));
  return grounds;
}

/** How far each survivor came. */
function movesOf(before: Positions, now: Positions): ReadonlyMap<string, number> {
  const moves = new Map<string, number>();
  for (const [id, { x, y }] of before) {
    const place = now.get(id);
    if (place !== undefined) moves.set(id, Math.hypot(place.x - x, place.y - y));
  }
  return moves;
}

function permuted(snapshot: Snapshot, seed: number): Snapshot {
  const chance = chanceOf(seed);
  const turn = <T>(rows: readonly T[]): T[] => rows.map((row) => ({ row, key: chance(1_000_000) })).sort((a, b) => a.key - b.key).map(({ row }) => row);
  return { ...snapshot, processes: turn(snapshot.processes), namespaces: turn(snapshot.namespaces), containers: turn(snapshot.containers), pods: turn(snapshot.pods) };
}

const childOf = (parent: Process, pid: number): Process => processOf({ ...parent, pid, ppid: parent.pid, key: `${pid}@${1000 + pid}`, startTime: 1000 + pid });
/** Lenses and trees in which a crowd must keep still as it does among pods. */
const HIERARCHIES = TREES.map((tree) => ({ tree, graphOf: (snapshot: Snapshot): Graph => buildGraph(snapshot, 'hierarchy', null, { ...DEFAULT_VIEW, tree }) }));
const byPid = (a: Process, b: Process) => a.pid - b.pid;

describe('a crowded host', () => {
  it('gives the same picture in whatever order its rows come, packed and arranged', () => {
    for (const seed of [3, 11]) {
      const other = graphOf(permuted(crowd, seed));
      expect(packLayout(other)).toEqual(packLayout(graph));
      expect(layOut(other)).toEqual(positions);
    }
  });

  it('stands still to the pixel when nothing changed', () => {
    expect(layOut(graphOf({ ...crowd, time: crowd.time + 1000 }), positions)).toEqual(positions);
  });

  it('moves nobody outside the pod in which a process begins', () => {
    for (const at of [0, 700, 1500, 1999]) {
      const parent = crowd.processes[at];
      if (parent === undefined) throw new Error('no such process');
      const now = graphOf({ ...crowd, processes: [...crowd.processes, childOf(parent, 9_000_000)].sort(byPid) });
      const home = groundOf(now).get(`process/${parent.key}`);
      const grounds = groundOf(now);
      const moved = [...movesOf(positions, layOut(now, positions))].filter(([id, far]) => far > 0 && grounds.get(id) !== home);
      expect(moved, `beside ${parent.pid}`).toEqual([]);
    }
  });

  it('hardly moves when 2 % change: survivors 3 px on average, and those in pods without a change not at all', () => {
    const chance = chanceOf(7);
    const ended = new Set(Array.from({ length: 20 }, () => crowd.processes[500 + chance(1400)]?.key));
    const parents = Array.from({ length: 20 }, () => crowd.processes[500 + chance(1400)]).filter((row) => row !== undefined);
    const rows = [...crowd.processes.filter(({ key }) => !ended.has(key)), ...parents.map((parent, at) => childOf(parent, 9_000_000 + at))].sort(byPid);
    const now = graphOf({ ...crowd, processes: rows });
    const grounds = groundOf(now);
    const touched = new Set(parents.map(({ key }) => grounds.get(`process/${key}`)));
    const moves = movesOf(positions, layOut(now, positions));
    const far = [...moves.values()];
    expect(far.reduce((sum, one) => sum + one, 0) / far.length).toBeLessThanOrEqual(3);
    expect([...moves].filter(([id, one]) => one > 0 && !touched.has(grounds.get(id)))).toEqual([]);
  });

  it('has nobody on anybody in a group of hundreds', () => {
    const large = graphOf(crowdOf({ processes: 10_000, namespaces: 40 }));
    const { nodes } = large;
    const places = layOut(large);
    const dots = nodes.filter(({ parent, kind }) => parent === 'host/' && kind === 'process').map(({ id }) => places.get(id) ?? { x: 0, y: 0, r: 0 });
    const worst = Math.max(...dots.map((a, at) => Math.max(...dots.slice(at + 1).map((b) => a.r + b.r - Math.hypot(a.x - b.x, a.y - b.y)), -1)));
    expect(dots).toHaveLength(600);
    expect(worst).toBeLessThan(0.5);
  });

  it('has everybody in place in the packed picture already', () => {
    const packed = packLayout(graph);
    expect([...packed.keys()].sort()).toEqual([...positions.keys()].sort());
    for (const { id, parent, rim } of graph.nodes) {
      const [place, group] = [packed.get(id), packed.get(parent ?? '')];
      if (place === undefined || group === undefined || rim) continue;
      expect(Math.hypot(place.x - group.x, place.y - group.y) + place.r, id).toBeLessThanOrEqual(group.r + 0.05);
    }
  });
});

describe.each(HIERARCHIES)('the hierarchy of $tree namespaces of a crowded host', ({ tree, graphOf: graphIn }) => {
  const tall = graphIn(crowd);
  const places = layOut(tall);

  it('gives the same picture in whatever order its rows come, and stands still when nothing changed', () => {
    const other = graphIn(permuted(crowd, 5));
    expect(layOut(other)).toEqual(places);
    expect(layOut(graphIn({ ...crowd, time: crowd.time + 1000 }), places)).toEqual(places);
    expect(packLayout(other)).toEqual(packLayout(tall));
  });

  it('moves nobody outside the level in which a process begins, and nobody at all for a new level', () => {
    const parent = crowd.processes[1500];
    if (parent === undefined) throw new Error('no such process');
    const child = childOf(parent, 9_000_000);
    const now = graphIn({ ...crowd, processes: [...crowd.processes, child].sort(byPid) });
    const grounds = groundOf(now);
    const home = grounds.get(now.nodeByObject.get(`process/${child.key}`) ?? '');
    expect(home).toBeDefined();
    expect([...movesOf(places, layOut(now, places))].filter(([id, far]) => far > 0 && grounds.get(id) !== home)).toEqual([]);
    const level = namespaceOf({ type: tree, ino: 5_000_000_000, parent: HOME[tree] });
    const grown = graphIn({ ...crowd, namespaces: [...crowd.namespaces, level] });
    const after = layOut(grown, places);
    expect(after.get(`namespace/${level.key}`)?.y).toBeGreaterThan(places.get(tall.nodeByObject.get('host/') ?? '')?.y ?? Infinity);
    expect([...movesOf(places, after).values()].filter((far) => far > 0)).toEqual([]);
  });
});
