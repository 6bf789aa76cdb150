import type { io } from '@tensorflow/tfjs-core';
import { rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { crc32 } from '../state/crc32.ts';
import { TextDecoder, TextEncoder } from 'node:util';
import { CheckpointError, OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { file } from './file.ts';

/**
 * Where a TensorFlow.js model is saved to and loaded from in Node, which it has
 * no files for by itself: a folder with `model.json` and the weights, as
 * `tensorflowjs_converter` and the other tools of TensorFlow.js write and read
 * it.
 *
 * The weights get a new name when they change, and `model.json` is replaced in
 * one step after them, so that a process that is killed leaves the old model or
 * the new one.
 *
 * @param path - Of the folder, relative to the working directory of this
 *   moment. Created where it is missing.
 * @throws {OptionsError} If `path` is not a string, or empty. Saving and loading
 *   throw a `CheckpointError` where there is no model, or it is damaged.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { loadLayersModel } from '@tensorflow/tfjs-layers';
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { modelFolder } from 'deepq/node';
 *
 * await ready();
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment });
 * const model = await agent.network.toLayersModel();
 * await model.save(modelFolder('output/model'));
 * const loaded = await loadLayersModel(modelFolder('output/model'));
 * const next = new DQNAgent({ environment, network: loaded });
 * for (const each of [agent, model, loaded, next]) each.dispose();
 * ```
 * @category Checkpoints
 */
export function modelFolder(path: string): Required<Pick<io.IOHandler, 'save' | 'load'>> {
  if (typeof path !== 'string' || path === '') {
    throw new OptionsError(
      `modelFolder(path) needs the path of a folder; received ${show(path)}. ` +
        "Pass one such as 'output/model'.",
    );
  }
  const folder = resolve(path);
  return {
    save: (artifacts) => saveModel(folder, artifacts),
    load: () => loadModel(folder),
  };
}

/** The parts of `model.json` that are read here; the others are passed through. */
interface ModelJson {
  readonly modelTopology?: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly io.WeightsManifestEntry[];
  }[];
}

async function saveModel(folder: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  if (typeof (artifacts as unknown) !== 'object' || (artifacts as unknown) === null) {
    throw new OptionsError(
      `modelFolder(path).save is called by TensorFlow.js, with a model; received ${show(artifacts)}. ` +
        'Write await model.save(modelFolder(path)).',
    );
  }
  const { weightData = [], weightSpecs = [], getWeightStream: _, ...rest } = artifacts;
  const weights = joined([weightData].flat().map((part) => new Uint8Array(part)));
  const name = `weights-${crc32(weights).toString(16).padStart(8, '0')}.bin`;
  const weightsManifest = [{ paths: [name], weights: weightSpecs }];
  const json = new TextEncoder().encode(JSON.stringify({ ...rest, weightsManifest }));
  const before = await readJson(folder).catch(() => null);
  await file(join(folder, name)).write(weights);
  await file(join(folder, 'model.json')).write(json);
  // What the old model.json named is of no use any more, if it was ours.
  const stale = before?.weightsManifest.flatMap(({ paths }) => paths) ?? [];
  for (const path of stale) {
    if (path !== name && /^weights-[\da-f]{8}\.bin$/.test(path)) await rm(join(folder, path));
  }
  return {
    modelArtifactsInfo: {
      dateSaved: new Date(),
      modelTopologyType: 'JSON',
      modelTopologyBytes: json.length,
      weightDataBytes: weights.length,
    },
  };
}

async function loadModel(folder: string): Promise<io.ModelArtifacts> {
  const { weightsManifest, ...rest } = await readJson(folder);
  const parts: Uint8Array[] = [];
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) {
    const target = resolve(folder, path);
    if (!target.startsWith(folder + sep))
      throw damaged(folder, `names ${path}, outside the folder`);
    parts.push(await file(target).read());
  }
  return {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: joined(parts).buffer,
  };
}

async function readJson(folder: string): Promise<ModelJson> {
  const bytes = await file(join(folder, 'model.json')).read();
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw damaged(folder, 'is no JSON', cause);
  }
  const { modelTopology, weightsManifest } = (json as Partial<ModelJson> | null) ?? {};
  const isManifest = Array.isArray(weightsManifest) && weightsManifest.every(isGroup);
  if (!isManifest || typeof modelTopology !== 'object') {
    throw damaged(folder, 'has no modelTopology, or no weightsManifest with paths and weights');
  }
  return json as ModelJson;
}

function isGroup(value: unknown): boolean {
  const { paths, weights } = (value as Partial<ModelJson['weightsManifest'][number]> | null) ?? {};
  return (
    Array.isArray(paths) &&
    paths.every((path) => typeof path === 'string') &&
    Array.isArray(weights)
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function damaged(folder: string, problem: string, cause?: unknown): CheckpointError {
  return new CheckpointError(
    `The model in ${folder} cannot be loaded: its model.json ${problem}. Give the folder of a layers ` +
      'model, as model.save(modelFolder(path)) or tensorflowjs_converter writes it.',
    { cause },
  );
}
