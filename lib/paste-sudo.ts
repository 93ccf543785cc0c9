/** What people write before the tool: variables, env(1), sudo(8), doas(1), exec, time. */
import { PasteError, type Lost } from './pasted';
import { readOptions, type OptionSpec } from './paste-options';
import type { PasteSaying } from './paste-strings';
import type { ShellWord } from './shell-words';

const RIGHTS: PasteSaying = (words) => words.rights;
const value = (long: string, short: string, lost?: PasteSaying): OptionSpec => ({ long, short, takes: 'value', ...(lost === undefined ? {} : { lost }) });

const SUDO: readonly OptionSpec[] = [
  value('user', 'u', RIGHTS), value('group', 'g', RIGHTS), value('host', 'h'), value('prompt', 'p'), value('chdir', 'D'), value('chroot', 'R', RIGHTS),
  value('close-from', 'C'), value('role', 'r'), value('type', 't'), value('command-timeout', 'T'), value('other-user', 'U'),
  { long: 'preserve-env', short: 'E', takes: 'maybe', lost: (words) => words.shellEnvironment },
  { long: 'non-interactive', short: 'n' }, { long: 'set-home', short: 'H' }, { long: 'stdin', short: 'S' }, { long: 'askpass', short: 'A' },
  { long: 'reset-timestamp', short: 'k' }, { long: 'preserve-groups', short: 'P' }, { long: 'background', short: 'b' }, { long: 'bell', short: 'B' },
  { long: 'login', short: 'i', lost: (words) => words.noLoginShell }, { long: 'shell', short: 's', lost: (words) => words.noShell },
];
const SPECS: Readonly<Record<string, readonly OptionSpec[]>> = {
  sudo: SUDO,
  doas: [value('user', 'u', RIGHTS), value('config', 'C'), { long: 'non-interactive', short: 'n' }],
  env: [{ long: 'ignore-environment', short: 'i' }, value('unset', 'u')],
  exec: [], command: [], time: [{ long: 'portability', short: 'p' }], nohup: [], winpty: [],
};

/** What is left of the line, and what was said before it. */
export function withoutSudo(words: readonly ShellWord[]): { rest: readonly ShellWord[]; lost: readonly Lost[] } {
  const lost: Lost[] = [];
  let rest = words;
  for (let [first] = rest; first !== undefined; [first] = rest) {
    const specs = Object.hasOwn(SPECS, first.text) ? SPECS[first.text] : undefined;
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(first.text)) {
      lost.push({ part: first.text, why: (words) => words.toolEnvironment });
      rest = rest.slice(1);
    } else if (specs !== undefined) {
      const read = readBefore(rest.slice(1), specs);
      if (read === null) return { rest: words, lost: [] };
      lost.push(...read.lost);
      rest = read.rest;
    } else break;
  }
  return { rest, lost };
}

/** Null: with options that are not known it may be any command. */
function readBefore(words: readonly ShellWord[], specs: readonly OptionSpec[]): { rest: readonly ShellWord[]; lost: readonly Lost[] } | null {
  try {
    return readOptions(words, specs, { style: 'getopt' });
  } catch (error) {
    if (error instanceof PasteError) return null;
    throw error;
  }
}
