import * as deepq from '../../src/index.ts';
import type { LearnerBeginning } from '../../src/distributed.ts';
import { makeRunSpec } from '../../src/distributed/runSpec.ts';
import { makeAgent } from './recipes.ts';

/** Makes the arguments of a call of a method that goes well with a small object, anew for each call. */
type MethodRecipe = (made: object) => readonly unknown[];

/** How many fractions heads that draw them are given. */
const DRAWN = 4;

/** Two transitions of CartPole. */
export const batch = (): deepq.Batch => ({
  size: 2,
  observations: new Float32Array(8),
  actions: Int32Array.of(0, 1),
  rewards: Float32Array.of(1, 0),
  discounts: Float32Array.of(0.9, 0),
  nextObservations: new Float32Array(8).fill(0.1),
  weights: Float32Array.of(1, 0.5),
  nextActionMasks: null,
});

const transition = (): deepq.Transition => ({
  ...{ observation: Float32Array.of(0, 0, 0, 0), action: 1, reward: 1 },
  ...{ nextObservation: Float32Array.of(0, 0, 0, 1), terminated: false, truncated: false },
});

/** How a learner begins with its channel. */
function beginning(): LearnerBeginning {
  const agent = makeAgent();
  const settings = { blockSteps: 5, fetchEverySteps: 5, exploration: 'apex', about: {} } as const;
  const spec = makeRunSpec(agent, 'ab'.repeat(16), settings);
  agent.dispose();
  return { spec, position: null, isResumed: false, blockBytes: 1_600 };
}

/** More outputs of an action are not tried. */
const MOST_OUTPUTS = 1e6;

/** What `evaluate` of a head takes for that batch. */
function headInput(made: object): readonly unknown[] {
  const { outputsPerAction, fractions } = made as deepq.Head;
  // One of four thousand million outputs is no fault of the head: no network has it.
  const perAction = fractions ? DRAWN : Math.min(outputsPerAction, MOST_OUTPUTS);
  const outputs = (): Float32Array => new Float32Array(4 * perAction).fill(0.5);
  const input: deepq.HeadInput = {
    ...{ batch: batch(), actions: 2 },
    ...{ online: outputs(), nextTarget: outputs(), nextOnline: outputs(), target: outputs() },
    fractions: fractions ? new Float32Array(2 * DRAWN).fill(0.3) : null,
  };
  return [input, deepq.createHeadResult(2, 4 * perAction)];
}

const isHead = (made: object): boolean => 'outputsPerAction' in made;

/** By the names of methods, whatever they are of. */
export const methodRecipes: Readonly<Record<string, MethodRecipe>> = {
  acknowledge: () => ['5-1', new Map([['fedcba9876543210', 3]])],
  act: () => [Float32Array.of(0, 0, 0, 0), { explore: false, actionMask: [1, 1], stream: 0 }],
  actMany: () => [[Float32Array.of(0, 0, 0, 0)], { streams: [0] }],
  add: () => [transition(), 0],
  added: () => [0, 1],
  applied: () => ['5-1'],
  create: () => [{ capacity: 8, random: deepq.createRandom(1) }],
  distribution: (made) => [
    new Float32Array(
      4 * Math.min((made as Partial<deepq.Head>).outputsPerAction ?? 1, MOST_OUTPUTS),
    ),
    4,
    (made as Partial<deepq.Head>).fractions ? Float32Array.of(0.5) : null,
  ],
  evaluate: (made) => (isHead(made) ? headInput(made) : []),
  gradient: () => [batch()],
  integer: () => ['count', { min: 0, max: 10 }],
  join: () => ['fedcba9876543210', AbortSignal.timeout(100)],
  learned: () => [Int32Array.of(0), Float32Array.of(0.5)],
  observe: () => [transition(), 0],
  open: () => [beginning()],
  parts: () => ['tensor', Float32Array, [2]],
  prepareState: (made) => [stateOf(made)],
  publish: () => [{ version: 1, updates: 0, environmentSteps: 0, values: new Float32Array(3) }],
  qValues: () => [Float32Array.of(0, 0, 0, 0)],
  receive: () => [1],
  returnDistribution: () => [Float32Array.of(0, 0, 0, 0)],
  sample: (made) =>
    'size' in made ? [1] : [{ indices: new Int32Array(1), weights: new Float32Array(1) }, 1],
  send: () => [0, Uint8Array.of(1, 2), AbortSignal.timeout(100)],
  setState: (made) => [stateOf(made)],
  tensor: () => ['tensor', Float32Array, [null]],
  update: () => [batch()],
  updateAsync: () => [batch()],
  values: (made) => [
    new Float32Array(
      4 * Math.min((made as Partial<deepq.Head>).outputsPerAction ?? 1, MOST_OUTPUTS),
    ),
    new Float32Array(4),
  ],
  write: () => [Uint8Array.of(1, 2)],
  writeParts: () => [[Uint8Array.of(1, 2), Uint8Array.of(3)]],
};

/** The state of an object that has one at once. */
function stateOf(made: object): unknown {
  const { getState } = made as { getState?: (size?: number) => unknown };
  return typeof getState === 'function' ? getState.call(made, 0) : {};
}
