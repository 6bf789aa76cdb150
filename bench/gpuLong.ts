import { mkdirSync, rmSync } from 'node:fs';
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { BackendError } from '../src/errors.ts';
import { requestDevice, type Device } from '../src/engines/webgpu/device.ts';
import { WebgpuEngine } from '../src/engines/webgpu/webgpuEngine.ts';
import { file } from '../src/node/file.ts';
import { presets } from '../src/presets/presets.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import { collectGarbage } from './support/collectGarbage.ts';
import type { BenchmarkContext } from './support/context.ts';
import { evaluationOf, trainingOf } from './support/learningEnvironments.ts';
import { RunLog, type LoggedRun } from './support/runLog.ts';

export const name = 'gpu-long';
export const description: string =
  'trains CartPole on the webgpu engine for 20,000 updates (--updates n), and tells what memory it ' +
  'takes on the way; a GPU in software will do. Goes on where an earlier run stopped, --fresh not';
export const options: Options = { updates: 'number', fresh: 'flag' };

const FOLDER = 'output/gpu-long';
/** Updates between two lines of the log, with a checkpoint each. */
const EVERY = 500;
const SEED = 11;
const ID = 'CartPole-v1';

/** Where a run stands after so many updates. */
interface Line extends LoggedRun {
  /** Tells processes apart, whose memory cannot be compared. */
  readonly process: number;
  readonly updates: number;
  readonly environmentSteps: number;
  /** After a collection of garbage, in MB. */
  readonly heap: number;
  /** Outside of the heap: the replay buffer and the copies for acting, in MB. */
  readonly arrays: number;
  /** Of the engine on the GPU. */
  readonly buffers: number;
  readonly kilobytes: number;
  /** Mean return of five greedy episodes. */
  readonly score: number;
}

/** Trains on a GPU for long, in steps between which it may be stopped. */
export async function run(context: BenchmarkContext): Promise<void> {
  if (context.args.includes('--fresh')) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const log = new RunLog<Line>(`${FOLDER}/log.jsonl`);
  const { create } = await import('webgpu');
  const device = await requestDevice({ gpu: create([]) }).catch((error: unknown) => {
    if (!(error instanceof BackendError)) throw error;
    context.note(error.message);
    return null;
  });
  if (!device) return;
  const preset = presets[ID];
  const environment = trainingOf(ID, preset);
  const agent = new DQNAgent({ environment, ...preset.agent, seed: SEED, engine: on(device) });
  const store = file(`${FOLDER}/agent.safetensors`);
  const wanted = context.number('updates', 20_000);
  const lineOf = (updates: number): Line | null =>
    log.find({ id: ID, settings: String(updates), seed: SEED });
  const begun = lineOf(EVERY);
  if (begun) await agent.load(store);
  const lines: Line[] = [];
  for (let at = EVERY; at <= wanted; at += EVERY) {
    let line = lineOf(at);
    if (!line) {
      await trainUntil(agent, environment, at);
      await agent.save(store);
      line = await describe(agent, device, at);
      log.add(line);
    }
    lines.push(line);
    context.note(JSON.stringify(line));
  }
  context.report(
    `CartPole on ${device.description}`,
    lines.map(({ id: _, settings: __, seed: ___, ...row }) => row),
  );
  agent.dispose();
  device.gpu.destroy();
}

/** Trains until so many updates were made; the last episode is broken off. */
async function trainUntil(
  agent: DQNAgent,
  environment: ReturnType<typeof trainingOf>,
  updates: number,
): Promise<void> {
  const seed = SEED + agent.updates;
  const training = train(agent, environment, { environmentSteps: 10 * EVERY, seed });
  for await (const event of training) {
    if (event.type === 'updates' && agent.updates >= updates) break;
  }
}

async function describe(agent: DQNAgent, device: Device, updates: number): Promise<Line> {
  const { environment } = evaluationOf(ID, presets[ID]);
  const { mean } = await evaluate(agent, environment, { episodes: 5, seed: 500 });
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    ...{ id: ID, settings: String(updates), seed: SEED, process: process.pid },
    updates: agent.updates,
    environmentSteps: agent.environmentSteps,
    heap: Math.round(heapUsed / 1e4) / 100,
    arrays: Math.round(arrayBuffers / 1e4) / 100,
    buffers: device.buffers,
    kilobytes: Math.round(device.bytes / 1e3),
    score: mean,
  };
}

function on(device: Device) {
  return {
    name: 'webgpu',
    create: (given: Omit<ConstructorParameters<typeof WebgpuEngine>[0], 'device' | 'actEvery'>) =>
      new WebgpuEngine({
        ...given,
        architecture: given.architecture,
        device,
        actEvery: 4,
      }),
  };
}
