'use client';

import { use, useDeferredValue, useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';
import type { Session } from '@/lib/door-schema';
import { objectId, type ObjectId } from '@/lib/object-id';
import { isOnlyFilters } from '@/lib/query-filters';
import type { Snapshot } from '@/lib/schema';
import { nextFound, type Found } from '@/lib/search';
import type { View } from '@/lib/view';
import { CommandPalette } from '../actions/palette';
import { StepUpDialog } from '../elevation/step-up-dialog';
import { ExecDrawer } from '../exec/exec-drawer';
import { useRuns } from '../exec/use-runs';
import { usualRequestOf } from '../terminal/begin-request';
import { useTerminals } from '../terminal/use-terminals';
import { nameObject } from '../objects/naming';
import { SearchField } from '../find/search-field';
import { useSearch } from '../find/use-search';
import { useHostFacts, useSession } from '../fetch-json';
import { ChartContext } from '../graph/use-chart';
import { hasKeptPins } from '../graph/use-pins';
import { FirstHints } from '../hints/first-hints';
import { useLive } from '../live/use-live';
import { SelectContext } from '../objects/select-context';
import { useView } from '../use-view';
import styles from './dashboard.module.css';
import { FactsStrip } from './facts-strip';
import { HostHeader } from './host-header';
import { KeyHelp } from './key-help';
import { LiveNotice, NoPicture } from './live-notice';
import { isPartial, PartialBanner, PartialChip } from './partial-banner';
import { useKeys } from './use-keys';
import { Workspace, type Focus } from './workspace';

/** The page of a viewer who is in: the head, what to know about the picture, the picture. */
export function Dashboard() {
  const charts = use(ChartContext);
  const { snapshot: newest, state, retry } = useLive(charts.read);
  // So that React may rest while it renders a large host.
  const snapshot = useDeferredValue(newest);
  const { data: facts } = useHostFacts();
  const { data: session } = useSession();
  const runs = useRuns();
  const field = useRef<HTMLInputElement>(null);
  const [isExecOpen, setExecOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const { view, setView, focus, go } = useGo();
  useFirstWish(view);
  const search = useSearch(snapshot, view.query);
  const terminals = useTerminals(() => setExecOpen(true));
  const openTerminal = () => {
    if (session?.readOnly === true) return;
    const request = snapshot === null || view.select === null || session?.execRefused !== null ? null : usualRequestOf(snapshot, view.select);
    if (request !== null && snapshot !== null && view.select !== null) terminals.open(nameObject(snapshot, view.select)?.title ?? '', request);
    setExecOpen(true);
  };
  const openExec = () => {
    terminals.show('command');
    setExecOpen(true);
  };
  usePageKeys({ view, setView, go, field, found: search.found, isExecOpen, setExecOpen, setHelpOpen, openExec, openTerminal });

  const exec = isExecOpen && snapshot !== null && <ExecDrawer snapshot={snapshot} target={view.select} session={session} runs={runs} terminals={terminals} onClose={() => setExecOpen(false)} />;
  return (
    <SelectContext value={go}>
      <div className={styles['page']}>
        <HostHeader snapshot={snapshot} facts={facts} state={state} session={session} onHelp={() => setHelpOpen(true)} search={<SearchField search={search} query={view.query} onQuery={(query) => setView({ ...view, query })} onGo={go} inputRef={field} />} />
        <Knowledge snapshot={snapshot} facts={facts} session={session} />
        {snapshot !== null && <FirstHints />}
        {snapshot !== null && <LiveNotice state={state} onRetry={retry} />}
        <div className={styles['rest']}>
          {snapshot === null ? <main className={styles['nothing']}><NoPicture state={state} onRetry={retry} /></main> : <Workspace snapshot={snapshot} view={view} onView={setView} focus={focus} found={isOnlyFilters(view.query) ? null : search.found} exec={exec} onExec={openExec} onTerminal={openTerminal} />}
        </div>
        <StepUpDialog />
        <CommandPalette known={search.known} onGo={go} />
        {isHelpOpen && <KeyHelp isReadOnly={session?.readOnly === true} onClose={() => setHelpOpen(false)} />}
      </div>
    </SelectContext>
  );
}

/** What is going to be shown is asked for before there is a host, so that it is made while the page reads the same message. */
function useFirstWish({ lens, tree, group, kernelThreads }: View): void {
  const charts = use(ChartContext);
  const wish = useEffectEvent(() => {
    // Whether pins that are kept belong to this host is known only with the host.
    if (lens !== 'table' && !hasKeptPins()) charts.want({ lens, tree, group, kernelThreads, topology: null, pins: new Map(), arrangement: 0 });
  });
  useEffect(() => {
    const end = charts.start();
    wish();
    return end;
  }, [charts]);
}

/** The View, and the way to an object: selected, and brought into sight. */
function useGo() {
  const [view, setView] = useView();
  const [focus, setFocus] = useState<Focus | null>(null);
  const go = (id: ObjectId) => {
    setView({ ...view, select: id });
    setFocus((last) => ({ id, turn: (last?.turn ?? 0) + 1 }));
  };
  return { view, setView, focus, go };
}

interface PageKeys extends Pick<ReturnType<typeof useGo>, 'view' | 'setView' | 'go'> {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly found: Found | null;
  readonly isExecOpen: boolean;
  readonly setExecOpen: (isOpen: boolean) => void;
  readonly setHelpOpen: (isOpen: boolean) => void;
  readonly openExec: () => void;
  readonly openTerminal: () => void;
}

function usePageKeys({ view, setView, go, field, found, isExecOpen, setExecOpen, setHelpOpen, openExec, openTerminal }: PageKeys): void {
  const step = (by: 1 | -1) => {
    const next = found === null ? null : nextFound(found, view.select, by);
    if (next !== null) go(next.id);
  };
  useKeys({
    1: () => setView({ ...view, lens: 'pods' }),
    2: () => setView({ ...view, lens: 'namespaces' }),
    3: () => setView({ ...view, lens: 'network' }),
    4: () => setView({ ...view, lens: 'hierarchy' }),
    5: () => setView({ ...view, lens: 'table' }),
    '/': () => field.current?.select(),
    e: openExec,
    t: openTerminal,
    f: () => setView({ ...view, reach: view.select === null || view.reach > 0 ? 0 : 1 }),
    n: () => step(1),
    N: () => step(-1),
    c: () => setView({ ...view, compare: view.compare === null ? (view.select ?? objectId('host', '')) : null }),
    '?': () => setHelpOpen(true),
    Escape: () => (isExecOpen ? setExecOpen(false) : setView(stepOut(view))),
  });
}

/** What was begun last ends first. */
function stepOut(view: View): View {
  if (view.compare !== null) return { ...view, compare: null };
  return view.reach > 0 && view.select !== null ? { ...view, reach: 0 } : { ...view, select: null, reach: 0 };
}

interface KnowledgeProps {
  readonly snapshot: Snapshot | null;
  readonly facts: ReturnType<typeof useHostFacts>['data'];
  readonly session: Session | undefined;
}

/** How much there is, and how much of it is missing. */
function Knowledge({ snapshot, facts, session }: KnowledgeProps) {
  const [folded, setFolded] = useState<boolean | null>(null);
  const missing = snapshot !== null && isPartial(snapshot.completeness) ? snapshot.completeness : null;
  // Unasked it opens only when the viewer can do something about it.
  const isFolded = folded ?? (session?.fullViewCommand ?? null) === null;
  return (
    <>
      <FactsStrip snapshot={snapshot} facts={facts} session={session} partial={missing !== null && isFolded && <PartialChip completeness={missing} onUnfold={() => setFolded(false)} />} />
      {missing !== null && !isFolded && <PartialBanner completeness={missing} session={session} onFold={() => setFolded(true)} />}
    </>
  );
}
