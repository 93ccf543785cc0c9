'use client';

import type { Net, NetNeighbour, NetRoute, NetRule } from '@/lib/net-schema';
import { showText } from '@/lib/text';
import { Copyable } from '../ui/copy';
import { Disclosure } from '../ui/disclosure';
import { LongList } from '../ui/long-list';
import { SOCKET_STRINGS } from './inside-strings';
import styles from './routes.module.css';
import { NET_STRINGS } from './strings';

/** rtnetlink(7): RT_TABLE_MAIN and its neighbours. */
const MAIN_TABLE = 254;
const TABLE_NAMES: Readonly<Record<number, string>> = { 253: 'default', 254: 'main', 255: 'local' };

/** Routes and neighbours, folded: of interest once the addresses are known. */
export function Routes({ net }: { net: Net }) {
  const names = new Map(net.links.map(({ ifindex, name }) => [ifindex, showText(name)]));
  const nameOfLink = (ifindex: number) => names.get(ifindex) ?? `#${ifindex}`;
  const routes = net.routes.map((route) => routeText(route, nameOfLink));
  const rules = net.rules.map(ruleText);
  const neighbours = net.neighbours.map((row) => neighbourText(row, nameOfLink));
  return (
    <>
      <Disclosure title={NET_STRINGS.routes} aside={routes.length}>
        <Lines label={NET_STRINGS.routes} lines={routes} what={NET_STRINGS.route} none={NET_STRINGS.noRoutes} />
      </Disclosure>
      {rules.length > 0 && <Disclosure title={SOCKET_STRINGS.rules} aside={rules.length}><Lines label={SOCKET_STRINGS.rules} lines={rules} what={SOCKET_STRINGS.rule} none="" /></Disclosure>}
      <Disclosure title={NET_STRINGS.neighbours} aside={neighbours.length}>
        <Lines label={NET_STRINGS.neighbours} lines={neighbours} what={NET_STRINGS.neighbour} none={NET_STRINGS.noNeighbours} />
      </Disclosure>
    </>
  );
}

const FEW_LINES = 12;

interface LinesProps {
  readonly label: string;
  readonly lines: readonly string[];
  /** What one of them is. */
  readonly what: string;
  readonly none: string;
}

/** Few are shown whole, over several rows where that takes them; of many, each has one row. */
function Lines({ label, lines, what, none }: LinesProps) {
  if (lines.length === 0) return <p className={styles['none']}>{none}</p>;
  if (lines.length <= FEW_LINES) return <ul className={styles['lines']}>{lines.map((line, place) => <li key={place}><Copyable text={line} what={what} mono /></li>)}</ul>;
  return (
    <LongList label={label} rows={lines} keyOf={(_, place) => place}>
      {(line) => <div className={styles['line']} title={line}><Copyable text={line} what={what} mono><span className={styles['cut']}>{line}</span></Copyable></div>}
    </LongList>
  );
}

/** One route as ip-route(8) says it. */
export function routeText(route: NetRoute, nameOfLink: (ifindex: number) => string): string {
  const { gateway, ifindex, source, metric, table, type } = route;
  return [
    ...(type === 'unicast' ? [] : [type]),
    route.destination,
    ...(gateway === null ? [] : ['via', gateway]),
    ...(ifindex === null ? [] : ['dev', nameOfLink(ifindex)]),
    ...(source === null ? [] : ['src', source]),
    ...(metric === null ? [] : ['metric', String(metric)]),
    ...(table === MAIN_TABLE ? [] : ['table', TABLE_NAMES[table] ?? String(table)]),
  ].join(' ');
}

/** One rule as ip-rule(8) says it. */
function ruleText({ priority, source, destination, incoming, outgoing, mark, action, table, inverted }: NetRule): string {
  return [
    `${priority}:`,
    ...(inverted ? ['not'] : []),
    'from',
    source ?? 'all',
    ...(destination === null ? [] : ['to', destination]),
    ...(mark === null ? [] : ['fwmark', mark]),
    ...(incoming === null ? [] : ['iif', showText(incoming)]),
    ...(outgoing === null ? [] : ['oif', showText(outgoing)]),
    ...(action === 'table' && table !== null ? ['lookup', TABLE_NAMES[table] ?? String(table)] : [action]),
  ].join(' ');
}

/** One neighbour as ip-neighbour(8) says it. */
function neighbourText({ address, mac, ifindex, state }: NetNeighbour, nameOfLink: (ifindex: number) => string): string {
  return [address ?? '?', 'dev', nameOfLink(ifindex), ...(mac === null ? [] : ['lladdr', mac]), state].join(' ');
}
