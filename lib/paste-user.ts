/** Users as other tools name them. Names are not looked up: the passwd(5) of an image is not to be trusted. */
import { ids, type JoinOptions } from './exec-schema';
import type { Lost } from './pasted';

export interface PastedUser {
  readonly as: JoinOptions['as'];
  readonly lost: readonly Lost[];
}

/** `USER[:GROUP]` of docker, podman and ctr. `part` names the option for what is lost. Absent: the target's. */
export function readUser(value: string | undefined, part: string): PastedUser {
  if (value === undefined || value === '') return { as: 'target', lost: [] };
  const [user = '', group] = value.split(':', 2);
  const uid = idOf(user);
  const gid = group === undefined ? 0 : idOf(group);
  if (uid === null || gid === null) return { as: 'target', lost: [{ part, why: (words) => words.imageNames }] };
  if (uid === 0 && gid === 0) return { as: 'root', lost: [] };
  const guess: readonly Lost[] = group === undefined ? [{ part, why: (words) => words.imageGroup }] : [];
  return { as: { uid, gid }, lost: guess };
}

/** Null: no number, or none that an id can be. */
export function idOf(text: string): number | null {
  if (text === 'root') return 0;
  const parsed = ids.shape.uid.safeParse(/^\d{1,10}$/.test(text) ? Number(text) : null);
  return parsed.success ? parsed.data : null;
}
