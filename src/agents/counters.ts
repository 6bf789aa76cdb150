import type { Transition } from '../protocol/transition.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { isCopyDue, updatesFallingDue, type Progress } from './rhythm.ts';

/** What an agent counts, and what its rhythm makes of it. */
export class Counters {
  /** Transitions observed. */
  environmentSteps = 0;
  /** Episodes that have ended. */
  episodes = 0;
  /** Updates that have fallen due, and were not made. */
  updatesDue = 0;
  readonly #options: Pick<ResolvedDQNAgentOptions, 'train' | 'targetUpdate'>;

  constructor(options: Pick<ResolvedDQNAgentOptions, 'train' | 'targetUpdate'>) {
    this.#options = options;
  }

  /** How far the agent will have come with one more transition. */
  after({ terminated, truncated }: Transition): Progress {
    const isEnd = terminated || truncated;
    const episodes = this.episodes + (isEnd ? 1 : 0);
    return { environmentSteps: this.environmentSteps + 1, episodes, isEnd };
  }

  /** Whether the target is to be copied there. */
  isCopyDue(progress: Progress): boolean {
    return isCopyDue(this.#options.targetUpdate, progress);
  }

  /** @param isReady - Whether there is enough to learn from; nothing falls due before. */
  observe(progress: Progress, isReady: boolean): void {
    this.environmentSteps = progress.environmentSteps;
    this.episodes = progress.episodes;
    if (isReady) this.updatesDue += updatesFallingDue(this.#options.train, progress);
  }

  countUpdate(): void {
    this.updatesDue = Math.max(0, this.updatesDue - 1);
  }

  getState(): CountersState {
    const { environmentSteps, episodes, updatesDue } = this;
    return { environmentSteps, episodes, updatesDue };
  }

  setState({ environmentSteps, episodes, updatesDue }: CountersState): void {
    Object.assign(this, { environmentSteps, episodes, updatesDue });
  }
}

/** What {@link Counters} hold. */
export interface CountersState {
  readonly environmentSteps: number;
  readonly episodes: number;
  readonly updatesDue: number;
}
