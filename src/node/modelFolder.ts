import { randomUUID } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { joinBlocks } from '../state/blocks.ts';
import { parseStrictJson } from '../state/strictJson.ts';
import { CheckpointError, OptionsError } from '../errors.ts';
import { show, showThrown } from '../validation/show.ts';
import { file } from './file.ts';
import type {
  LoadedModel,
  ModelHandler,
  ModelSaveResult,
  ModelWeightSpec,
  SavedModel,
} from './modelHandler.ts';

/**
 * Where a TensorFlow.js model is saved to and loaded from in Node, which it has
 * no files for by itself: a folder with `model.json` and the weights, as
 * `tensorflowjs_converter` and the other tools of TensorFlow.js write and read
 * it.
 *
 * The weights get a new name each time, and `model.json` is replaced in one step
 * after them, so that a process that is killed leaves the old model or the new
 * one. Others may load the model, or save one of theirs, meanwhile.
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
 * import { layersModel, toLayersModel } from 'deepq/tfjs';
 *
 * await ready();
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment });
 * const model = await toLayersModel(agent.network);
 * await model.save(modelFolder('output/model'));
 * const loaded = await loadLayersModel(modelFolder('output/model'));
 * const next = new DQNAgent({ environment, network: layersModel(loaded) });
 * for (const each of [agent, model, loaded, next]) each.dispose();
 * ```
 * @category Checkpoints
 */
export function modelFolder(path: string): ModelHandler {
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
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly ModelWeightSpec[];
  }[];
}

/** Weights that nothing refers to, and nobody is still writing, after this time. */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** How often a model is looked for that is replaced while it is read. */
const MAX_ATTEMPTS = 100;

/** @throws {OptionsError} If a model holds what JSON cannot. */
function toJson(model: object): string {
  try {
    return JSON.stringify(model);
  } catch (cause) {
    throw new OptionsError(
      `modelFolder(path).save cannot write the model as JSON: ${showThrown(cause)}. ` +
        'Write await model.save(modelFolder(path)).',
      { cause },
    );
  }
}

async function saveModel(folder: string, artifacts: SavedModel): Promise<ModelSaveResult> {
  if (typeof (artifacts as unknown) !== 'object' || (artifacts as unknown) === null) {
    throw new OptionsError(
      `modelFolder(path).save is called by TensorFlow.js, with a model; received ${show(artifacts)}. ` +
        'Write await model.save(modelFolder(path)).',
    );
  }
  const { weightData = [], weightSpecs = [], getWeightStream: _, ...rest } = artifacts;
  const weights = joinBlocks([weightData].flat().map((part) => new Uint8Array(part)));
  // A name of its own: who replaces another model must not remove these weights.
  const name = `weights-${randomUUID().slice(0, 8)}.bin`;
  const weightsManifest = [{ paths: [name], weights: weightSpecs }];
  const json = new TextEncoder().encode(toJson({ ...rest, weightsManifest }));
  await file(join(folder, name)).write(weights);
  const before = await readJson(folder).catch(() => null);
  try {
    await file(join(folder, 'model.json')).write(json);
  } catch (error) {
    await remove(folder, name);
    throw error;
  }
  // What the old model.json named is of no use any more, if it was ours.
  for (const path of before?.weightsManifest.flatMap(({ paths }) => paths) ?? []) {
    if (path !== name && OUR_WEIGHTS.test(path)) await remove(folder, path);
  }
  await removeLeftovers(folder, name);
  return {
    modelArtifactsInfo: {
      dateSaved: new Date(),
      modelTopologyType: 'JSON',
      modelTopologyBytes: json.length,
      weightDataBytes: weights.length,
    },
  };
}

const OUR_WEIGHTS = /^weights-[\da-f]{8}\.bin$/;

/** Removes old weights that killed processes left, or two that saved at the same time. */
async function removeLeftovers(folder: string, written: string): Promise<void> {
  const { weightsManifest } = await readJson(folder).catch(() => ({ weightsManifest: [] }));
  const used = [written, ...weightsManifest.flatMap(({ paths }) => paths)];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!OUR_WEIGHTS.test(name) || used.includes(name)) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > MAX_AGE_MS) await remove(folder, name);
  }
}

/** Removes a file that is of no use; where that fails, it does no harm. */
async function remove(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true }).catch(() => undefined);
}

async function loadModel(folder: string): Promise<LoadedModel> {
  let lastPaths: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const model = await readJson(folder);
    const paths = model.weightsManifest.flatMap((group) => group.paths);
    try {
      return await readWeights(folder, model, paths);
    } catch (error) {
      // Somebody may have replaced the model after its model.json was read.
      if (paths.join('\n') === lastPaths || attempt === MAX_ATTEMPTS) throw error;
      lastPaths = paths.join('\n');
    }
  }
}

async function readWeights(
  folder: string,
  { weightsManifest, ...rest }: ModelJson,
  paths: readonly string[],
): Promise<LoadedModel> {
  const parts: Uint8Array[] = [];
  for (const path of paths) {
    const target = resolve(folder, path);
    if (!target.startsWith(folder + sep))
      throw damaged(folder, `names ${path}, outside the folder`);
    parts.push(await file(target).read());
  }
  return {
    ...rest,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: joinBlocks(parts).buffer,
  };
}

async function readJson(folder: string): Promise<ModelJson> {
  const bytes = await file(join(folder, 'model.json')).read();
  let json: unknown;
  try {
    json = parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
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

function damaged(folder: string, problem: string, cause?: unknown): CheckpointError {
  return new CheckpointError(
    `The model in ${folder} cannot be loaded: its model.json ${problem}. Give the folder of a layers ` +
      'model, as model.save(modelFolder(path)) or tensorflowjs_converter writes it.',
    { cause },
  );
}
