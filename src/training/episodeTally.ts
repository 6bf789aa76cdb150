import type { EpisodeEvent } from './events.ts';

/**
 * An episode that has ended, before it has its number.
 *
 * @category Training
 */
export type EndedEpisode = Omit<EpisodeEvent, 'episode'>;

/** Adds up the episode that is being played. */
export class EpisodeTally {
  /** The sum of its rewards. */
  return = 0;
  /** Its steps. */
  length = 0;

  add(reward: number): void {
    this.return += reward;
    this.length++;
  }

  /** Nothing was played yet. */
  clear(): void {
    this.return = this.length = 0;
  }

  /** What there is to report; the next episode begins at nothing. */
  end(
    { terminated, truncated }: Pick<EpisodeEvent, 'terminated' | 'truncated'>,
    environmentSteps: number,
  ): EndedEpisode {
    const event = {
      type: 'episode' as const,
      return: this.return,
      length: this.length,
      terminated,
      truncated,
      environmentSteps,
    };
    this.clear();
    return event;
  }
}
