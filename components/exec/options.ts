/** As whom the command runs and with what around it: what has been filled in so far, what is wrong with it, and the request's share of it. */
import { ids, PATH_LIMIT_BYTES, VARIABLE_LIMIT_BYTES, VARIABLES_LIMIT, type JoinOptions } from '@/lib/exec-schema';
import { encodeUtf8 } from '@/lib/utf8';
import { EXEC_STRINGS } from './strings';

export const LIMITS_MS = [5000, 30_000, 120_000, 600_000] as const;
export type LimitMs = (typeof LIMITS_MS)[number];

export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Numbers and paths are as they were typed. */
export interface Options {
  readonly as: 'target' | 'root' | 'ids';
  readonly uid: string;
  readonly gid: string;
  readonly capabilities: JoinOptions['capabilities'];
  readonly root: 'target' | 'namespace' | 'path';
  readonly rootPath: string;
  readonly directory: 'target' | 'root' | 'path';
  readonly directoryPath: string;
  readonly environment: JoinOptions['environment']['from'];
  readonly variables: readonly Variable[];
  readonly cgroup: JoinOptions['cgroup'];
  /** Of a command; a terminal has its own. */
  readonly limitMs: LimitMs;
}

export const FIRST_OPTIONS: Options = {
  as: 'target', uid: '', gid: '', capabilities: 'target', root: 'target', rootPath: '', directory: 'target', directoryPath: '',
  environment: 'clean', variables: [], cgroup: 'own', limitMs: 30_000,
};

/** What the options are for. */
export interface Ground {
  /** mnt is joined: only then there is another root. */
  readonly hasMnt: boolean;
  /** A process lives there: only then there is somebody to be like. */
  readonly hasProcess: boolean;
}

/** The sentence beside each field whose value cannot be used. */
export interface OptionProblems {
  readonly uid?: string;
  readonly gid?: string;
  readonly root?: string;
  readonly directory?: string;
  readonly environment?: string;
  /** By row. */
  readonly variables: readonly (string | null)[];
}

const WORDS = EXEC_STRINGS.options.problems;

export function problemsOf(options: Options, { hasMnt }: Pick<Ground, 'hasMnt'>): OptionProblems {
  const told = {
    uid: options.as === 'ids' ? idProblem(options.uid) : null,
    gid: options.as === 'ids' ? idProblem(options.gid) : null,
    root: hasMnt && options.root === 'path' ? pathProblem(options.rootPath) : null,
    directory: options.directory === 'path' ? pathProblem(options.directoryPath) : null,
    environment: options.variables.length > VARIABLES_LIMIT ? WORDS.tooMany(VARIABLES_LIMIT) : null,
  };
  const found = Object.fromEntries(Object.entries(told).filter(([, problem]) => problem !== null)) as Omit<OptionProblems, 'variables'>;
  return { ...found, variables: options.variables.map(variableProblem) };
}

export function isFine({ variables, ...others }: OptionProblems): boolean {
  return Object.keys(others).length === 0 && variables.every((problem) => problem === null);
}

/** Only of options without problems. What the ground does not have is not asked for. */
export function optionsRequest(options: Options, ground: Ground): JoinOptions {
  const { as, uid, gid, capabilities, directory, directoryPath, variables } = options;
  const { root, environment, cgroup } = onGround(options, ground);
  return {
    as: as === 'ids' ? { uid: Number(uid), gid: Number(gid) } : as,
    capabilities,
    root: root === 'path' ? { path: options.rootPath } : root,
    directory: directory === 'path' ? { path: directoryPath } : directory,
    environment: { from: environment, set: variables.filter(isMeant).map(({ name, value }) => `${name}=${value}`) },
    cgroup,
  };
}

/** The way back: a request as it stands in the form. */
export function optionsOf(request: JoinOptions, limitMs: LimitMs): Options {
  const { as, capabilities, root, directory, environment, cgroup } = request;
  return {
    ...(typeof as === 'string' ? { as, uid: '', gid: '' } : { as: 'ids', uid: String(as.uid), gid: String(as.gid) }),
    ...(typeof root === 'string' ? { root, rootPath: '' } : { root: 'path', rootPath: root.path }),
    ...(typeof directory === 'string' ? { directory, directoryPath: '' } : { directory: 'path', directoryPath: directory.path }),
    capabilities, environment: environment.from, variables: environment.set.map(variableOf), cgroup, limitMs,
  };
}

/** How many are other than they are at first. */
export function countChanged(options: Options, ground: Ground): number {
  const compared = ['as', 'capabilities', 'root', 'directory', 'environment', 'cgroup', 'limitMs'] as const;
  const asked = { ...options, ...onGround(options, ground) };
  const changed = compared.filter((field) => asked[field] !== FIRST_OPTIONS[field]);
  return changed.length + Number(options.variables.some(isMeant));
}

/** Another root comes only with mnt. So does the target's environment: its PATH would choose among the host's programs. */
function onGround({ root, environment, cgroup }: Options, { hasMnt, hasProcess }: Ground): Pick<Options, 'root' | 'environment' | 'cgroup'> {
  return { root: hasMnt ? root : 'target', environment: hasMnt && hasProcess ? environment : 'clean', cgroup: hasProcess ? cgroup : 'own' };
}

function idProblem(id: string): string | null {
  const isId = /^\d{1,10}$/.test(id) && ids.shape.uid.safeParse(Number(id)).success;
  if (isId) return null;
  return /^\d+$/.test(id) ? WORDS.idTooLarge : id === '' ? WORDS.idMissing : WORDS.idNoNumber;
}

function pathProblem(path: string): string | null {
  if (path === '') return WORDS.pathMissing;
  if (!path.startsWith('/')) return WORDS.pathRelative;
  if (path.includes('\0')) return WORDS.nul;
  return encodeUtf8(path).length > PATH_LIMIT_BYTES ? WORDS.pathTooLong(PATH_LIMIT_BYTES) : null;
}

function variableProblem({ name, value }: Variable): string | null {
  if (name === '' && value === '') return null;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name === '' ? WORDS.nameMissing : WORDS.nameWrong;
  if (value.includes('\0')) return WORDS.nul;
  return encodeUtf8(`${name}=${value}`).length > VARIABLE_LIMIT_BYTES ? WORDS.variableTooLong(VARIABLE_LIMIT_BYTES) : null;
}

/** A row that was opened and left empty asks for nothing. */
function isMeant({ name }: Variable): boolean {
  return name !== '';
}

function variableOf(text: string): Variable {
  const at = text.indexOf('=');
  return { name: text.slice(0, at), value: text.slice(at + 1) };
}
