'use client';

import { formatCount } from '@/lib/count-text';
import { indexOf } from '@/lib/members';
import type { Net, NetSocket } from '@/lib/net-schema';
import { objectId } from '@/lib/object-id';
import { containerTitle } from '@/lib/object-title';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { ObjectLink } from '../objects/object-link';
import { Disclosure } from '../ui/disclosure';
import { LongList } from '../ui/long-list';
import { Gaps } from './gaps';
import styles from './inside.module.css';
import { Section } from './section';
import { SOCKET_STRINGS } from './inside-strings';

/** Who listens, and who talks to whom; with the process that holds the socket, and its container. */
export function Sockets({ net, snapshot }: { net: Net; snapshot: Snapshot }) {
  const listening = net.sockets.filter(isListening);
  const connected = net.sockets.filter((socket) => !isListening(socket));
  return (
    <>
      <Section title={SOCKET_STRINGS.listening} aside={formatCount(listening.length)}>
        {listening.length === 0 && <p className={styles['note']}>{SOCKET_STRINGS.none}</p>}
        <LongList label={SOCKET_STRINGS.listening} rows={listening} keyOf={keyOf}>{(row) => <SocketRow socket={row} snapshot={snapshot} />}</LongList>
      </Section>
      <Disclosure title={SOCKET_STRINGS.connections} aside={formatCount(connected.length)}>
        {connected.length === 0 && <p className={styles['note']}>{SOCKET_STRINGS.noneConnected}</p>}
        <LongList label={SOCKET_STRINGS.connections} rows={connected} keyOf={keyOf}>{(row) => <SocketRow socket={row} snapshot={snapshot} />}</LongList>
        <Gaps gaps={[]} leftOut={net.socketsLeftOut} />
      </Disclosure>
    </>
  );
}

/** A UDP socket that is bound and not connected takes from everybody. */
function isListening({ state, remote }: NetSocket): boolean {
  return state === 'LISTEN' || (state === 'UNCONN' && remote === null);
}

function keyOf({ protocol, inode, local, remote }: NetSocket): string {
  return `${protocol} ${inode} ${showEnd(local)} ${remote === null ? '' : showEnd(remote)}`;
}

function SocketRow({ socket, snapshot }: { socket: NetSocket; snapshot: Snapshot }) {
  const { protocol, state, local, remote } = socket;
  const ends = remote === null ? showEnd(local) : `${showEnd(local)} → ${showEnd(remote)}`;
  return (
    <div className={styles['row']} title={[`${protocol} ${ends}`, state, ...(takesBoth(socket) ? [SOCKET_STRINGS.both] : [])].join('\n')}>
      <span className={styles['mono']}>{protocol}</span>
      <span className={[styles['cut'], styles['mono']].join(' ')}>{ends}</span>
      {remote !== null && <span className={styles['tag']}>{state}</span>}
      <span className={styles['aside']}><Holder pids={socket.pids} snapshot={snapshot} /></span>
    </div>
  );
}

/** An IPv6 socket bound to any address takes IPv4 too, unless it was told not to. */
function takesBoth({ family, local, v6Only }: NetSocket): boolean {
  return family === 'inet6' && local.address === '::' && v6Only === false;
}

function showEnd({ address, port }: NetSocket['local']): string {
  const where = address.includes(':') ? `[${address}]` : address;
  return `${where}:${port}`;
}

function Holder({ pids, snapshot }: { pids: readonly number[]; snapshot: Snapshot }) {
  const { processByPid, containerByKey } = indexOf(snapshot);
  const [process] = pids.flatMap((pid) => processByPid.get(pid) ?? []);
  if (process === undefined) return pids.length === 0 ? SOCKET_STRINGS.nobody : pids.join(' ');
  const container = containerByKey.get(process.container ?? '');
  return (
    <>
      <ObjectLink id={objectId('process', process.key)}>{showText(process.comm)} {process.pid}</ObjectLink>
      {pids.length > 1 && ` +${pids.length - 1}`}
      {container !== undefined && ` (${containerTitle(container)})`}
    </>
  );
}
