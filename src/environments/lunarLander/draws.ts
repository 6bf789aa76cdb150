import type { Random } from '../../random/random.ts';
import { CHUNKS, HEIGHT, SCALE } from './constants.ts';

/** All that chance decides at the start of an episode. */
export interface EpisodeDraws {
  /** Of the ground, before pad and smoothing; `CHUNKS + 1` of them, in metres. */
  readonly heights: readonly number[];
  /** The push that the lander starts with: x and y, in newtons. */
  readonly force: readonly [x: number, y: number];
  /** Where the wind and the turbulence are in their course, if there is wind. */
  readonly wind?: readonly [windIndex: number, torqueIndex: number];
}

/** How far off its axis the engine works in one step: along and across, in metres. */
export type Dispersion = readonly [along: number, across: number];

const INITIAL_FORCE = 1000;
/** Wind indices are drawn from −9999 to 9998. */
const WIND_INDEX = 9999;

/** In Gymnasium's order: ground, push, wind. */
export function drawEpisode(random: Random, enableWind: boolean): EpisodeDraws {
  const heights = Array.from({ length: CHUNKS + 1 }, () => random.uniform() * (HEIGHT / 2));
  const force = [INITIAL_FORCE * symmetric(random), INITIAL_FORCE * symmetric(random)] as const;
  if (!enableWind) return { heights, force };
  const index = (): number => random.integer(2 * WIND_INDEX) - WIND_INDEX;
  return { heights, force, wind: [index(), index()] };
}

/** Drawn at every step, whether an engine runs or not; also at the one inside `reset`. */
export function drawDispersion(random: Random): Dispersion {
  return [symmetric(random) / SCALE, symmetric(random) / SCALE];
}

/** Uniform in [−1, 1). */
function symmetric(random: Random): number {
  return 2 * random.uniform() - 1;
}
