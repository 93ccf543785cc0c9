'use client';

import { use, useEffect, useEffectEvent, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { Session } from '@/lib/door-schema';
import { NO_HOST } from '@/lib/no-host';
import { objectId, type ObjectId } from '@/lib/object-id';
import { isOnlyFilters } from '@/lib/query-filters';
import type { Snapshot } from '@/lib/schema';
import { nextFound, type Found } from '@/lib/search';
import type { Topology } from '@/lib/topology-schema';
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
import { useHostFacts, useSession, useTopologyAnswer } from '../fetch-json';
import { ChartContext } from '../graph/use-chart';
import { hasKeptPins } from '../graph/use-pins';
import type { LiveState } from '../live/live-feed';
import { FirstHints } from '../hints/first-hints';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { SelectContext } from '../objects/select-context';
import { DifferencePanel } from '../time/difference-panel';
import { FileNotices, Files } from '../time/files';
import { PastContext } from '../time/past';
import { PastBanner } from '../time/past-banner';
import type { Reel } from '../time/reel';
import { TimeGroup } from '../time/time-group';
import { Timeline } from '../time/timeline';
import { TurnsContext } from '../time/turns';
import type { ReelUse } from '../time/use-reel';
import { useTime } from '../time/use-time';
import { MeasuredProvider } from '../usage/measured-provider';
import { WIRING_BY_LENS } from '../use-topology';
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
  const { view, setView, focus, go } = useGo();
  const time = useTime(view, setView);
  const { snapshot, past, reel } = time;
  const { state } = reel.live;
  const { data: known } = useHostFacts();
  const facts = past === null ? known : undefined;
  const { data: session } = useSession();
  const runs = useRuns(session);
  const field = useRef<HTMLInputElement>(null);
  const [isExecOpen, setExecOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [isTimelineOpen, setTimelineOpen] = useState(view.then !== null);
  useFirstWish(view, snapshot !== null);
  const putUp = putUpFor(snapshot, view, state);
  const search = useSearch(snapshot, view.query);
  const terminals = useTerminals(() => setExecOpen(true));
  const openIn = (within: Snapshot, target: ObjectId) => {
    const request = usualRequestOf(within, target);
    if (request !== null) terminals.open(nameObject(within, target)?.title ?? '', request);
  };
  const openTerminal = () => {
    if (session?.readOnly === true || past !== null) return;
    // There it says why not.
    if (session?.execRefused !== null) terminals.show('command');
    else if (snapshot !== null && view.select !== null) openIn(snapshot, view.select);
    setExecOpen(true);
  };
  const openExec = () => {
    if (past !== null) return;
    terminals.show('command');
    setExecOpen(true);
  };
  usePageKeys({ view, setView, go, field, found: search.found, isExecOpen, setExecOpen, setHelpOpen, openExec, openTerminal, reel, toggleTimeline: () => setTimelineOpen(!isTimelineOpen) });

  const exec = isExecOpen && past === null && snapshot !== null && <ExecDrawer snapshot={snapshot} target={view.select} session={session} runs={runs} terminals={terminals} onClose={() => setExecOpen(false)} />;
  return (
    <SelectContext value={go}>
      <PastContext value={past}>
        <TurnsContext value={time.turns}>
          <div className={styles['page']} data-shown={reel.shown.kind}>
            <HostHeader snapshot={snapshot} facts={facts} reel={reel} session={session} onHelp={() => setHelpOpen(true)} search={<SearchField search={search} query={view.query} onQuery={(query) => setView({ ...view, query })} onGo={go} inputRef={field} />} />
            <Knowledge snapshot={snapshot} facts={facts} session={session} time={<TimeGroup reel={reel} isTimelineOpen={isTimelineOpen} onTimeline={setTimelineOpen} files={<Files snapshot={snapshot} onOpen={time.files.open} />} />} />
            <PastBanner reel={reel} moment={time.moment} onNow={time.toNow} onCompare={time.compareWithNow} isComparing={time.isWithNow} />
            <FileNotices trouble={time.files.trouble} isDragged={time.files.isDragged} onForget={time.files.forget} />
            {/* Before there is a host too: what comes above the picture later would make it smaller, and be painted twice. */}
            {putUp !== null && <FirstHints />}
            {snapshot !== null && <LiveNotice state={state} onRetry={reel.retry} />}
            <div className={styles['rest']}>
              {snapshot === null && <main className={styles['nothing']}><NoPicture state={state} onRetry={reel.retry} /></main>}
              {putUp !== null && <MeasuredProvider view={view} isLive={reel.shown.kind === 'live'}><Workspace snapshot={putUp} view={view} onView={setView} focus={focus} found={isOnlyFilters(view.query) ? null : search.found} exec={exec} onExec={openExec} onTerminal={openTerminal} difference={<DifferencePanel compared={time.compared} onEnd={time.endComparison} />} isDifferent={time.compared !== null} timeKey={timeKeyOf(reel)} /></MeasuredProvider>}
            </div>
            {isTimelineOpen && <Timeline then={view.then} onThen={(then) => setView({ ...view, then })} marked={time.marked} onMark={time.mark} onClose={() => setTimelineOpen(false)} />}
            <StepUpDialog />
            <CommandPalette known={search.known} view={view} onView={setView} onGo={go} />
            {isHelpOpen && <KeyHelp isReadOnly={session?.readOnly === true} onClose={() => setHelpOpen(false)} />}
          </div>
        </TurnsContext>
      </PastContext>
    </SelectContext>
  );
}

/**
 * The host; before there is one, none, with which the page is put up out of sight. What is shown is a moment behind what has come:
 * till then it stays up. Where another moment is wished nothing is asked that is about now.
 */
function putUpFor(snapshot: Snapshot | null, { then }: View, { kind }: LiveState): Snapshot | null {
  const isAwaited = then === null && (kind === 'loading' || kind === 'live');
  return snapshot ?? (isAwaited ? NO_HOST : null);
}

function timeKeyOf({ shown }: Reel): string {
  return shown.kind === 'past' ? `past ${shown.moment}` : shown.kind === 'file' ? 'file' : 'now';
}

/** What is going to be shown is asked for before there is a host, the wires too, so that it is made while the page reads the same message. */
function useFirstWish({ lens, tree, group, kernelThreads, then }: View, isThere: boolean): void {
  const charts = use(ChartContext);
  const { data: topology = null } = useTopologyAnswer(isThere || then !== null ? null : WIRING_BY_LENS[lens]);
  const wish = useEffectEvent((known: Topology | null) => {
    // Whether pins that are kept belong to this host is known only with the host.
    if (!isThere && lens !== 'table' && !hasKeptPins()) charts.want({ lens, tree, group, kernelThreads, topology: known, pins: new Map(), arrangement: 0, language: PAGE_LANGUAGE });
  });
  useEffect(() => wish(topology), [topology]);
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
  readonly reel: ReelUse;
  readonly toggleTimeline: () => void;
}

function usePageKeys({ view, setView, go, field, found, isExecOpen, setExecOpen, setHelpOpen, openExec, openTerminal, reel, toggleTimeline }: PageKeys): void {
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
    p: () => (reel.shown.kind === 'live' ? reel.pause() : reel.shown.kind === 'paused' && reel.resume()),
    '.': reel.step,
    h: toggleTimeline,
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
  readonly time: ReactNode;
}

/** How much there is, and how much of it is missing. */
function Knowledge({ snapshot, facts, session, time }: KnowledgeProps) {
  const [folded, setFolded] = useState<boolean | null>(null);
  const missing = snapshot !== null && isPartial(snapshot.completeness) ? snapshot.completeness : null;
  // Unasked it opens only when the viewer can do something about it.
  const isFolded = folded ?? (session?.fullViewCommand ?? null) === null;
  return (
    <>
      <FactsStrip snapshot={snapshot} facts={facts} session={session} time={time} partial={missing !== null && isFolded && <PartialChip completeness={missing} onUnfold={() => setFolded(false)} />} />
      {missing !== null && !isFolded && <PartialBanner completeness={missing} session={session} onFold={() => setFolded(true)} />}
    </>
  );
}
