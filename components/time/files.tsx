'use client';

import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { formatBytes } from '@/lib/amount-text';
import { FILE_LIMIT_BYTES, readSnapshotFile, snapshotFileName, writeSnapshotFile, type SnapshotFile } from '@/lib/snapshot-file';
import type { Snapshot } from '@/lib/schema';
import { topology as topologySchema } from '@/lib/topology-schema';
import { askDoor, DoorError, useSession } from '../fetch-json';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { saveFile } from '../ui/save-file';
import styles from './files.module.css';
import { usePast } from './past';
import { FILE_STRINGS, FILE_WORDS } from './strings';
import { Unfold } from './unfold';

export interface FileTrouble {
  readonly name: string;
  /** What is wrong, and where. */
  readonly refusal: string;
}

interface FilesProps {
  readonly snapshot: Snapshot | null;
  /** Asks for a file, and opens what is chosen. */
  readonly onOpen: (file: File) => void;
}

/** What is shown goes into a file, and comes from one. */
export function Files({ snapshot, onOpen }: FilesProps) {
  const input = useRef<HTMLInputElement>(null);
  const { data: session } = useSession();
  const past = usePast();
  const save = async (shown: Snapshot) => {
    const topology = past === null ? await wiresOfNow() : past.topology;
    saveFile(new Blob([writeSnapshotFile({ product: session?.version ?? '', snapshot: shown, topology })], { type: 'application/json' }), snapshotFileName(shown));
  };
  return (
    <>
      <Unfold label={FILE_STRINGS.files} hint={FILE_STRINGS.files} face={<Icon name="file" size={14} />}>
        {(close) => (
          <div className={styles['acts']}>
            <Button look="quiet" disabled={snapshot === null} onClick={() => { close(); if (snapshot !== null) void save(snapshot); }}>{FILE_STRINGS.save}</Button>
            <Button look="quiet" onClick={() => { close(); input.current?.click(); }}>{FILE_STRINGS.open}</Button>
            <p>{FILE_STRINGS.dropHint}</p>
          </div>
        )}
      </Unfold>
      <input ref={input} className="unseen" type="file" accept=".json,application/json" tabIndex={-1} aria-label={FILE_STRINGS.open} onChange={({ target }) => {
        const file = target.files?.[0];
        // The same one may be chosen again.
        target.value = '';
        if (file !== undefined) onOpen(file);
      }} />
    </>
  );
}

/** A file without wires is better than none. */
async function wiresOfNow(): Promise<SnapshotFile['topology']> {
  try {
    return await askDoor(topologySchema, '/api/topology');
  } catch (error) {
    if (error instanceof DoorError) return null;
    throw error;
  }
}

/** Opens files that are chosen or dropped anywhere on the page. One that cannot be shown leaves what is shown, and says why. */
export function useFiles(onFile: (name: string, file: SnapshotFile) => void): { open: (file: File) => void; trouble: FileTrouble | null; forget: () => void; isDragged: boolean } {
  const [trouble, setTrouble] = useState<FileTrouble | null>(null);
  const open = (file: File) => {
    void readFile(file).then((read) => {
      if ('refusal' in read) {
        setTrouble({ name: file.name, refusal: read.refusal });
        return;
      }
      setTrouble(null);
      onFile(file.name, read);
    });
  };
  const isDragged = useDrop(open);
  return { open, trouble, forget: () => setTrouble(null), isDragged };
}

async function readFile(file: File): Promise<ReturnType<typeof readSnapshotFile>> {
  if (file.size > FILE_LIMIT_BYTES) return { refusal: FILE_STRINGS.tooLarge(formatBytes(file.size), formatBytes(FILE_LIMIT_BYTES)) };
  try {
    return readSnapshotFile(await file.text(), FILE_WORDS);
  } catch (error) {
    // What a browser throws when a file is gone, or not ours to read.
    if (error instanceof DOMException) return { refusal: FILE_STRINGS.unreadable };
    throw error;
  }
}

/** Whether a file is held over the page. */
function useDrop(open: (file: File) => void): boolean {
  const [isDragged, setDragged] = useState(false);
  const drop = useEffectEvent((event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setDragged(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) open(file);
  });
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragged(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragged(false);
    };
    const onDrop = (event: DragEvent) => drop(event);
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', onDrop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', onDrop);
    };
  }, []);
  return isDragged;
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}

/** While a file is held over the page, and after one that cannot be shown. */
export function FileNotices({ trouble, isDragged, onForget }: { readonly trouble: FileTrouble | null; readonly isDragged: boolean; readonly onForget: () => void }) {
  return (
    <>
      {isDragged && <div className={styles['drop']}><p>{FILE_STRINGS.drop}</p></div>}
      {trouble !== null && (
        <section className={styles['trouble']} role="alert" aria-label={FILE_STRINGS.files}>
          <Notice isWide tone="bad" title={FILE_STRINGS.failed(trouble.name)} actions={<Button look="quiet" icon="close" aria-label={FILE_STRINGS.close} onClick={onForget} />}><p>{trouble.refusal}</p></Notice>
        </section>
      )}
    </>
  );
}
