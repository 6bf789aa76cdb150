import type { RgbaImage } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * What {@link watch} shows: where the environment stands after each step, and at the beginning of
 * an episode.
 *
 * @category Training
 */
export interface WatchFrame {
  /** `null` where the environment has no `render`. */
  readonly image: RgbaImage | null;
  /** Counted from 1. */
  readonly episode: number;
  /** The sum of rewards so far. */
  readonly episodeReturn: number;
  /** Steps so far. */
  readonly episodeLength: number;
  /** What the step led to; at the end of an episode, its final observation. */
  readonly observation: Observation;
  /** What was done; `null` at the beginning of an episode. */
  readonly action: number | null;
  /** Whether the episode has ended. */
  readonly isOver: boolean;
}

/**
 * An episode that was watched to its end.
 *
 * @category Training
 */
export interface WatchedEpisode {
  /** The sum of rewards. */
  readonly return: number;
  /** Its steps. */
  readonly length: number;
}
