import nextPlugin from '@next/eslint-plugin-next';
import { defineConfig, globalIgnores } from 'eslint/config';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const ROOM_NAMES = ['app', 'components', 'lib', 'server', 'e2e'];

/**
 * The walls: what each room must not reach for. Types are knowledge too, so type imports obey.
 * Every row is broken on purpose by server/setup/walls.test.ts.
 */
export const ROOMS = {
  lib: {
    rooms: ['app', 'components', 'server', 'e2e'],
    packages: ['react', 'react-dom', 'next', 'next/**', 'swr', 'ws', 'systeminformation', 'server-only', 'node:*', 'fs', 'path', 'child_process', 'net', 'http', 'os', 'crypto', 'd3-selection', 'd3-zoom'],
  },
  components: {
    rooms: ['app', 'server', 'e2e'],
    packages: ['server-only', 'ws', 'systeminformation', 'node:*', 'fs', 'path', 'child_process', 'net', 'http', 'os'],
  },
  server: {
    rooms: ['app', 'components', 'e2e'],
    packages: ['react', 'react-dom', 'swr', 'd3-*'],
  },
  app: {
    rooms: ['e2e'],
    packages: ['d3-*', 'ws', 'node:child_process', 'node:net', 'child_process', 'net'],
  },
  e2e: {
    rooms: ['app', 'components', 'server'],
    packages: ['react', 'react-dom', 'd3-*', 'swr'],
  },
};

/** Only these files of server/ may start a process or open a socket. */
export const DOORS = ['server/helper.ts', 'server/setup/**'];

const DYNAMIC_IMPORT = {
  selector: "ImportExpression[source.value=/(^|\\/)(app|server|e2e)\\//]",
  message: 'A dynamic import obeys the walls too.',
};
const DOOR = {
  selector: 'ImportDeclaration[source.value=/^(node:)?(child_process|net)$/]',
  message: 'Only server/helper.ts talks to the helper.',
};
const SHELL = {
  selector: 'Property[key.name="shell"][value.value=true], CallExpression[callee.name=/^exec(Sync)?$/]',
  message: 'argv arrays end to end, no shell string.',
};

function wall(room) {
  const { rooms, packages } = ROOMS[room];
  const restricted = ['error', {
    patterns: [
      { group: rooms.flatMap((other) => [`@/${other}`, `@/${other}/**`, `**/../${other}/**`]), message: `${room}/ must not know ${rooms.join(', ')}.` },
      { group: packages, message: `${room}/ must not use this package.` },
    ],
  }];
  return {
    files: [`${room}/**/*.{ts,tsx,mjs}`],
    rules: {
      'no-restricted-imports': restricted,
      'no-restricted-syntax': ['error', DYNAMIC_IMPORT, SHELL, ...(room === 'server' ? [DOOR] : [])],
    },
  };
}

export default defineConfig([
  globalIgnores(['.next/**', 'dist/**', 'native/**', 'next-env.d.ts', 'test-results/**', 'playwright-report/**', 'coverage/**']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  nextPlugin.configs['core-web-vitals'],
  reactHooks.configs.flat['recommended-latest'],
  jsxA11y.flatConfigs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 3],
      complexity: ['error', 14],
    },
  },
  { files: ['**/*.test.{ts,tsx}', 'e2e/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'max-lines': 'off' } },
  ...ROOM_NAMES.map(wall),
  {
    files: ['server/helper.ts', 'server/setup/**', 'server/**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', DYNAMIC_IMPORT, SHELL] },
  },
  {
    files: ['lib/**/*.ts'],
    ignores: ['lib/**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'Date', 'process', 'console', 'setTimeout', 'setInterval', 'fetch', 'document', 'window', 'globalThis'],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'lib/ is repeatable: take a seed.' }],
    },
  },
  { files: ['**/*.{js,mjs}'], extends: [tseslint.configs.disableTypeChecked] },
]);
