'use client';

import useSWR from 'swr';
import { snapshot, type Snapshot } from '@/lib/schema';

async function fetchSnapshot(path: string) {
  const response = await fetch(path, { headers: { 'X-Nsatlas': localStorage.getItem('nsatlas.token') ?? '' } });
  return snapshot.parse(await response.json());
}

export function Atlas() {
  const { data, error } = useSWR<Snapshot, Error>('/api/snapshot', fetchSnapshot);
  if (error !== undefined) return <main><h1>nsatlas</h1><p role="alert">{error.message}</p></main>;
  if (data === undefined) return <main><h1>nsatlas</h1><p>Reading the host …</p></main>;
  return (
    <main>
      <h1>nsatlas</h1>
      <p>{data.processes.length} processes, {data.namespaces.length} namespaces</p>
      <ul>{data.namespaces.map(({ key }) => <li key={key}>{key}</li>)}</ul>
    </main>
  );
}
