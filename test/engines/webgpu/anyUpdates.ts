import fc from 'fast-check';
import type { Head } from '../../../src/heads/head.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { embedding } from '../../../src/networks/embedding.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../../src/networks/spec.ts';
import { adamw } from '../../../src/optimizers/adamw.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../../src/optimizers/optimizer.ts';
import { radam } from '../../../src/optimizers/radam.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import type { Batch } from '../../../src/replay/batch.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { randomBatch } from '../cases.ts';
import { headCases } from './heads/headCases.ts';

/** A network, its head and its updates, as numbers and words that a failure can print. */
export interface AnyUpdates {
  readonly space: 'floats' | 'bytes' | 'planes' | 'pixels' | 'states';
  /** Of an observation, or of one side of a picture. */
  readonly size: number;
  readonly channels: number;
  readonly actions: number;
  readonly hidden: readonly number[];
  readonly activation: 'tanh' | 'sigmoid' | 'elu' | 'linear';
  readonly layerNorm: boolean;
  readonly noisy: boolean;
  readonly dueling: boolean | readonly number[];
  readonly convolution: {
    readonly filters: number;
    readonly kernelSize: number;
    readonly stride: number;
    readonly padding: 'same' | 'valid';
  };
  readonly head: string;
  readonly optimizer: number;
  readonly gradientClipNorm: number | null;
  readonly batch: number;
  readonly masks: boolean;
  readonly weights: boolean;
  readonly perSubmission: number;
  /** After each update, how far the target moves. */
  readonly targetMoves: readonly number[];
  readonly seed: number;
}

/** Small numbers, and those around the limits of what one shader computes. */
const units = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(31, 32, 33, 64, 100, 127, 128, 129, 140) },
);

/** Any of the networks, heads, optimizers and batches that updates are made of. */
export const anyUpdates: fc.Arbitrary<AnyUpdates> = fc.record({
  space: fc.constantFrom('floats', 'floats', 'bytes', 'planes', 'pixels', 'states'),
  size: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom(449, 704) },
  ),
  channels: fc.integer({ min: 1, max: 5 }),
  actions: fc.integer({ min: 1, max: 7 }),
  hidden: fc.array(units, { maxLength: 3 }),
  activation: fc.constantFrom('tanh', 'sigmoid', 'elu', 'linear'),
  layerNorm: fc.boolean(),
  noisy: fc.boolean(),
  dueling: fc.oneof(fc.boolean(), fc.array(units, { minLength: 1, maxLength: 2 })),
  convolution: fc.record({
    filters: fc.integer({ min: 1, max: 9 }),
    kernelSize: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    padding: fc.constantFrom('same', 'valid'),
  }),
  head: fc.constantFrom(...headCases.map(({ name }) => name)),
  optimizer: fc.nat({ max: 8 }),
  gradientClipNorm: fc.constantFrom(null, 0.05, 10),
  batch: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.constantFrom(31, 32, 33, 64, 65, 130)),
  masks: fc.boolean(),
  weights: fc.boolean(),
  perSubmission: fc.constantFrom(1, 3),
  targetMoves: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: 2, maxLength: 4 }),
  seed: fc.nat({ max: 1e6 }),
});

/** Steps by numbers far above `epsilon` alone would be of one size, and of a rounding error's sign. */
function optimizerOf(index: number): OptimizerSpec {
  const shared = { learningRate: 0.02, epsilon: 0.1 };
  const all = [
    () => adam(shared),
    () => adam({ ...shared, lazyRows: true }),
    () => adamw({ ...shared, weightDecay: 3 }),
    () => adamw({ ...shared, weightDecay: 3, lazyRows: true, decayBiases: true }),
    () => radam({ ...shared, beta2: 0.5 }),
    () => sgd({ learningRate: 0.02 }),
    () => sgd({ learningRate: 0.02, momentum: 0.8 }),
    () => rmsprop(shared),
    () => rmsprop({ ...shared, centered: true }),
  ];
  return all[index % all.length]!();
}

/** What a case stands for. */
export interface Updates {
  readonly environment: {
    readonly observationSpace: Box<'float32' | 'uint8'> | Discrete;
    readonly actionSpace: Discrete;
  };
  readonly network: NetworkSpec;
  readonly head: Head;
  readonly optimizer: OptimizerSpec;
  readonly batches: readonly Batch[];
}

/** Makes what a case stands for. */
export function updatesOf(given: AnyUpdates): Updates {
  const { head: name, seed, targetMoves } = given;
  const { head } = headCases.find((each) => each.name === name)!;
  const environment = {
    observationSpace: spaceOf(given),
    actionSpace: new Discrete(given.actions),
  };
  const network = networkOf(given);
  const made = { environment, network, head, optimizer: optimizerOf(given.optimizer) };
  const batches = targetMoves.map((_, index) => batchOf(given, made, seed + index));
  return { ...made, batches };
}

function spaceOf({ space, size, channels }: AnyUpdates): Box<'float32' | 'uint8'> | Discrete {
  const side = 4 + (size % 8);
  const bytes = { low: 0, high: 255, dtype: 'uint8' } as const;
  switch (space) {
    case 'states':
      return new Discrete(size);
    case 'floats':
      return new Box({ low: -Infinity, high: Infinity, shape: [size] });
    case 'bytes':
      return new Box({ ...bytes, shape: [size] });
    case 'planes':
      return new Box({ ...bytes, shape: [channels, side, side + 1] });
    case 'pixels':
      return new Box({ ...bytes, shape: [side, side + 1, channels] });
  }
}

function networkOf(given: AnyUpdates): NetworkSpec {
  const { space, hidden, activation, dueling, convolution, layerNorm, channels } = given;
  const shared = { activation, dueling, ...(given.noisy && { noisy: {} }) };
  if (space === 'states') return embedding({ size: 1 + channels, hidden, ...shared });
  // The difference of two units from their mean has few digits.
  const normalizes = layerNorm && hidden.every((each) => each > 4);
  if (space === 'floats' || space === 'bytes') {
    return mlp({ hidden, layerNorm: normalizes, ...shared });
  }
  return cnn({
    convolutions: [convolution],
    hidden,
    channels: space === 'planes' ? 'first' : 'last',
    ...shared,
  });
}

/** With importance weights, horizons of several lengths, masks and demonstrations. */
function batchOf(given: AnyUpdates, made: Omit<Updates, 'batches'>, seed: number): Batch {
  const { batch: size, actions, masks, weights } = given;
  const random = createRandom(seed);
  const plain = randomBatch({ name: '', ...made }, size, seed);
  const mask = (): Uint8Array =>
    Uint8Array.from({ length: size * actions }, (_, index) =>
      index % actions === plain.actions[Math.floor(index / actions)] ? 1 : random.integer(2),
    );
  return {
    ...plain,
    discounts: plain.discounts.map((each) => (each === 0 ? 0 : 0.97 ** (1 + random.integer(4)))),
    weights: weights ? plain.weights.map(() => 0.2 + random.uniform()) : plain.weights,
    nextActionMasks: masks ? mask() : null,
    actionMasks: masks ? mask() : null,
    demonstrations: Uint8Array.from({ length: size }, () => random.integer(2)),
  };
}
