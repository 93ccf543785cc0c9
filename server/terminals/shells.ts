/** Which shell, where none was named. As `docker exec -it … sh` starts one: in a terminal, but without logging in again. */
import type { FailureAnswer } from '@/lib/door-schema';
import type { TerminalRequest } from '@/lib/terminal-schema';
import { failureAnswer } from '../answer';
import type { HelperError } from '../helper-error';

/** The first that is there. A login shell would read /etc/profile, and with it undo the environment that was asked for. */
export const SHELLS: readonly (readonly string[])[] = [['bash'], ['sh'], ['busybox', 'sh']];

/** The helper's fields for it. */
export function commandFields({ argv }: Pick<TerminalRequest, 'argv'>): { readonly argv: readonly string[]; readonly otherwise?: readonly (readonly string[])[] } {
  if (argv !== null) return { argv };
  const [first = [], ...otherwise] = SHELLS;
  return { argv: first, otherwise };
}

/** Says what is to be done where an image has no shell. */
export function terminalFailure(error: HelperError, { argv, types }: Pick<TerminalRequest, 'argv' | 'types'>): FailureAnswer {
  const answer = failureAnswer(error);
  const isMissing = error.stage === 'run' && error.errno === 'ENOENT';
  if (!isMissing || argv !== null) return answer;
  const where = types.includes('mnt') ? 'There is no shell in there' : 'There is no shell';
  return { ...answer, message: `${where}: bash, sh and busybox were looked for.` };
}
