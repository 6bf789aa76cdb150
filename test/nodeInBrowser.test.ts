import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UsageError } from '../src/errors.ts';
import * as node from '../src/node.ts';
import * as inBrowser from '../src/nodeInBrowser.ts';
import tsup from '../tsup.config.ts';

test('a page finds every name of deepq/node', () => {
  expect(Object.keys(inBrowser).sort()).toEqual(Object.keys(node).sort());
});

test.each(Object.entries(inBrowser))('%s says what to use in its place', async (name, use) => {
  const call = async (): Promise<unknown> => ('create' in use ? use.create() : use());
  await expect(call()).rejects.toThrow(UsageError);
  await expect(call()).rejects.toThrow(new RegExp(`^${name}.* of deepq/node needs Node`));
});

test('imports nothing of Node', () => {
  const source = readFileSync(new URL('../src/nodeInBrowser.ts', import.meta.url), 'utf8');
  expect(source.match(/^import .*/gm)).toEqual(["import { UsageError } from './errors.ts';"]);
});

test('the package gives it to browsers, before what is for all others', () => {
  const manifest = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { exports: Record<string, Record<string, string>> };
  expect(Object.entries(manifest.exports['./node'] ?? {})).toEqual([
    ['types', './dist/node.d.ts'],
    ['browser', './dist/nodeInBrowser.js'],
    ['default', './dist/node.js'],
  ]);
  expect((tsup as { entry: object }).entry).toMatchObject({
    nodeInBrowser: 'src/nodeInBrowser.ts',
  });
});
