import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findSource, makeFrom } from '../../src/cli/environmentSource.ts';
import { makeRun, release } from '../../src/cli/runs.ts';
import type { Architecture } from '../../src/networks/architecture.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-modules-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A module whose environment shows pictures of a size, and keeps what it was asked for. */
function pictureModule(name: string, size: number): string {
  const path = join(root, name);
  writeFileSync(
    path,
    `const space = (kind, shape, more) => ({ kind, shape, contains: () => true, sample: () => 0, ...more });
     export default async ({ use }) => ({
       use,
       observationSpace: space('box', [${size}, ${size}, 3], { dtype: 'uint8', low: 0, high: 255, size: ${size * size * 3},
         toString: () => 'Box([${size}, ${size}, 3], uint8)' }),
       actionSpace: space('discrete', [], { n: 2, toString: () => 'Discrete(2)' }),
       reset: () => ({ observation: new Uint8Array(${size * size * 3}), info: {} }),
       step: () => { throw new Error('not played here'); },
     });`,
  );
  return path;
}

test('the function of a module is told what its environment is for', async () => {
  const source = findSource(pictureModule('uses.mjs', 8), undefined);
  expect(await makeFrom(source, 'training')).toMatchObject({ use: 'training' });
  expect(await makeFrom(source, 'evaluation')).toMatchObject({ use: 'evaluation' });
});

test('a class of a module is made without anything', async () => {
  writeFileSync(
    join(root, 'plain.mjs'),
    `export default class { constructor(...told) { this.told = told.length; } reset() {} step() {} }`,
  );
  const plain = findSource(join(root, 'plain.mjs'), undefined);
  expect(await makeFrom(plain, 'training')).toMatchObject({ told: 0 });
});

describe('pictures', () => {
  const plan = (settings: readonly string[]) => ({
    source: findSource(pictureModule('pictures.mjs', 84), undefined),
    ...{ seed: 1, environmentSteps: 100, settings },
  });

  test.each([
    ['network=dataEfficientCnn', 'conv'],
    ['network={"layers":[{"type":"dense","units":4,"activation":"relu"}]}', 'dense'],
    ['hidden=8', 'dense'],
  ])('have the network of --set %s', async (setting, type) => {
    const run = await makeRun(plan([setting, 'capacity=100', 'learningStarts=50']));
    const { architecture } = run.agent.network;
    expect((architecture as Architecture).trunk[0]?.type).toBe(type);
    release(run);
  });

  test('without a network it is told how to name one', async () => {
    await expect(makeRun(plan([]))).rejects.toThrow(
      /^The observations of pictures are pictures, Box\(\[84, 84, 3\], uint8\): say which .*--set network=natureCnn/,
    );
  });
});

test('numbered states have the network of --set network', async () => {
  const path = join(root, 'states.mjs');
  writeFileSync(
    path,
    `const space = (n) => ({ kind: 'discrete', shape: [], n, contains: () => true, sample: () => 0, toString: () => 'Discrete(' + n + ')' });
     export default () => ({ observationSpace: space(6), actionSpace: space(2), reset() {}, step() {} });`,
  );
  const layers = '[{"type":"embedding","size":4},{"type":"dense","units":4,"activation":"relu"}]';
  const run = await makeRun({
    source: findSource(path, undefined),
    ...{ seed: 1, environmentSteps: 100, settings: [`network={"layers":${layers}}`] },
  });
  const { architecture } = run.agent.network;
  expect((architecture as Architecture).trunk[0]).toMatchObject({ type: 'embedding', units: 4 });
  release(run);
});
