import { OptionsError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { rejectUnknownOptions, requireInteger, show } from '../validation/options.ts';

/**
 * Numbers of frames, both ends included.
 *
 * @category Wrappers
 */
export interface FrameSkipRange {
  /** The fewest frames: a whole number of at least 1. */
  readonly from: number;
  /** The most frames: at least `from`. */
  readonly to: number;
}

/** How often one step may take an action at most: nothing can stop it in between. */
const MAX_REPEATS = 10_000;

/**
 * Returns how often an action is taken.
 *
 * @param min - How often it has to be at least.
 * @throws {OptionsError} If it is no whole number from `min` to 10,000.
 */
export function requireRepeats(name: string, repeats: unknown, min = 1): number {
  return requireInteger(name, repeats, { min, max: MAX_REPEATS });
}

/**
 * Returns a number of frames, or a range of them.
 *
 * @throws {OptionsError} If it is neither.
 */
export function requireFrameSkip(name: string, skip: unknown): number | FrameSkipRange {
  if (typeof skip === 'number') return requireRepeats(name, skip);
  if (typeof skip !== 'object' || skip === null || Array.isArray(skip)) {
    throw new OptionsError(
      `${name} must be a number of frames or a range such as { from: 2, to: 4 }, both ends ` +
        `included; received ${show(skip)}.`,
    );
  }
  rejectUnknownOptions(name, skip, ['from', 'to']);
  const { from, to } = skip as Partial<FrameSkipRange>;
  const least = requireRepeats(`${name}.from`, from);
  return { from: least, to: requireRepeats(`${name}.to`, to, least) };
}

/** How many frames the next step takes. A fixed number draws nothing. */
export function drawSkip(skip: number | FrameSkipRange, random: Random): number {
  if (typeof skip === 'number') return skip;
  return skip.from + random.integer(skip.to - skip.from + 1);
}

/** What was given as a number of frames, or a range of them, for messages. */
export function showFrameSkip(skip: unknown): string {
  if (typeof skip !== 'object' || skip === null) return show(skip);
  const { from, to } = skip as Partial<FrameSkipRange>;
  return `from ${show(from)} to ${show(to)}`;
}
