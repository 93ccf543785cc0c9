// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { SWRConfig } from 'swr';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '@/lib/door-schema';
import { buildGraph } from '@/lib/graph';
import { laidGraph } from '@/lib/laid-graph';
import { layOut } from '@/lib/layout';
import type { ObjectId } from '@/lib/object-id';
import { selectGraph } from '@/lib/select';
import { snapshotOf } from '@/lib/snapshot.fixture';
import { networkOf } from '@/lib/topology.fixture';
import { DEFAULT_VIEW, LENSES, type View } from '@/lib/view';
import { ComparePanel } from '../compare/compare-panel';
import { ExecDrawer } from '../exec/exec-drawer';
import { useRuns } from '../exec/use-runs';
import { ExportDialog } from '../export/export-dialog';
import { SearchField } from '../find/search-field';
import { useSearch } from '../find/use-search';
import { NodeList } from '../graph/node-list';
import { FirstHints } from '../hints/first-hints';
import { Inspector } from '../inspector/inspector';
import { SandboxDialog } from '../sandbox/sandbox-dialog';
import { KeyHelp } from '../shell/key-help';
import { LensBar } from '../shell/lens-bar';
import { NoPicture, SignedOut } from '../shell/live-notice';
import { PartialBanner } from '../shell/partial-banner';
import { TableLens } from '../table/table-lens';
import { TerminalStore } from '../terminal/terminal-store';
import { compareMoments, DifferencePanel } from '../time/difference-panel';
import { ViewMenu } from '../view/view-menu';

// Before anything that has words is loaded.
vi.hoisted(() => {
  document.documentElement.lang = 'zh-Hans';
});

/** Names of the field, and lines that are typed: the same in every language. */
const TERMS = [/npx nsatlas [a-z]+/g, /npm (ci|start|run [a-z]+)/g, /(sudo )?ip netns add( [a-z]+)?/g, /on-failure/g, /System V IPC/g, /cgroup slice/g, /ip (addr|route|link)/g, /\b[a-z]+:[\w.*-]+/g, /busybox sh/g, /bash -c/g, /kubectl exec|docker exec|podman exec|crictl exec/g];
/** Two words of a sentence: a second one that is not written large. */
const SENTENCE = /[A-Za-z]{2,}[,;:]? [a-z]{2,}\b/;
const NOT_OURS = 'code, kbd, pre, mark, [lang=en]';

/** Everything that is read on a page or aloud, and is a sentence of Latin letters. */
function latinIn(root: ParentNode): string[] {
  const elements = [...root.querySelectorAll('*')].filter((element) => element.closest(NOT_OURS) === null && !['STYLE', 'SCRIPT'].includes(element.tagName));
  const said = elements.flatMap((element) => [
    ...[...element.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ nodeValue }) => nodeValue ?? ''),
    ...['aria-label', 'title', 'placeholder', 'alt', 'aria-description'].map((name) => element.getAttribute(name) ?? ''),
  ]);
  return [...new Set(said.filter((text) => SENTENCE.test(TERMS.reduce((rest, term) => rest.replace(term, ''), text))))];
}

const { snapshot: wired, topology } = networkOf(2);
const snapshot = snapshotOf({
  observer: { pid: 900, uid: 0, capabilities: 'ff', namespaces: { net: 10, pid: 12 } },
  namespaces: [
    { type: 'net', ino: 10, id: '1', initial: true }, { type: 'net', ino: 30, id: '9', netnsid: 3, mounts: [{ path: '/run/netns/shop', mnt: 5 }] }, { type: 'mnt', ino: 50, id: '20', owner: 'hidden' },
    { type: 'uts', ino: 60, id: '21', holdersLeftOut: 3, holders: [{ kind: 'thread', pid: 70, startTime: 1070, tid: 75 }, { kind: 'descriptor', pid: 70, startTime: 1070, fd: 8 }] },
    { type: 'user', ino: 61, id: '22' }, { type: 'pid', ino: 31, id: '23' }, { type: 'cgroup', ino: 32, id: '24' }, { type: 'ipc', ino: 33, id: '25' }, { type: 'time', ino: 34, id: '26' },
  ],
  processes: [
    { pid: 2, comm: 'kthreadd', kernelThread: true, namespaces: { net: 10 } },
    { pid: 70, comm: 'web', argv: ['nginx'], container: 'podman:c1', nspid: [70, 1], namespaces: { net: 30, user: 61, pid: 31 } },
    { pid: 80, comm: 'job', argv: [], state: 'Z', namespaces: {} },
    { pid: 90, comm: 'odd', namespaces: {}, unread: [{ what: 'ns/net', errno: 'EACCES' }] },
    { pid: 95, comm: 'box', container: 'nsatlas:blue', namespaces: { net: 30 } },
  ],
  containers: [{ id: 'c1', name: 'shop-web', pod: 'podman:p1', image: 'nginx' }, { id: 'blue', runtime: 'nsatlas' }],
  pods: [{ id: 'p1', name: 'shop', namespace: 'prod', net: 'net:9' }],
});
const session: Session = { execRefused: null, readOnly: false, privileged: true, fullViewCommand: 'sudo npm start', version: '0' };
const nothing = () => undefined;

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal('fetch', (path: string) => {
    if (path.startsWith('/api/session')) return Promise.resolve(Response.json(session));
    if (path.startsWith('/api/topology')) return Promise.resolve(Response.json(topology));
    return Promise.resolve(Response.json({ failure: 'denied', message: 'setns(2) was refused by the kernel' }, { status: 403 }));
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const show = (screenful: ReactNode) => render(<SWRConfig value={{ provider: () => new Map() }}>{screenful}</SWRConfig>);

function pictureOf(view: View) {
  const graph = buildGraph(wired, view.lens === 'table' ? 'pods' : view.lens, topology, { ...view, language: 'zh' });
  return { selection: selectGraph(graph, view, null), positions: layOut(laidGraph(graph, view)) };
}
function Exec({ target, line = '' }: { readonly target: ObjectId | null; readonly line?: string }) {
  return <ExecDrawer snapshot={snapshot} target={target} session={session} runs={useRuns(undefined)} terminals={new TerminalStore()} onClose={nothing} key={line} />;
}
function Search({ query }: { readonly query: string }) {
  return <SearchField search={useSearch(snapshot, query)} query={query} onQuery={nothing} onGo={nothing} inputRef={null} />;
}

describe('a page in Chinese has no sentence of Latin letters', () => {
  const IDS: readonly ObjectId[] = ['host/', 'pod/podman:p1', 'container/podman:c1', 'container/nsatlas:blue', 'process/70@1070', 'process/80@1080', 'process/90@1090', 'process/2@1002', ...snapshot.namespaces.map(({ key }) => `namespace/${key}` as const)];
  it.each(IDS)('in the panel of %s', async (id) => {
    const { container } = show(<Inspector snapshot={snapshot} id={id} onClose={nothing} onExec={nothing} onTerminal={nothing} onCompare={nothing} />);
    await vi.waitFor(() => expect(container.querySelector('[role=status][aria-label]')).toBeNull());
    for (const fold of screen.queryAllByRole('button', { expanded: false })) fireEvent.click(fold);
    expect(container.textContent).toMatch(/\p{Script=Han}/u);
    expect(latinIn(container)).toEqual([]);
  });

  it('in what is said of the picture, and in what is exported of it', () => {
    for (const lens of LENSES) {
      const view: View = { ...DEFAULT_VIEW, lens, kernelThreads: true };
      const picture = pictureOf(view);
      const { graph } = picture.selection;
      show(
        <>
          <LensBar snapshot={wired} view={view} onView={nothing} end={null} />
          <ViewMenu view={view} onView={nothing} />
          <NodeList graph={graph} selected={null} openGroup={null} onSelect={nothing} onVisit={nothing} />
          <ExportDialog exported={{ snapshot: wired, view, picture: lens === 'table' ? null : picture, seen: null, language: 'zh', listed: null, usage: null }} onClose={nothing} />
        </>,
      );
      for (const fold of screen.queryAllByRole('button', { expanded: false })) fireEvent.click(fold);
      expect(latinIn(document.body), lens).toEqual([]);
      const drawn = document.querySelector('img')?.getAttribute('src')?.split(',').slice(1).join(',');
      if (drawn !== undefined) expect([...decodeURIComponent(drawn).matchAll(/<(?:text|title|desc)[^>]*>([^<]*)</g)].map(([, text]) => text ?? '').filter((text) => SENTENCE.test(text)), lens).toEqual([]);
      cleanup();
    }
  });

  it('in the table, the comparisons, the dialogs and what is there when nothing is', async () => {
    const view: View = { ...DEFAULT_VIEW, lens: 'table' };
    const screens: readonly ReactNode[] = [
      <TableLens key="table" snapshot={snapshot} view={view} onView={nothing} onSelect={nothing} found={null} />,
      <ComparePanel key="compare" snapshot={snapshot} left="container/podman:c1" right="process/90@1090" onEnd={nothing} />,
      <DifferencePanel key="difference" compared={compareMoments(snapshot, { snapshot: wired, isNow: false }, true)} onEnd={nothing} />,
      <SandboxDialog key="sandbox" snapshot={snapshot} session={session} onMade={nothing} onShow={nothing} onClose={nothing} />,
      <KeyHelp key="keys" isReadOnly={false} onClose={nothing} />,
      <FirstHints key="hints" />,
      <SignedOut key="out" reason={null} />,
      <NoPicture key="none" state={{ kind: 'disconnected', since: 0, retryAt: null }} onRetry={nothing} />,
      <NoPicture key="trouble" state={{ kind: 'trouble', since: null, message: 'The helper does not answer.' }} onRetry={nothing} />,
      <PartialBanner key="partial" completeness={{ ...snapshot.completeness, unreadable: 2, gaps: [{ what: 'namespaces of processes', why: 'they belong to other users' }] }} session={session} onFold={nothing} />,
      ...['pod/podman:p1', 'namespace/net:9', 'process/2@1002', null].map((target) => <Exec key={target} target={target as ObjectId | null} />),
    ];
    for (const screenful of screens) {
      const { container } = show(screenful);
      for (const fold of screen.queryAllByRole('button', { expanded: false })) fireEvent.click(fold);
      await Promise.resolve();
      expect(container.ownerDocument.body.textContent).toMatch(/\p{Script=Han}/u);
      expect(latinIn(document.body)).toEqual([]);
      cleanup();
    }
  });

  it('in the list below the search field', () => {
    for (const query of ['', 'shop', 'pid:7', 'name:', 'alive:', '10.88.0.1', 'x:y', '"open']) {
      show(<Search query={query} />);
      fireEvent.focus(screen.getByRole('combobox'));
      expect(latinIn(document.body), query).toEqual([]);
      cleanup();
    }
  });

  it.each(['docker exec -d web id', 'docker exec web id; reboot', 'nsenter -t 1 -n -F id'])('of a pasted line: %s', (line) => {
    show(<Exec target="pod/podman:p1" />);
    fireEvent.change(screen.getByRole('textbox', { name: '命令' }), { target: { value: line } });
    expect(latinIn(document.body)).toEqual([]);
  });
});
