import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';

/**
 * Returns `framesPerSecond` if it is one that videos can have. Each file format
 * repeats a frame that stays for long, so that it has a longest time: 1,000 s.
 */
export function requireFrameRate(where: string, framesPerSecond: unknown): number {
  return requireNumber(`${where} framesPerSecond`, framesPerSecond, {
    min: 0.001,
    max: 1000,
  });
}

/** Returns the frame rate of the options of `encode`. */
export function requireVideoOptions(where: string, options: unknown): number {
  rejectUnknownOptions(`${where} encode`, options as object, ['framesPerSecond']);
  return requireFrameRate(where, (options as { framesPerSecond?: unknown }).framesPerSecond);
}

/** What APNG and GIF have two bytes for. */
const MAX_TICKS = 65_535;

/** A time in parts that are short enough for a file. */
export function splitTicks(ticks: number): readonly number[] {
  const parts: number[] = [];
  for (let rest = ticks; rest > 0; rest -= MAX_TICKS) parts.push(Math.min(rest, MAX_TICKS));
  return parts;
}

/**
 * When a frame begins, in whole ticks. Rounded from the start of the video, so
 * that rounding does not add up.
 */
export function frameStart(frame: number, framesPerSecond: number, ticksPerSecond: number): number {
  return Math.round((frame * ticksPerSecond) / framesPerSecond);
}
