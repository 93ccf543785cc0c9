import { builtinModules } from 'node:module';
import nextPlugin from '@next/eslint-plugin-next';
import { defineConfig, globalIgnores } from 'eslint/config';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const NODE = `(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/.*)?)`;

/**
 * The walls. `rooms`: what this room must not know. `packages`: what it must not use; a regular expression without
 * its anchors. Types are knowledge too: type imports obey. Every row is broken on purpose by server/setup/walls.test.ts.
 */
export const ROOMS = {
  lib: { rooms: ['app', 'components', 'server', 'e2e'], packages: '(?!zod$|d3-(force|hierarchy|quadtree)$)[^.@].*|@(?!/).*' },
  components: { rooms: ['app', 'server', 'e2e'], packages: `${NODE}|server-only|ws|systeminformation` },
  server: { rooms: ['app', 'components', 'e2e'], packages: '(react|react-dom|swr)(/.*)?|d3-.*' },
  app: { rooms: ['e2e'], packages: 'd3-.*|ws|(node:)?(child_process|net)' },
  e2e: { rooms: ['app', 'components', 'server'], packages: '(react|react-dom|swr|next)(/.*)?|d3-.*' },
};

/** Only this file of server/ starts processes and opens connections: it is the way to the helper. */
const DOOR = 'server/helper.ts';

const isInRooms = (rooms) => `^(@/|(\\./)?(\\.\\./)+)(${rooms.join('|')})(/|$)`;
const isPackage = (packages) => `^(${packages})$`;
/** esquery writes a regular expression between slashes. */
const selectorText = (regex) => regex.replaceAll('/', '\\/');

const NO_SHELL = 'argv arrays end to end, no shell.';
const SHELL = [
  { selector: 'Property[key.name="shell"][value.value=true]', message: NO_SHELL },
  { selector: 'ImportDeclaration[source.value=/^(node:)?child_process$/] > ImportSpecifier[imported.name=/^exec(Sync)?$/]', message: NO_SHELL },
  { selector: 'ImportDeclaration[source.value=/^(node:)?child_process$/] > :matches(ImportNamespaceSpecifier, ImportDefaultSpecifier)', message: NO_SHELL },
  { selector: 'CallExpression[callee.name=/^(spawn|execFile)(Sync)?$/][arguments.0.value=/^(.*\\/)?(ba|da|z)?sh$/]', message: NO_SHELL },
];
const UNKNOWN_IMPORT = { selector: 'ImportExpression:not([source.type="Literal"])', message: 'A wall cannot see what this imports.' };
const BESIDE_THE_DOOR = {
  selector: ':matches(ImportDeclaration, ImportExpression)[source.value=/^(node:)?(child_process|net|tls|dgram|cluster)$/]',
  message: `Only ${DOOR} talks to the helper.`,
};

/** no-restricted-imports does not see import(): each wall is built twice. */
function wallRules(room, { packages = ROOMS[room].packages, more = [] } = {}) {
  const walls = [
    { regex: isInRooms(ROOMS[room].rooms), message: `${room}/ must not know ${ROOMS[room].rooms.join(', ')}.` },
    ...(packages === null ? [] : [{ regex: isPackage(packages), message: `${room}/ must not use this package.` }]),
  ];
  const dynamic = walls.map(({ regex, message }) => ({ selector: `ImportExpression[source.value=/${selectorText(regex)}/]`, message }));
  return {
    'no-restricted-imports': ['error', { patterns: walls }],
    'no-restricted-syntax': ['error', ...dynamic, ...SHELL, UNKNOWN_IMPORT, ...more],
  };
}

/** The later block wins where files match twice, so the exceptions follow the rule. */
const WALLS = [
  ...Object.keys(ROOMS).map((room) => ({
    files: [`${room}/**/*.{ts,tsx,mjs}`],
    rules: wallRules(room, { more: room === 'server' ? [BESIDE_THE_DOOR] : [] }),
  })),
  // A fixture plays the helper's side of that connection.
  { files: [DOOR, 'server/**/*.fixture.ts', 'server/setup/**'], rules: wallRules('server') },
  // A test may ask Node for the truth, and lib/ needs a test runner; the rooms stay where they are.
  ...Object.keys(ROOMS).map((room) => ({ files: [`${room}/**/*.test.{ts,tsx}`], rules: wallRules(room, { packages: null }) })),
  { files: ['server/setup/**/*.mjs'], rules: wallRules('server', { packages: '(?!node:)[^.].*' }) },
];

const PURITY = {
  files: ['lib/**/*.ts'],
  ignores: ['lib/**/*.test.ts'],
  rules: {
    'no-restricted-globals': ['error', 'Date', 'process', 'console', 'setTimeout', 'setInterval', 'fetch', 'document', 'window', 'globalThis'],
    'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'lib/ is repeatable: take a seed.' }],
  },
};

const SIZES = {
  'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 4],
  'max-depth': ['error', 3],
  complexity: ['error', 14],
};

export default defineConfig([
  globalIgnores(['.next/**', 'dist/**', 'native/**', 'next-env.d.ts', 'test-results/**', 'playwright-report/**', 'coverage/**']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { files: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}'], extends: [nextPlugin.configs['core-web-vitals'], reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict] },
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  { files: ['**/*.{ts,tsx,mjs}'], rules: SIZES },
  { files: ['**/*.test.{ts,tsx}', 'e2e/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
  ...WALLS,
  PURITY,
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
]);
