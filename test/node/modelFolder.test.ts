import type { io } from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential, type LayersModel } from '@tensorflow/tfjs-layers';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { CheckpointError, OptionsError } from '../../src/errors.ts';
import { modelFolder } from '../../src/node/modelFolder.ts';
import { setUpBackend } from '../support/backends.ts';

let folder: string;

beforeAll(async () => {
  await setUpBackend('cpu');
});

beforeEach(() => {
  folder = join(mkdtempSync(join(realpathSync(tmpdir()), 'deepq-model-')), 'deep', 'model');
  onTestFinished(() => rmSync(join(folder, '../..'), { recursive: true, force: true }));
});

function makeModel(): LayersModel {
  return sequential({
    layers: [
      layers.dense({ inputShape: [3], units: 4, activation: 'tanh' }),
      layers.dense({ units: 2 }),
    ],
  });
}

const weightsOf = (model: LayersModel): Float32Array[] =>
  model.getWeights().map((weights) => weights.dataSync<'float32'>().slice());

const joined = (arrays: readonly Float32Array[]): ArrayBuffer =>
  Float32Array.from(arrays.flatMap((array) => [...array])).buffer;

const names = (): string[] => readdirSync(folder).sort();

interface Manifest {
  weightsManifest: { paths: string[]; weights: io.WeightsManifestEntry[] }[];
}
const readManifest = (): Manifest =>
  JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as Manifest;

test('a model comes back with the same bits, and its metadata', async () => {
  const model = makeModel();
  model.setUserDefinedMetadata({ steps: 5 });
  const { modelArtifactsInfo } = await model.save(modelFolder(folder));
  expect(modelArtifactsInfo.weightDataBytes).toBe(4 * (12 + 4 + 8 + 2));
  const loaded = await loadLayersModel(modelFolder(folder));
  expect(weightsOf(loaded)).toEqual(weightsOf(model));
  expect(loaded.getUserDefinedMetadata()).toEqual({ steps: 5 });
  for (const each of [model, loaded]) each.dispose();
});

test('saving again replaces the model, and leaves no old weights', async () => {
  const [first, second] = [makeModel(), makeModel()];
  await first.save(modelFolder(folder));
  await first.save(modelFolder(folder));
  const before = names();
  expect(before).toHaveLength(2);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  await second.save(modelFolder(folder));
  expect(names()).toHaveLength(3);
  expect(names().filter((name) => before.includes(name))).toEqual(['model.json']);
  expect(names()).toContain('notes.txt');
  const loaded = await loadLayersModel(modelFolder(folder));
  expect(weightsOf(loaded)).toEqual(weightsOf(second));
  for (const each of [first, second, loaded]) each.dispose();
});

test('weights in several groups and parts are joined, as the converter writes them', async () => {
  const model = makeModel();
  await model.save(modelFolder(folder));
  const json = readManifest();
  const [group] = json.weightsManifest;
  const { paths: [whole = ''] = [], weights = [] } = group ?? {};
  const bytes = readFileSync(join(folder, whole));
  const end = 4 * (12 + 4);
  writeFileSync(join(folder, 'group1-shard1of2.bin'), bytes.subarray(0, 10));
  writeFileSync(join(folder, 'group1-shard2of2.bin'), bytes.subarray(10, end));
  mkdirSync(join(folder, 'more'));
  writeFileSync(join(folder, 'more', 'group2.bin'), bytes.subarray(end));
  json.weightsManifest = [
    { paths: ['group1-shard1of2.bin', 'group1-shard2of2.bin'], weights: weights.slice(0, 2) },
    { paths: ['more/group2.bin'], weights: weights.slice(2) },
  ];
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  const loaded = await loadLayersModel(modelFolder(folder));
  expect(weightsOf(loaded)).toEqual(weightsOf(model));
  // Files of others are left alone, even where the model is replaced.
  await model.save(modelFolder(folder));
  expect(names()).toContain('group1-shard1of2.bin');
  for (const each of [model, loaded]) each.dispose();
});

test('old weights that nothing refers to are removed', async () => {
  const model = makeModel();
  await model.save(modelFolder(folder));
  const leftovers = ['weights-00000001.bin', 'weights-00000002.bin', 'weights-mine.bin'];
  for (const name of leftovers) writeFileSync(join(folder, name), 'old');
  const old = new Date(Date.now() - 3 * 86_400_000);
  for (const name of [leftovers[0], leftovers[2]]) utimesSync(join(folder, name ?? ''), old, old);
  await model.save(modelFolder(folder));
  // The second one may belong to somebody who is just saving.
  expect(names().filter((name) => leftovers.includes(name))).toEqual(leftovers.slice(1));
  model.dispose();
});

test('two may save and others load at the same time', { timeout: 60_000 }, async () => {
  const models = [makeModel(), makeModel()];
  const written = models.map((model) => Buffer.from(joined(weightsOf(model))));
  await models[0]?.save(modelFolder(folder));
  let saving = models.length;
  let loads = 0;
  await Promise.all([
    ...models.map(async (model) => {
      for (let round = 0; round < 100; round++) await model.save(modelFolder(folder));
      saving -= 1;
    }),
    ...[1, 2].map(async () => {
      while (saving > 0) {
        const { weightData } = await modelFolder(folder).load();
        const read = Buffer.from(weightData);
        expect(written.some((weights) => weights.equals(read))).toBe(true);
        loads += 1;
      }
    }),
  ]);
  expect(loads).toBeGreaterThan(10);
  // The last one is whole, whoever wrote it.
  await modelFolder(folder).load();
  for (const model of models) model.dispose();
});

test('what is no model is an error that says so', async () => {
  const load = () => modelFolder(folder).load();
  await expect(load()).rejects.toThrow(CheckpointError);
  await expect(load()).rejects.toThrow(/model\.json: the file does not exist/);
  mkdirSync(folder, { recursive: true });
  for (const [text, message] of [
    ['{', 'is no JSON'],
    ['null', 'has no modelTopology'],
    ['{"modelTopology":{}}', 'no weightsManifest'],
    ['{"modelTopology":{},"weightsManifest":[{"paths":[1],"weights":[]}]}', 'no weightsManifest'],
    ['{"modelTopology":{},"weightsManifest":[null]}', 'no weightsManifest'],
    [
      '{"modelTopology":{},"weightsManifest":[{"paths":["../../secret"],"weights":[]}]}',
      'names ../../secret, outside the folder',
    ],
    [
      '{"modelTopology":{},"weightsManifest":[{"paths":["gone.bin"],"weights":[]}]}',
      /gone\.bin: the file does not exist/,
    ],
  ] as const) {
    writeFileSync(join(folder, 'model.json'), text);
    await expect(load()).rejects.toThrow(CheckpointError);
    await expect(load()).rejects.toThrow(message);
  }
});

test.each([undefined, '', 5])('%s is no path', (path) => {
  expect(() => modelFolder(path as never)).toThrow(OptionsError);
});
