import { expect, test } from 'vitest';
import { CommandError } from '../../src/cli/command.ts';
import { findSource, makeFrom } from '../../src/cli/environmentSource.ts';
import { loadModule, moduleError, placeOfSyntax } from '../../src/cli/loadModule.ts';
import { DeepQError, OptionsError } from '../../src/errors.ts';
import { moduleFolder } from './moduleFolder.ts';

const { moduleOf } = moduleFolder('load');

test('a module that throws as it is loaded is told by message, file and line', async () => {
  const path = moduleOf('throws.mjs', '\nthrow new RangeError("no data here");\n');
  const loading = loadModule(path);
  await expect(loading).rejects.toThrow(
    `${path} could not be loaded: RangeError: no data here (at ${path}:2:7).`,
  );
  await expect(loading).rejects.toBeInstanceOf(DeepQError);
  await expect(loading).rejects.not.toBeInstanceOf(CommandError);
});

test('so is the module that it imports, and something thrown that is no error', async () => {
  const helper = moduleOf('helper.mjs', 'export const a = undefined.b;\n');
  const path = moduleOf('imports.mjs', "import './helper.mjs';\n");
  await expect(loadModule(path)).rejects.toThrow(`(at ${helper}:1:`);
  await expect(loadModule(moduleOf('text.mjs', "throw 'text';\n"))).rejects.toThrow(
    /text\.mjs could not be loaded: text\.$/,
  );
});

test('the place of a wrong syntax, which Node puts above the message, is told', () => {
  const cause = new SyntaxError("Unexpected token ';'");
  cause.stack = `file:///my%20place/x.mjs:3\nconst y = ;\n          ^\n\nSyntaxError: …\n    at internal (node:internal/x:1:1)`;
  expect(moduleError('x could not be loaded', cause).message).toBe(
    "x could not be loaded: SyntaxError: Unexpected token ';' (at /my place/x.mjs:3).",
  );
});

test('a wrong syntax is told by its line, also in a module that is imported by one that is', () => {
  const wrong = moduleOf('wrong.mjs', 'export const a = 1;\nexport const b = ( ;\n');
  moduleOf('between.mjs', "import './wrong.mjs';\nimport './outer.mjs';\n");
  const outer = moduleOf('outer.mjs', "export { a } from './between.mjs';\n");
  // Not by loadModule: vitest reads modules itself, and its errors are none of syntax.
  expect(placeOfSyntax(wrong)).toBe('line 2');
  expect(placeOfSyntax(outer)).toBe(`${wrong}, line 2`);
  const none = moduleOf('none.mjs', "import { none } from './right.mjs';\nimport './gone.mjs';\n");
  moduleOf('right.mjs', 'export const a = 1;\n');
  expect(placeOfSyntax(none)).toBe(null);
});

test('a function of a module that throws is told in the same way', async () => {
  const path = moduleOf('make.mjs', 'export default () => {\n  return undefined.x;\n};\n');
  const source = findSource(path, undefined);
  await expect(makeFrom(source, 'training')).rejects.toThrow(
    /make\.mjs threw an error as it made an environment: TypeError: Cannot read .* \(at .*make\.mjs:2:20\)\.$/,
  );
});

test('an error of deepq needs no name before its message', () => {
  const error = new OptionsError('size must be at least 1.');
  expect(moduleError('x could not be loaded', error).message).toMatch(
    /^x could not be loaded: size must be at least 1 \(at .*loadModule\.test\.ts:\d+:\d+\)\.$/,
  );
});

test('the place is told of a function of the user that waited for one of a package', () => {
  const cause = new TypeError('no');
  cause.stack =
    'TypeError: no\n    at get (/my/node_modules/a/a.js:1:1)\n    at async file:///my/x.mjs:3:5';
  expect(moduleError('x could not be loaded', cause).message).toMatch(/\(at \/my\/x\.mjs:3:5\)/);
});
