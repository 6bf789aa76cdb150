import { OptionsError } from '../errors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import { rejectUnknownOptions, requireInteger, requireSeed, show } from '../validation/options.ts';
import { resolveFrames, type FrameLayout } from './frameLayout.ts';
import { requireSampler } from './requireSampler.ts';
import { resolveReturns, type Returns, type ReturnsOptions } from './returns.ts';
import type { SamplerSpec } from './sampler.ts';
import { uniform } from './samplers/uniform.ts';

/**
 * What {@link ReplayBuffer} is made from.
 *
 * @category Replay
 */
export interface ReplayBufferOptions {
  /** The most transitions that are kept, from 1 to 2³¹ − 1. */
  readonly capacity: number;
  /** What the transitions come from; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * Which transitions are drawn, made by `uniform()`, `prioritized()` or `ranked()`.
   *
   * @default uniform()
   */
  readonly sampler?: SamplerSpec;
  /**
   * γ, and how many rewards are summed (n-step returns): `r₀ + γ r₁ + …` as far
   * as the episode goes. Saved states do not depend on it.
   *
   * @default `{ steps: 1, discount: 0.99 }`
   */
  readonly returns?: ReturnsOptions;
  /**
   * Where draws come from; the buffer should be the only one to use it. Give
   * either this or `seed`.
   */
  readonly random?: Random;
  /**
   * Seeds the draws instead of `random`: a whole number from 0 to 2³² − 1.
   *
   * @default 0, if there is no `random`
   */
  readonly seed?: number;
  /**
   * How many frames an observation is a stack of, along its first dimension:
   * a divisor of that. Each frame is then kept once, however many stacks it is
   * in: 100,000 transitions of `[4, 84, 84]` take 0.7 GB instead of 2.8 GB.
   * What comes out of `sample` does not depend on it. 1 keeps observations
   * whole. `'auto'` takes each plane of a `Box` of bytes for a frame where
   * there are fewer planes than rows and columns, as in `[4, 84, 84]`.
   *
   * @default 'auto'
   */
  readonly frames?: number | 'auto';
}

/** The options with their defaults, all checked. */
export interface ResolvedReplayBufferOptions extends EnvironmentSpaces {
  readonly capacity: number;
  readonly sampler: SamplerSpec;
  readonly returns: Returns;
  readonly random: Random;
  /** How observations are kept as stacks of frames; null where they are kept whole. */
  readonly layout: FrameLayout | null;
}

const KNOWN_OPTIONS = [
  'capacity',
  'environment',
  'sampler',
  'returns',
  'random',
  'seed',
  'frames',
] as const satisfies readonly (keyof ReplayBufferOptions)[];

const HINTS = {
  nStep: 'returns: { steps, discount }',
  'discount gamma': 'returns: { discount }',
  observationSpace: '{ environment, capacity } instead of the environment itself',
};

/**
 * Checks the options of a replay buffer, and fills in what is left out.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 */
export function resolveReplayBufferOptions(
  options: ReplayBufferOptions,
): ResolvedReplayBufferOptions {
  rejectUnknownOptions(
    'ReplayBuffer',
    options,
    KNOWN_OPTIONS,
    HINTS,
    'new ReplayBuffer({ environment, capacity: 50_000 })',
  );
  const capacity = requireInteger('capacity', options.capacity, { min: 1, max: 2 ** 31 - 1 });
  const { observationSpace, actionSpace } = requireSpaces('ReplayBuffer', options.environment);
  return {
    capacity,
    observationSpace,
    actionSpace,
    returns: resolveReturns(options.returns),
    layout: resolveFrames(observationSpace, options.frames ?? 'auto'),
    sampler: requireSampler(options.sampler ?? uniform()),
    random: chooseRandom(options),
  };
}

function chooseRandom({ random, seed }: ReplayBufferOptions): Random {
  if (random !== undefined && seed !== undefined) {
    throw new OptionsError(
      `ReplayBuffer takes either random or seed; received both (seed ${show(seed)}). Drop one.`,
    );
  }
  if (random !== undefined) return random;
  const root = createRandom(requireSeed(seed ?? 0));
  // A fork, so that a seed shared with another part gives no shared stream.
  return root.fork('replay');
}
