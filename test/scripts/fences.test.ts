import { readdir, rm } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { checkFences } from '../../scripts/fences/check.ts';
import { extractFences } from '../../scripts/fences/extract.ts';

const fenced = (info: string, ...code: readonly string[]): string =>
  ['```' + info, ...code, '```'].join('\n');

describe('extractFences', () => {
  test('takes the ts fences of a page, with their lines', () => {
    const page = ['# Title', fenced('sh', 'ls'), '', fenced('ts', 'a();', '', 'b();')].join('\n');
    expect(extractFences('README.md', page)).toEqual([
      { origin: 'README.md', line: 6, code: 'a();\n\nb();', run: true },
    ]);
  });

  test('no-run in the info string is kept', () => {
    expect(extractFences('a.md', fenced('ts no-run', 'a();'))).toMatchObject([{ run: false }]);
  });

  test('needs-python in the info string is kept', () => {
    expect(extractFences('a.md', fenced('ts needs-python', 'a();'))).toMatchObject([
      { run: true, needsPython: true },
    ]);
  });

  test('in a source file only docstrings count, without their stars', () => {
    const source = [
      'const text = `',
      fenced('ts', 'notADocstring();'),
      '`;',
      '/**',
      ' * @example',
      ' * ```ts',
      ' * if (a) {',
      ' *   b();',
      ' * }',
      ' *',
      ' * c();',
      ' * ```',
      ' */',
    ].join('\n');
    expect(extractFences('src/a.ts', source)).toEqual([
      { origin: 'src/a.ts', line: 8, code: 'if (a) {\n  b();\n}\n\nc();', run: true },
    ]);
  });

  test('the indentation of a list item is no part of the code', () => {
    const page = '- item\n\n  ```ts\n  a(\n    1,\n  );\n  ```\n';
    expect(extractFences('a.md', page)).toMatchObject([{ code: 'a(\n  1,\n);' }]);
  });

  test('a longer fence may hold a shorter one', () => {
    expect(extractFences('a.md', '````md\n```ts\na();\n```\n````')).toEqual([]);
  });

  test.for([
    ['a.md', '\n```ts\na();\n', 'a.md:2'],
    ['src/a.ts', '/**\n * ```ts\n * a();\n */\n', 'src/a.ts:2'],
  ] as const)('an unclosed fence in %s is an error', ([origin, text, place]) => {
    expect(() => extractFences(origin, text)).toThrow(place);
  });
});

describe('checkFences', () => {
  const folder = 'output/fences-test';
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('finds each kind of broken fence, and only those', { timeout: 120_000 }, async () => {
    const page = [
      fenced(
        'ts',
        "import { ok } from 'node:assert';",
        'const n = await Promise.resolve(1);',
        'ok(n);',
      ),
      fenced('ts', '', "const wrong: number = 'text';"),
      fenced('ts', 'const n = 2;', 'throw new Error(`thrown ${n}`);'),
      fenced('ts', 'await new Promise((resolve) => setTimeout(resolve, 60_000));'),
      fenced('ts no-run', "document.body.append('only type-checked');"),
      fenced('ts no-run', 'undefinedName();'),
      fenced(
        'ts',
        "import { tensor1d } from '@tensorflow/tfjs-core';",
        'tensor1d([1]).print(); // no backend was set up',
      ),
    ].join('\n');
    const results = await checkFences(extractFences('page.md', page), { folder, timeout: 5000 });

    expect(results.map(({ problem }) => problem)).toEqual([
      null,
      expect.stringContaining('page.md:8: error TS2322'),
      expect.stringMatching(/page\.md:12\b[^]*thrown 2/),
      expect.stringContaining('Killed by SIGKILL'),
      null,
      expect.stringContaining('page.md:21: error TS2552'),
      expect.stringContaining('No backend found in registry'),
    ]);
  });

  test('checks at the same time do not meet', { timeout: 120_000 }, async () => {
    const check = (...code: readonly string[]) =>
      checkFences(extractFences('page.md', fenced('ts', ...code)), { folder });
    const results = await Promise.all([
      check('const a: number = 1;'),
      check('const a: string = 2;'),
    ]);
    expect(results.map(([result]) => result?.problem)).toEqual([
      null,
      expect.stringContaining('error TS2322'),
    ]);
    expect(await readdir(folder)).toEqual([]);
  });
});
