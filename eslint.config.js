import { builtinModules } from 'node:module';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const nodeOnly = builtinModules.filter((name) => !name.startsWith('node:'));

export default defineConfig(
  globalIgnores([
    'dist/',
    'examples/*/dist/',
    'coverage/',
    'docs/api/',
    'output/',
    '.cache/',
    '.fences/',
    'test/fixtures/',
    // AssemblyScript: TypeScript's syntax, but not its types.
    'kernels/',
    // Plain JavaScript, for pages without TypeScript.
    'examples/bundlers/**/*.js',
    'src/engines/simd/kernels.generated.ts',
    'src/heads/kernels/*.generated.ts',
    'src/node/gymnasium/server.generated.ts',
    '**/*.scratch.ts',
    // What tsup writes for a moment.
    '**/*.bundled_*',
  ]),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'object-shorthand': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // With noUncheckedIndexedAccess, `array[i]!` says that a loop keeps to its bounds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `[...text]` takes code points, which is what is wanted of digits and ASCII.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A synchronous implementation of an asynchronous interface is no mistake.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Take a Random (src/random): one seed decides everything.',
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/node.ts', 'src/node/**', 'src/cli/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: nodeOnly.map((name) => ({ name, message: 'Only src/node may use Node.' })),
          patterns: [
            { group: ['node:*'], message: 'Only src/node may use Node.' },
            { group: ['**/node/**'], message: 'The core runs anywhere.' },
          ],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname'],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/browser.ts', 'src/browser/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['process', 'Buffer', 'require', '__dirname'],
        ...['window', 'document', 'navigator', 'localStorage'],
      ],
    },
  },
  {
    files: ['src/node/**/*.ts', 'src/cli/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'require', '__dirname'] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // `expect(agent.method)` takes methods unbound.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['**/*.js'], extends: [tseslint.configs.disableTypeChecked] },
);
