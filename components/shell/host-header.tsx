'use client';

import type { ReactNode } from 'react';
import type { HostFacts, Session } from '@/lib/door-schema';
import { objectId } from '@/lib/object-id';
import type { Snapshot } from '@/lib/schema';
import { showText } from '@/lib/text';
import { openPalette } from '../actions/palette-opening';
import { PALETTE_STRINGS } from '../actions/strings';
import { ElevationMark } from '../elevation/elevation-mark';
import { LanguageMenu } from '../language/language-menu';
import type { Reel } from '../time/reel';
import { useSelect } from '../objects/select-context';
import { Button } from '../ui/button';
import styles from './host-header.module.css';
import { LiveMark } from './live-mark';
import { Logo } from './logo';
import { KEY_HELP_STRINGS, SHELL_STRINGS } from './strings';
import { ThemeSwitch } from './theme-switch';

interface HostHeaderProps {
  readonly snapshot: Snapshot | null;
  /** Undefined until known. */
  readonly facts: HostFacts | undefined;
  readonly reel: Pick<Reel, 'live' | 'shown'>;
  /** Undefined until known. */
  readonly session: Session | undefined;
  readonly search: ReactNode;
  readonly onHelp: () => void;
}

export function HostHeader({ snapshot, facts, reel, session, search, onHelp }: HostHeaderProps) {
  return (
    <header className={styles['header']}>
      <h1 className={styles['brand']}>
        <Logo />
        <span>{SHELL_STRINGS.product}</span>
      </h1>
      <HostName snapshot={snapshot} facts={facts} />
      <div className={styles['search']}>{search}</div>
      <div className={styles['end']}>
        <ElevationMark session={session} />
        <LiveMark state={reel.live.state} shown={reel.shown} time={snapshot?.time ?? 0} />
        <Button look="quiet" icon="command" aria-label={PALETTE_STRINGS.open} title={PALETTE_STRINGS.openHint} aria-keyshortcuts="Control+K" onClick={openPalette} />
        <ThemeSwitch />
        <LanguageMenu />
        <Button className={styles['help']} look="quiet" icon="keyboard" aria-label={KEY_HELP_STRINGS.title} aria-keyshortcuts="?" onClick={onHelp} />
      </div>
    </header>
  );
}

function HostName({ snapshot, facts }: Pick<HostHeaderProps, 'snapshot' | 'facts'>) {
  const select = useSelect();
  const hostname = snapshot === null ? facts?.hostname : showText(snapshot.host.hostname);
  if (hostname === undefined) return <span className={styles['host']} />;
  const system = [facts?.os, `Linux ${snapshot?.host.kernel ?? facts?.kernel ?? ''}`].filter((word) => word !== undefined);
  return (
    <button type="button" className={styles['host']} title={[hostname, ...system].join(', ')} onClick={() => select(objectId('host', ''))}>
      <span className={styles['name']}>{hostname}</span>
      <span className={styles['system']}>{system.join(' · ')}</span>
    </button>
  );
}
