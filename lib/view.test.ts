import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, inStep, roundGaze, viewFromQuery, viewToQuery, type View } from './view';

const VIEWS: readonly View[] = [
  DEFAULT_VIEW,
  { lens: 'namespaces', select: 'namespace/net:5123', compare: 'process/4711@8822', hiddenTypes: ['cgroup', 'time'], hiddenRuntimes: ['podman', 'crun'], hiddenWires: [], kernelThreads: true, query: 'web & more = 100% -type:cgroup,time -runtime:podman,crun', dimOthers: true, tree: 'user', group: 'slice', colour: 'user', hiddenEdges: ['member', 'owner'], reach: 2, minimap: false, gaze: { x: -120, y: 44, zoom: 0.125 }, then: 1764153727123, against: 1764153000000 },
  { lens: 'table', select: 'container/lxc:a%2Fb', compare: null, hiddenTypes: [], hiddenRuntimes: [], hiddenWires: [], kernelThreads: false, query: '+ é 😀 #?', dimOthers: false, tree: 'pid', group: 'pod', colour: 'type', hiddenEdges: [], reach: 0, minimap: true, gaze: null, then: null, against: 'now' },
  { lens: 'pods', select: 'process/4711@8822', compare: 'pod/podman:1', hiddenTypes: ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'], hiddenRuntimes: [], hiddenWires: [], kernelThreads: false, query: '-type:cgroup,ipc,mnt,net,pid,time,user,uts', dimOthers: false, tree: 'pid', group: 'pod', colour: 'type', hiddenEdges: [], reach: 0, minimap: true, gaze: null, then: null, against: null },
  { lens: 'pods', select: 'host/', compare: null, hiddenTypes: [], hiddenRuntimes: [], hiddenWires: [], kernelThreads: false, query: 'lens=table&q=x', dimOthers: false, tree: 'pid', group: 'pod', colour: 'type', hiddenEdges: [], reach: 0, minimap: true, gaze: null, then: null, against: null },
  { lens: 'network', select: 'namespace/net:77', compare: null, hiddenTypes: [], hiddenRuntimes: [], hiddenWires: ['bridge', 'other'], kernelThreads: false, query: '', dimOthers: false, tree: 'pid', group: 'pod', colour: 'type', hiddenEdges: [], reach: 0, minimap: true, gaze: null, then: null, against: null },
];

describe('the view in the query string', () => {
  it.each(VIEWS.map((view) => [viewToQuery(view), view] as const))('comes back from "%s"', (query, view) => {
    expect(viewFromQuery(query)).toEqual(view);
    expect(viewFromQuery(`?${query}`)).toEqual(view);
  });

  it('is empty for the default view', () => {
    expect(viewToQuery(DEFAULT_VIEW)).toBe('');
  });

  it('reads well', () => {
    const query = viewToQuery(inStep(DEFAULT_VIEW, { ...DEFAULT_VIEW, lens: 'table', select: 'process/4711@8822', hiddenTypes: ['uts', 'net'] }));
    expect(query).toBe('lens=table&select=process/4711@8822&q=-type:net%2Cuts');
  });

  it.each([
    'lens=sideways',
  'tree=oak',
  'reach=4',
    'select=planet/mars',
    'select=process',
    'hide=nothing.known',
    'nowires=string.rope',
    'kernel=yes',
    'noruntimes=rocket',
    'dim=yes',
    'then=0',
    'then=-5',
    'then=1e9',
    'against=then',
    'at=1_2',
    'at=1_2_0',
    'at=1_2_1e9',
    'at=99999999_0_1',
    'q=%E0%A4%A',
    '&&==&=lens',
    '%%%',
    '__proto__=1&constructor=2',
  ])('falls back to the default for "%s"', (query) => {
    expect(viewFromQuery(query)).toEqual(DEFAULT_VIEW);
  });

  it('keeps the good parts beside a bad one', () => {
    expect(viewFromQuery('lens=sideways&q=web&hide=net.moon')).toEqual({ ...DEFAULT_VIEW, query: 'web -type:net', hiddenTypes: ['net'] });
  });

  it('rounds where the camera stands, and reads back what it wrote', () => {
    const gaze = { x: 12.4, y: -7.6, zoom: 1.23456 };
    expect(viewToQuery({ ...DEFAULT_VIEW, gaze })).toBe('at=12_-8_1.23');
    expect(roundGaze(gaze)).toEqual({ x: 12, y: -8, zoom: 1.23 });
    for (const zoom of [0.02, 0.0201, 1, 11.96, 12]) expect(roundGaze({ x: 0, y: 0, zoom })?.zoom).toBeCloseTo(zoom, 1);
  });

  it('takes a plus for a space, as forms send it', () => {
    expect(viewFromQuery('q=my+pod').query).toBe('my pod');
  });

  it('does not throw on half a surrogate pair', () => {
    expect(viewFromQuery(viewToQuery({ ...DEFAULT_VIEW, query: 'a\ud800' })).query).toBe('a\ufffd');
  });
});
