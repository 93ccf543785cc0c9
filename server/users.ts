/** The names of users, for those who know them by number. */
import { readFile } from 'node:fs/promises';

export interface User {
  readonly uid: number;
  readonly name: string;
}

const PASSWD = '/etc/passwd';

/** Of a host without the file nobody has a name. */
export async function readUsers(): Promise<User[]> {
  const lines = (await readFile(PASSWD, 'utf8').catch(noneIfAbsent)).split('\n');
  return lines.flatMap((line) => {
    const [name = '', , uid = ''] = line.split(':');
    return name !== '' && /^\d{1,10}$/.test(uid) ? [{ uid: Number(uid), name }] : [];
  });
}

function noneIfAbsent(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
  throw error;
}
