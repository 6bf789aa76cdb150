import type { DQNAgentOptions } from '../agents/dqnAgentOptions.ts';
import { OptionsError } from '../errors.ts';
import { c51Head } from '../heads/c51Head.ts';
import type { Head } from '../heads/head.ts';
import { hasNoise } from '../networks/hasNoise.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { greedy } from '../policies/greedy.ts';
import type { Policy } from '../policies/policy.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { rejectUnknownOptions, requireBoolean, requireChoice } from '../validation/options.ts';

/**
 * What to make a {@link DQNAgent} with, beside `environment`, `seed` and `engine`.
 *
 * @category Presets
 */
export type AgentPreset = Omit<DQNAgentOptions, 'environment' | 'seed' | 'engine'>;

/**
 * What a preset of the Rainbow family is for: frames as of Atari, `[4, 84, 84]` or
 * `[84, 84, 4]`, or vectors of numbers.
 *
 * @category Presets
 */
export type PresetObservations =
  | {
      /**
       * What observations are.
       *
       * @default 'frames'
       */
      readonly observations?: 'frames';
      /**
       * The range of discounted returns, on which the distribution stands.
       *
       * @default { min: -10, max: 10 }, for rewards clipped to [−1, 1]
       */
      readonly valueRange?: ValueRange;
    }
  | {
      /** What observations are. */
      readonly observations: 'vectors';
      /** The range of discounted returns, on which the distribution stands. */
      readonly valueRange: ValueRange;
    };

/**
 * The lowest and the highest return that a distribution has room for.
 *
 * @category Presets
 */
export interface ValueRange {
  /** The lowest. */
  readonly min: number;
  /** The highest. */
  readonly max: number;
}

/**
 * How an agent of a preset explores: by noisy layers or by ε, not by both.
 *
 * @category Presets
 */
export type PresetExploration =
  | {
      /**
       * Whether dense layers are noisy, so that the network explores by itself.
       *
       * @default true
       */
      readonly noisy?: true;
      /** ε goes with layers that are not noisy. */
      readonly epsilon?: never;
      /** Goes with layers that the preset chooses. */
      readonly network?: never;
    }
  | {
      /** Whether dense layers are noisy. */
      readonly noisy: false;
      /** The probability of exploring, or a schedule of it in environment steps. */
      readonly epsilon: number | Schedule;
      /** Goes with layers that the preset chooses. */
      readonly network?: never;
    }
  | {
      /** A network of one's own. */
      readonly network: NetworkSpec;
      /** The network says which of its layers are noisy. */
      readonly noisy?: never;
      /** The probability of exploring, for a network without noisy layers. */
      readonly epsilon?: number | Schedule;
    };

/** All options of these presets, unchecked. */
interface Given {
  readonly observations?: 'frames' | 'vectors' | undefined;
  readonly valueRange?: ValueRange | undefined;
  readonly noisy?: boolean | undefined;
  readonly epsilon?: number | Schedule | undefined;
  readonly network?: NetworkSpec | undefined;
}

/** The names of {@link PresetObservations} and {@link PresetExploration}. */
export const familyOptionNames = [
  'observations',
  'valueRange',
  'noisy',
  'epsilon',
  'network',
] as const;

/** What the options come to. */
interface Family {
  readonly areFrames: boolean;
  readonly head: Head;
}

/**
 * What observations are like, and the head for them: 51 atoms, double.
 *
 * @throws {OptionsError} If an option is unknown, or vectors come without a range.
 */
export function resolveObservations(
  where: string,
  options: Given,
  known: readonly string[],
): Family {
  const areFrames = resolveKind(where, options, known);
  if (!areFrames && options.valueRange === undefined) {
    throw new OptionsError(
      `${where} for vectors needs valueRange: { min, max }, the range of discounted returns; ` +
        'such as { min: -100, max: 100 }.',
    );
  }
  const { min, max } = options.valueRange ?? { min: -10, max: 10 };
  return { areFrames, head: c51Head({ atoms: 51, min, max, double: true }) };
}

/**
 * Whether observations are frames.
 *
 * @throws {OptionsError} If an option is unknown, or observations are neither.
 */
export function resolveKind(where: string, options: Given, known: readonly string[]): boolean {
  rejectUnknownOptions(where, options, known, {
    vMin: 'valueRange: { min }',
    vMax: 'valueRange: { max }',
    environment: `environment to new DQNAgent({ environment, ...${where}() })`,
  });
  const choices = ['frames', 'vectors'] as const;
  return requireChoice('observations', options.observations ?? 'frames', choices) === 'frames';
}

/**
 * Network and policy of a preset that explores by noisy layers unless it is told not to.
 *
 * @param make - Makes the preset's network.
 * @param besides - The policy that goes with noisy layers.
 * @throws {OptionsError} If exploration is said twice, or not at all.
 */
export function resolveNoise(
  where: string,
  { noisy, epsilon, network }: Given,
  make: (isNoisy: boolean) => NetworkSpec,
  besides: Policy = greedy(),
): { readonly network: NetworkSpec; readonly policy: Policy } {
  if (network && noisy !== undefined) {
    throw new OptionsError(
      `${where} takes network or noisy, not both: a network says itself which of its layers are noisy; ` +
        'leave noisy out.',
    );
  }
  const isNoisy = network ? hasNoise(network) : requireBoolean('noisy', noisy ?? true);
  if (isNoisy && epsilon !== undefined) {
    throw new OptionsError(
      `${where} explores by noisy layers or by epsilon, not by both; leave epsilon out, or ` +
        (network ? 'give a network without noisy layers.' : 'add noisy: false.'),
    );
  }
  if (!isNoisy && epsilon === undefined) {
    throw new OptionsError(
      `${where} without noisy layers needs epsilon to explore, such as ` +
        'linear({ from: 1, to: 0.01, over: 10_000 }).',
    );
  }
  return {
    network: network ?? make(isNoisy),
    policy: epsilon === undefined ? besides : epsilonGreedy({ epsilon }),
  };
}
