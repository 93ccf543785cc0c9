/** Variables as `-e NAME=VALUE` of many tools gives them. */
import { VARIABLES_LIMIT } from './exec-schema';
import { PasteError, type Lost } from './pasted';
import type { FoundOption } from './paste-options';

export interface PastedVariables {
  readonly set: readonly string[];
  readonly lost: readonly Lost[];
}

/** The last of one name counts. One without a value would come from the shell the line was for. */
export function readVariables(options: readonly FoundOption[], long: string): PastedVariables {
  const byName = new Map<string, string>();
  const lost: Lost[] = [];
  for (const { value, word } of options.filter((option) => option.long === long)) {
    const [name = ''] = (value ?? '').split('=', 1);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) lost.push({ part: `${word.text} ${value ?? ''}`, why: (words) => words.oddVariable });
    else if (value === name) lost.push({ part: `${word.text} ${name}`, why: (words) => words.shellValue });
    else byName.set(name, value ?? '');
    if (byName.size > VARIABLES_LIMIT) throw new PasteError((words) => words.manyVariables(VARIABLES_LIMIT), { place: word });
  }
  return { set: [...byName.values()], lost };
}
