/** May this viewer do this? Pure policy; what it does not name is refused. */

/** `invite`: make a start token, with which somebody may sign in. */
export type Act = 'view' | 'exec' | 'invite';

export interface Viewer {
  /** For the log: which session or token. It lets nobody in. */
  readonly name: string;
  readonly acts: readonly Act[];
}

export interface House {
  readonly readOnly: boolean;
  readonly hasExecDoor: boolean;
}

/** Null: yes. Else the sentence that says why not. */
export function authorize(viewer: Viewer | null, act: Act, house: House): string | null {
  if (viewer === null) return 'Not signed in.';
  const shut = act === 'exec' ? whyShut(house) : null;
  if (shut !== null) return shut;
  return viewer.acts.includes(act) ? null : REFUSALS[act];
}

/** Why nobody can run commands in this house, whoever it is; null: somebody may. */
export function whyShut({ readOnly, hasExecDoor }: House): string | null {
  if (readOnly) return 'Started with --read-only: nobody can run commands.';
  return hasExecDoor ? null : 'There is no exec door: nobody can run commands.';
}

const REFUSALS: Readonly<Record<Act, string>> = {
  view: 'This token may not look.',
  exec: 'This token may look, but run no commands; npx nsatlas token --exec prints one that may.',
  invite: 'Only the exec token may make addresses to sign in with: npx nsatlas url.',
};
