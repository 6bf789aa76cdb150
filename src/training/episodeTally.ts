import type { EpisodeEvent } from './events.ts';

/** Adds up the episode that is being played. */
export class EpisodeTally {
  #return = 0;
  #length = 0;

  add(reward: number): void {
    this.#return += reward;
    this.#length++;
  }

  /** What there is to report; the next episode begins at nothing. */
  end(
    { terminated, truncated }: Pick<EpisodeEvent, 'terminated' | 'truncated'>,
    environmentSteps: number,
  ): Omit<EpisodeEvent, 'episode'> {
    const event = {
      type: 'episode' as const,
      return: this.#return,
      length: this.#length,
      terminated,
      truncated,
      environmentSteps,
    };
    this.#return = this.#length = 0;
    return event;
  }
}
