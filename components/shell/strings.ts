import { formatCount } from '@/lib/count-text';
import type { LiveState } from '../live/live-feed';
import { bilingual } from '../language/bilingual';
import { SHELL_STRINGS_ZH, LENS_STRINGS_ZH, TREE_STRINGS_ZH, LIVE_WORDS_ZH, LIVE_STRINGS_ZH, SIGN_IN_STRINGS_ZH, PARTIAL_STRINGS_ZH, EMPTY_STRINGS_ZH, KEY_HELP_STRINGS_ZH, BROKEN_STRINGS_ZH } from './strings.zh';

export const SHELL_STRINGS_EN = {
  product: 'nsatlas',
  reading: 'Reading the host',
  facts: 'Facts of the host',
  processes: (count: number) => (count === 1 ? 'process' : 'processes'),
  namespaces: (count: number) => (count === 1 ? 'namespace' : 'namespaces'),
  containers: (count: number) => (count === 1 ? 'container' : 'containers'),
  pods: (count: number) => (count === 1 ? 'pod' : 'pods'),
  load: 'Load',
  loadHint: (cores: number) => `load average of the last minute, on ${cores} ${cores === 1 ? 'core' : 'cores'}`,
  memory: 'Memory',
  memoryHint: (used: string, all: string) => `${used} of ${all} in use`,
  uptime: 'Up',
  readOnly: 'read-only',
  readOnlyHint: 'Started with --read-only: commands cannot be run from here.',
  lens: 'Lens',
  tree: 'Tree of',
  theme: 'Theme',
  themeNames: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  language: 'Language',
  languageAuto: 'As the browser',
  main: 'The picture',
  inspector: 'Inspector',
} as const;

export const LENS_STRINGS_EN = {
  pods: { label: 'Pods', title: 'Pods and containers, and how they are wired (1)' },
  namespaces: { label: 'Namespaces', title: 'Namespaces and who lives in them (2)' },
  network: { label: 'Network', title: 'Net namespaces, their interfaces and addresses, and the wires between them (3)' },
  hierarchy: { label: 'Hierarchy', title: 'Pid and user namespaces, each below its parent (4)' },
  table: { label: 'Table', title: 'The table of namespaces, as lsns prints it (5)' },
} as const;

export const TREE_STRINGS_EN = {
  pid: { label: 'PID', title: 'Pid namespaces below their parents, with the processes in each' },
  user: { label: 'User', title: 'User namespaces below their parents, with the namespaces that each owns' },
} as const;

/** Two or three words beside the dot. */
export const LIVE_WORDS_EN: Readonly<Record<LiveState['kind'], string>> = {
  loading: 'Connecting',
  live: 'Live',
  stale: 'Stale',
  disconnected: 'Disconnected',
  trouble: 'Helper fails',
  denied: 'Session ended',
};

export const LIVE_STRINGS_EN = {
  staleTitle: 'The connection is cut',
  stale: 'What you see is how the host was then. It comes back by itself.',
  seenAt: 'Last look:',
  retryIn: (seconds: number) => (seconds <= 0 ? 'Trying now.' : `Next try in ${seconds} s.`),
  retry: 'Try now',
  troubleTitle: 'The helper cannot look at the host',
  disconnectedTitle: 'No connection to nsatlas',
  disconnectedCauses: [
    'nsatlas was stopped: start it again on the host with npm start.',
    'The way to the host is cut: a tunnel, a network.',
    'Something between this browser and the host does not let WebSockets through.',
  ],
  troubleCauses: [
    'The helper ended, or was never built: the terminal of npm start says more.',
    'Its door is gone: a socket was removed.',
  ],
} as const;

export const SIGN_IN_STRINGS_EN = {
  title: 'This page has no session',
  titleEnded: 'The session ended',
  body: 'nsatlas prints an address with a token when it starts. The token opens one session, once.',
  causes: [
    'Let a fresh address be printed on the host, in the folder of nsatlas: npx nsatlas url',
    'The address was opened before, in another browser: its token is used up.',
    'nsatlas was started again since: old sessions end with it.',
  ],
  label: 'Or paste the address here',
  placeholder: 'http://127.0.0.1:4280/#t=…',
  send: 'Open',
  used: 'This address was opened before, or is none of this host.',
  notAToken: 'That holds no token. The address ends with #t= and a token.',
  entering: 'Opening the session',
} as const;

export const PARTIAL_STRINGS_EN = {
  title: (readable: number, all: number) => `${formatCount(readable)} of ${formatCount(all)} ${all === 1 ? 'process' : 'processes'} readable`,
  complete: 'Some facts are missing',
  body: 'What is shown is true; what is missing is counted here.',
  command: 'To see everything, start it so:',
  copyWhat: 'command',
  dismiss: 'Fold',
  show: 'What is missing, and why',
} as const;

export const EMPTY_STRINGS_EN = {
  title: 'No pods or containers on this host',
  body: 'Here are its processes and what they share. Pods and containers of Podman, Docker, containerd, CRI-O, LXC and systemd-nspawn show up here by themselves when they start.',
  start: 'To see one, make namespaces of your own: New sandbox (m).',
  partial: 'Containers of other users may run, but this observer may not see them.',
} as const;

export const KEY_HELP_STRINGS_EN = {
  title: 'Keys',
  actRows: [
    [['Ctrl', 'Enter'], 'Run the command'],
  ] as const,
  terminal: 'In a terminal all keys are the program’s but these; Ctrl+W, Ctrl+T and Ctrl+N stay with the browser.',
  terminalRows: [
    [['Ctrl', 'Shift', 'L'], 'Leave the terminal'],
    [['Ctrl', 'Shift', 'C'], 'Copy what is selected (also Ctrl+Insert)'],
    [['Ctrl', 'Shift', 'V'], 'Paste (also Shift+Insert)'],
    [['Ctrl', 'Shift', 'F'], 'Find in what was printed'],
    [['Shift', 'PgUp'], 'Back in what was printed'],
    [['Delete'], 'Close a tab that has the focus'],
  ] as const,
  graph: 'In the picture the arrow keys walk from node to node, Enter selects.',
} as const;

export const BROKEN_STRINGS_EN = {
  title: 'This page met a defect',
  body: 'Nothing on the host was changed by it. Starting the page again reads everything afresh.',
  again: 'Start the page again',
} as const;

export const SHELL_STRINGS = bilingual(SHELL_STRINGS_EN, SHELL_STRINGS_ZH);
export const TREE_STRINGS = bilingual(TREE_STRINGS_EN, TREE_STRINGS_ZH);
export const LENS_STRINGS = bilingual(LENS_STRINGS_EN, LENS_STRINGS_ZH);
export const LIVE_WORDS = bilingual(LIVE_WORDS_EN, LIVE_WORDS_ZH);
export const LIVE_STRINGS = bilingual(LIVE_STRINGS_EN, LIVE_STRINGS_ZH);
export const SIGN_IN_STRINGS = bilingual(SIGN_IN_STRINGS_EN, SIGN_IN_STRINGS_ZH);
export const PARTIAL_STRINGS = bilingual(PARTIAL_STRINGS_EN, PARTIAL_STRINGS_ZH);
export const EMPTY_STRINGS = bilingual(EMPTY_STRINGS_EN, EMPTY_STRINGS_ZH);
export const KEY_HELP_STRINGS = bilingual(KEY_HELP_STRINGS_EN, KEY_HELP_STRINGS_ZH);
export const BROKEN_STRINGS = bilingual(BROKEN_STRINGS_EN, BROKEN_STRINGS_ZH);
