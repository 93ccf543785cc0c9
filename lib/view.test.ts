import { describe, expect, it } from 'vitest';
import { DEFAULT_VIEW, viewFromQuery, viewToQuery, type View } from './view';

const VIEWS: readonly View[] = [
  DEFAULT_VIEW,
  { lens: 'namespaces', select: 'namespace/net:5123', compare: 'process/4711@8822', hiddenTypes: ['cgroup', 'time'], hiddenWires: [], kernelThreads: true, query: 'web & more = 100%' },
  { lens: 'table', select: 'container/lxc:a%2Fb', compare: null, hiddenTypes: [], hiddenWires: [], kernelThreads: false, query: '+ é 😀 #?' },
  { lens: 'pods', select: 'process/4711@8822', compare: 'pod/podman:1', hiddenTypes: ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'], hiddenWires: [], kernelThreads: false, query: ' ' },
  { lens: 'pods', select: 'host/', compare: null, hiddenTypes: [], hiddenWires: [], kernelThreads: false, query: 'lens=table&q=x' },
  { lens: 'network', select: 'namespace/net:77', compare: null, hiddenTypes: [], hiddenWires: ['bridge', 'other'], kernelThreads: false, query: '' },
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
    const query = viewToQuery({ ...DEFAULT_VIEW, lens: 'table', select: 'process/4711@8822', hiddenTypes: ['uts', 'net'] });
    expect(query).toBe('lens=table&select=process/4711@8822&hide=net.uts');
  });

  it.each([
    'lens=sideways',
    'select=planet/mars',
    'select=process',
    'hide=nothing.known',
    'nowires=string.rope',
    'kernel=yes',
    'q=%E0%A4%A',
    '&&==&=lens',
    '%%%',
    '__proto__=1&constructor=2',
  ])('falls back to the default for "%s"', (query) => {
    expect(viewFromQuery(query)).toEqual(DEFAULT_VIEW);
  });

  it('keeps the good parts beside a bad one', () => {
    expect(viewFromQuery('lens=sideways&q=web&hide=net.moon')).toEqual({ ...DEFAULT_VIEW, query: 'web', hiddenTypes: ['net'] });
  });

  it('takes a plus for a space, as forms send it', () => {
    expect(viewFromQuery('q=my+pod').query).toBe('my pod');
  });

  it('does not throw on half a surrogate pair', () => {
    expect(viewFromQuery(viewToQuery({ ...DEFAULT_VIEW, query: 'a\ud800' })).query).toBe('a\ufffd');
  });
});
