'use client';

import type { ReactNode } from 'react';
import { indexOf } from '@/lib/members';
import type { Net, NetAddress, NetLink } from '@/lib/net-schema';
import { addressLines, showAddress, type InterfaceAddresses } from '@/lib/net-facts';
import type { Snapshot } from '@/lib/schema';
import { showText, textKey } from '@/lib/text';
import { Told } from '../language/told';
import { partWords } from '../language/told-words';
import { Copyable, CopyButton } from '../ui/copy';
import { formatDuration } from '../ui/format';
import { UI_STRINGS } from '../ui/strings';
import styles from './addresses.module.css';
import { ProcessLink } from './object-links';
import { Fold } from './fold';
import { SOCKET_STRINGS } from './inside-strings';
import { PeerLine } from './peer-line';
import { NET_STRINGS } from './strings';

interface AddressesProps {
  readonly net: Net;
  readonly snapshot: Snapshot;
}

/** Every interface with every address: what people come for, so it stands first and large. */
export function Addresses({ net, snapshot }: AddressesProps) {
  const lines = addressLines(net);
  const others = lines.filter(({ link }) => !isLoopback(link));
  const bare = others.filter(({ addresses }) => addresses.every(isLinkLocal));
  const addressed = others.filter(({ addresses }) => !addresses.every(isLinkLocal));
  const loopbacks = lines.filter(({ link }) => isLoopback(link));
  const show = ({ link, addresses }: InterfaceAddresses) => <Interface key={link.ifindex} net={net} link={link} addresses={addresses} snapshot={snapshot} />;
  return (
    <div className={styles['interfaces']}>
      {lines.length === 0 && <p className={styles['note']}>{NET_STRINGS.noLinks}</p>}
      {lines.length > 0 && others.length === 0 && <p className={styles['note']}>{NET_STRINGS.onlyLoopback}</p>}
      {addressed.slice(0, ADDRESSED_SHOWN).map(show)}
      {addressed.length > ADDRESSED_SHOWN && <Folded summary={NET_STRINGS.more(addressed.length - ADDRESSED_SHOWN)}>{() => addressed.slice(ADDRESSED_SHOWN).map(show)}</Folded>}
      {bare.length <= BARE_SHOWN ? bare.map(show) : <Folded summary={NET_STRINGS.bare(bare.length)}>{() => bare.map(show)}</Folded>}
      {loopbacks.map(({ link, addresses }) => <Loopback key={link.ifindex} link={link} addresses={addresses} />)}
      {net.gaps.length > 0 && <ul className={styles['note']}>{net.gaps.map(({ what, why }) => <li key={what}>{NET_STRINGS.gaps} {partWords(what)}{UI_STRINGS.colon}<Told text={why} /></li>)}</ul>}
    </div>
  );
}

/** A host has a veth without an address for each container: many of them fold to one line. */
const BARE_SHOWN = 2;
/** A router can have thousands with one, which would keep the page busy for seconds. */
const ADDRESSED_SHOWN = 24;

/** Those below the line are made only when somebody opens it. */
function Folded({ summary, children }: { summary: string; children: () => ReactNode }) {
  return <Fold summary={summary}><Unfolded>{children}</Unfolded></Fold>;
}

function Unfolded({ children }: { children: () => ReactNode }) {
  return <div className={styles['interfaces']}>{children()}</div>;
}

function isLoopback({ linkType, flags }: NetLink): boolean {
  return linkType === 'loopback' || flags.includes('LOOPBACK');
}

interface InterfaceProps extends AddressesProps {
  readonly link: NetLink;
  readonly addresses: readonly NetAddress[];
}

function Interface({ net, link, addresses, snapshot }: InterfaceProps) {
  const near = addresses.filter(isLinkLocal);
  const far = addresses.filter((address) => !isLinkLocal(address));
  return (
    <section className={styles['interface']} aria-label={showText(link.name)}>
      <h4 className={styles['head']}>
        <span className={styles['name']}>{showText(link.name)}</span>
        <LinkState link={link} />
        {link.kind !== null && <span className={styles['kind']}>{link.kind}</span>}
      </h4>
      {far.length > 0 ? <ul className={styles['addresses']}>{far.map((address) => <Address key={showAddress(address)} link={link} address={address} />)}</ul> : <p className={styles['note']}>{NET_STRINGS.noAddress}</p>}
      {near.length > 0 && (
        <Fold summary={NET_STRINGS.linkLocal(near.length)}>
          <ul className={styles['addresses']} data-small>{near.map((address) => <Address key={showAddress(address)} link={link} address={address} />)}</ul>
        </Fold>
      )}
      <PeerLine net={net} link={link} snapshot={snapshot} />
      <Holders link={link} snapshot={snapshot} />
      <p className={styles['hardware']}>
        <span>{NET_STRINGS.mtu} {link.mtu}</span>
        {link.mac !== null && <Copyable text={link.mac} what={NET_STRINGS.mac} mono />}
      </p>
      <Details link={link} />
    </section>
  );
}

const FEW_DETAILS = 3;

/** What its kind adds. A bridge has many settings that hardly anybody asks for. */
function Details({ link: { details } }: { link: NetLink }) {
  if (details.length === 0) return null;
  const words = <p className={styles['hardware']}>{details.map(({ name, value }) => <span key={name}>{name} {showText(value)}</span>)}</p>;
  return details.length <= FEW_DETAILS ? words : <Fold summary={NET_STRINGS.details(details.length)}>{words}</Fold>;
}

/** A tun or tap device is as alive as the process that reads from it. */
function Holders({ link: { holders }, snapshot }: { link: NetLink; snapshot: Snapshot }) {
  return holders.map(({ pid, startTime, certain }) => {
    const process = indexOf(snapshot).processByPid.get(pid);
    return (
      <p key={`${pid} ${startTime}`} className={styles['hardware']}>
        <span>{certain ? SOCKET_STRINGS.holder : SOCKET_STRINGS.holderMaybe} {process?.startTime === startTime ? <ProcessLink process={process} /> : pid}</span>
      </p>
    );
  });
}

function isLinkLocal({ scope, address }: NetAddress): boolean {
  return scope === 'link' || address.startsWith('169.254.');
}

/** UP and DOWN of the kernel's operstate; a device that knows none, such as lo or a tunnel, is judged by its flags. */
function LinkState({ link }: { link: NetLink }) {
  const word = link.operstate === 'UNKNOWN' ? (link.flags.includes('LOWER_UP') ? 'UP' : 'DOWN') : link.operstate;
  return <span className={styles['state']} data-state={word === 'UP' ? 'up' : 'down'} title={link.flags.join(', ')}>{word.toLowerCase()}</span>;
}

/** The address large, what belongs to it small; copied is the address alone. */
function Address({ link, address }: { link: NetLink; address: NetAddress }) {
  const more = [
    ...(address.scope === 'global' || address.scope === 'link' ? [] : [address.scope]),
    ...(address.label === null || textKey(address.label) === textKey(link.name) ? [] : [showText(address.label)]),
    ...address.flags.filter((flag) => flag !== 'permanent'),
    ...(address.validSeconds === null ? [] : [NET_STRINGS.forSeconds(formatDuration(address.validSeconds))]),
  ];
  return (
    <li className={styles['address']}>
      <code className={styles['digits']}>
        {address.address}
        <span className={styles['prefix']}>{showAddress(address).slice(address.address.length)}</span>
      </code>
      <CopyButton text={address.address} what={NET_STRINGS.address(address.address)} />
      {more.length > 0 && <span className={styles['more']}>{more.join(', ')}</span>}
    </li>
  );
}

function Loopback({ link, addresses }: { link: NetLink; addresses: readonly NetAddress[] }) {
  return (
    <p className={styles['loopback']}>
      <span className={styles['name']}>{showText(link.name)}</span>
      <LinkState link={link} />
      {addresses.map((address) => <code key={address.address}>{showAddress(address)}</code>)}
      {addresses.length === 0 && <span>{NET_STRINGS.noAddress}</span>}
    </p>
  );
}
