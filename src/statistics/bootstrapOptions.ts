import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import { requireRandom } from '../random/requireRandom.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  requireNumber,
} from '../validation/options.ts';

/**
 * Options of a bootstrap.
 *
 * @category Statistics
 */
export interface BootstrapOptions {
  /**
   * How often runs are drawn anew, from 1 to 1,000,000. More of them make the interval
   * itself more exact.
   *
   * @default 50,000 for a number, 2,000 for a band or a profile
   */
  readonly resamples?: number;
  /**
   * How much of the distribution the interval covers, above 0 and at most 0.9999.
   *
   * @default 0.95
   */
  readonly confidence?: number;
  /**
   * Whether tasks are drawn anew as well: what other tasks of the kind would give, and not
   * only what other runs would.
   *
   * @default false
   */
  readonly resampleTasks?: boolean;
  /**
   * What the draws are taken from.
   *
   * @default createRandom(0): the same interval at every call
   */
  readonly random?: Random;
}

/** Without the drawing of tasks: for curves of one task, and pairs, which need the same tasks. */
export const BOOTSTRAP_OF_RUNS = ['resamples', 'confidence', 'random'] as const;
const BOOTSTRAP_OPTIONS = ['resamples', 'confidence', 'random', 'resampleTasks'] as const;

/** Fills in defaults and checks. */
export function resolveBootstrap(
  where: string,
  options: BootstrapOptions,
  defaultResamples: number,
  known: readonly string[] = BOOTSTRAP_OPTIONS,
): Required<BootstrapOptions> {
  rejectUnknownOptions(where, options, known, {
    reps: 'resamples',
    seed: 'random: createRandom(seed)',
    confidenceIntervalSize: 'confidence',
    taskBootstrap: 'resampleTasks',
  });
  const { resamples = defaultResamples, confidence = 0.95, resampleTasks = false } = options;
  const { random = createRandom(0) } = options;
  requireInteger(`${where}.resamples`, resamples, { min: 1, max: 1_000_000 });
  // All of the distribution would be as wide as the number of resamples makes it.
  requireNumber(`${where}.confidence`, confidence, { min: 0, exclusiveMin: true, max: 0.9999 });
  requireBoolean(`${where}.resampleTasks`, resampleTasks);
  requireRandom(`${where}.random`, random, ['integer']);
  return { resamples, confidence, resampleTasks, random };
}
