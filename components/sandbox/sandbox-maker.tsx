'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { objectOfSandbox } from '@/lib/sandbox-of';
import type { Sandbox } from '@/lib/sandbox-schema';
import { NO_HOST } from '@/lib/no-host';
import type { Snapshot } from '@/lib/schema';
import { useSession } from '../fetch-json';
import { useSelect } from '../objects/select-context';
import { useKeys } from '../shell/use-keys';
import { usePast } from '../time/past';
import { Button } from '../ui/button';
import { SandboxDialog } from './sandbox-dialog';
import styles from './sandbox-maker.module.css';
import { SANDBOX_STRINGS } from './strings';

/** The way to namespaces of one's own: a button, the key m, and the dialog they open. What was made is selected as soon as it is seen. */
export function SandboxMaker({ snapshot }: { snapshot: Snapshot }) {
  const [isOpen, setOpen] = useState(false);
  const { data: session } = useSession();
  const select = useSelect();
  const awaitMade = useArrival(snapshot);
  const isReadOnly = session?.readOnly === true;
  const past = usePast();
  useKeys(isReadOnly || past !== null || snapshot === NO_HOST ? {} : { m: () => setOpen(true) });
  const close = () => setOpen(false);
  const onMade = (sandbox: Sandbox) => {
    close();
    awaitMade(sandbox);
  };
  // Where nsatlas only looks, nobody can make anything.
  if (isReadOnly) return null;
  return (
    <>
      <Button className={styles['open']} icon="plus" disabled={past !== null} title={past?.reason ?? SANDBOX_STRINGS.openHint} aria-keyshortcuts="m" word={SANDBOX_STRINGS.open} onClick={() => setOpen(true)} />
      {isOpen && <SandboxDialog snapshot={snapshot} session={session} onMade={onMade} onShow={(id) => { close(); select(id); }} onClose={close} />}
    </>
  );
}

/** Selects the sandbox that is waited for once a picture has it. */
function useArrival(snapshot: Snapshot): (sandbox: Sandbox) => void {
  const select = useSelect();
  const awaited = useRef<Sandbox | null>(null);
  const look = useEffectEvent((seen: Snapshot) => {
    const id = awaited.current === null ? null : objectOfSandbox(seen, awaited.current);
    if (id === null) return;
    awaited.current = null;
    select(id);
  });
  useEffect(() => look(snapshot), [snapshot]);
  return (sandbox) => {
    const id = objectOfSandbox(snapshot, sandbox);
    if (id === null) awaited.current = sandbox;
    else select(id);
  };
}
