import { DQNAgent } from '../src/agents/dqnAgent.ts';
import type { EngineFactory } from '../src/engines/engine.ts';
import { actingRhythm } from '../src/engines/webgpu/actingRhythm.ts';
import { Device, requestDevice } from '../src/engines/webgpu/device.ts';
import { nativeHalf } from '../src/engines/webgpu/half.ts';
import { WebgpuEngine } from '../src/engines/webgpu/webgpuEngine.ts';
import { BackendError } from '../src/errors.ts';
import { buildArchitecture } from '../src/networks/buildArchitecture.ts';
import { initialWeights } from '../src/networks/initialize.ts';
import { sgd } from '../src/optimizers/optimizer.ts';
import { presets } from '../src/presets/presets.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { emulatedHalf } from './support/emulatedHalf.ts';
import { evaluationOf, trainingOf } from './support/learningEnvironments.ts';
import { randomBatch, workloads, type Workload } from './support/workloads.ts';

export const name = 'precision';
export const description: string =
  'how far the webgpu engine in half precision is from single precision: outputs and gradients, or with ' +
  '--updates n what so many updates of CartPole come to (--seeds m). Emulated where no GPU has shader-f16';
export const options: Options = { updates: 'number', seeds: 'number' };

const ID = 'CartPole-v1';

/** Compares half precision with single precision. */
export async function run(context: BenchmarkContext): Promise<void> {
  const devices = await bothDevices().catch((error: unknown) => {
    if (!(error instanceof BackendError)) throw error;
    context.note(error.message);
    return null;
  });
  if (!devices) return;
  const { single, half } = devices;
  const how = half.math.half === nativeHalf ? 'shader-f16' : 'emulated';
  const updates = context.number('updates', 0);
  const agreement = [];
  for (const workload of updates > 0 ? [] : workloads) {
    const [ours, theirs] = [await tryOut(half, workload), await tryOut(single, workload)];
    agreement.push({
      workload: workload.name,
      ...distances('outputs', ours.outputs, theirs.outputs),
      ...distances('gradient', ours.gradient, theirs.gradient),
    });
  }
  const title = `Half precision (${how}) on ${single.description}`;
  if (updates === 0) context.report(`${title}, from single`, agreement);
  const learned = [];
  for (let seed = 1; updates > 0 && seed <= context.number('seeds', 1); seed++) {
    const float32 = await learn(single, updates, seed);
    learned.push({ seed, updates, float32, float16: await learn(half, updates, seed) });
  }
  if (updates > 0) context.report(`${title}: ${ID}, mean return of 20 greedy episodes`, learned);
  single.gpu.destroy();
}

/** One GPU twice: in single and in half precision. */
async function bothDevices(): Promise<{ single: Device; half: Device }> {
  const { create } = await import('webgpu');
  const source = create([]);
  const adapter = await source.requestAdapter();
  const isNative = adapter?.features.has('shader-f16') === true;
  const precision = isNative ? 'float16' : 'float32';
  const { gpu, description, owners } = await requestDevice({ gpu: source, precision });
  const math = { half: isNative ? nativeHalf : emulatedHalf, subgroups: false };
  return {
    single: new Device(gpu, description, owners),
    half: new Device(gpu, description, owners, math),
  };
}

/** The outputs of a batch, and the gradient of the weights for a random one of these. */
async function tryOut(device: Device, workload: Workload) {
  const { environment, network, batchSize } = workload;
  const { observationSpace, actionSpace } = environment;
  const random = createRandom(2);
  const architecture = buildArchitecture(network, observationSpace, actionSpace);
  const engine = on(device).create({
    architecture,
    optimizer: sgd({ learningRate: 0.1 }),
    gradientClipNorm: null,
    weights: initialWeights(architecture, random),
  });
  const pass = engine.forwardForTraining(randomBatch(workload).observations, batchSize);
  const outputs = (await pass.outputs.async()).slice();
  const upstream = Float32Array.from({ length: outputs.length }, () => random.normal());
  pass.backward(upstream, 0.1);
  const gradient = await engine.gradient().async();
  engine.dispose();
  return { outputs, gradient };
}

/** The mean return of greedy episodes after so many updates of the preset. */
async function learn(device: Device, updates: number, seed: number): Promise<number> {
  const preset = presets[ID];
  const environment = trainingOf(ID, preset);
  const agent = new DQNAgent({ environment, ...preset.agent, seed, engine: on(device) });
  const training = train(agent, environment, { environmentSteps: 100 * updates, seed });
  for await (const event of training) {
    if (event.type === 'updates' && agent.updates >= updates) break;
  }
  const { mean } = await evaluate(agent, evaluationOf(ID, preset).environment, {
    episodes: 20,
    seed: 500,
  });
  agent.dispose();
  return mean;
}

function on(device: Device): EngineFactory {
  return {
    name: 'webgpu',
    create: (given) => {
      const architecture = given.architecture as ConstructorParameters<
        typeof WebgpuEngine
      >[0]['architecture'];
      const actEvery = actingRhythm(architecture.parameterCount, 1);
      return new WebgpuEngine({ ...given, architecture, device, actEvery });
    },
  };
}

/** The largest and the usual difference, by the largest number. */
function distances(what: string, ours: Float32Array, theirs: Float32Array) {
  let [scale, worst, squares] = [0, 0, 0];
  for (let index = 0; index < theirs.length; index++) {
    const value = theirs[index] ?? NaN;
    const distance = Math.abs((ours[index] ?? NaN) - value);
    scale = Math.max(scale, Math.abs(value));
    worst = Math.max(worst, distance);
    squares += distance ** 2;
  }
  const usual = Math.sqrt(squares / theirs.length);
  return {
    [`${what}, worst`]: (worst / scale).toExponential(1),
    [`${what}, usual`]: (usual / scale).toExponential(1),
  };
}
