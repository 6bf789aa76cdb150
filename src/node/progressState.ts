import type { Exploration } from '../policies/policy.ts';
import type { TrainingEvent } from '../training/events.ts';

/** What is known of a training run from its events so far. */
export interface ProgressState {
  /** Steps of this run; a resumed agent has taken more. Updates, where it takes no steps. */
  readonly steps: number;
  /** What `steps` and `total` count: `trainOffline` makes updates alone. */
  readonly counts: 'steps' | 'updates';
  /** Steps that this run is going to take, if known. */
  readonly total: number | null;
  /** Wall time of this run. */
  readonly seconds: number;
  /** Steps per second in the last five seconds or so, or null before the first. */
  readonly stepsPerSecond: number | null;
  readonly episodes: number;
  /** The last returns, up to {@link recentEpisodes}. */
  readonly recentReturns: readonly number[];
  readonly exploration: Exploration | null;
  readonly loss: number | null;
  /** Mean return of the latest evaluation. */
  readonly evaluation: number | null;
  /** Whether it goes on, and if not, whether it came to its end. */
  readonly status: 'running' | 'completed' | 'stopped';
}

/** How many returns the mean is over. */
export const recentEpisodes = 20;

/** Speed is averaged over the last so many seconds: it neither jumps nor lags. */
const speedSeconds = 5;

/** Takes the events of one run in and sums them up. */
export class ProgressTracker {
  #state: ProgressState;
  /** The agent's steps when the run began, known from the first batch of steps. */
  #stepsBefore: number | null = null;
  /** The same, as the first episode tells. */
  #stepsBeforeEpisode: number | null = null;
  /** The agent's updates when the run began, known from the first event of updates. */
  #updatesBefore: number | null = null;
  /** The batches of steps that the speed is of, oldest first. */
  readonly #window: { readonly count: number; readonly seconds: number }[] = [];
  #windowSteps = 0;
  #windowSeconds = 0;

  constructor(total: number | null) {
    this.#state = {
      steps: 0,
      counts: 'steps',
      total,
      seconds: 0,
      stepsPerSecond: null,
      episodes: 0,
      recentReturns: [],
      exploration: null,
      loss: null,
      evaluation: null,
      status: 'running',
    };
  }

  get state(): ProgressState {
    return this.#state;
  }

  /** A run that goes on has taken so many of its steps; they count, but took no time here. */
  goOnFrom(steps: number): void {
    if (this.#stepsBefore !== null) return;
    this.#stepsBefore = 0;
    this.#state = { ...this.#state, steps };
  }

  observe(event: TrainingEvent): void {
    if (event.type === 'steps') this.#stepsBefore ??= event.environmentSteps - event.count;
    if (event.type === 'episode') {
      this.#stepsBeforeEpisode ??= event.environmentSteps - event.length;
    }
    if (event.type === 'updates') this.#updatesBefore ??= event.updates - event.count;
    this.#state = { ...this.#state, ...this.#count(event), ...this.#changes(event) };
  }

  /** The events are over without an end. */
  stop(): void {
    if (this.#state.status === 'running') this.#state = { ...this.#state, status: 'stopped' };
  }

  /** How far the run is. `train` tells steps before any updates. */
  #count(event: TrainingEvent): Pick<ProgressState, 'counts' | 'steps'> {
    const before = this.#stepsBefore ?? this.#stepsBeforeEpisode;
    if (before !== null) return { counts: 'steps', steps: event.environmentSteps - before };
    if (this.#updatesBefore === null) return { counts: 'steps', steps: 0 };
    const updates = 'updates' in event ? event.updates : undefined;
    const steps = updates === undefined ? this.#state.steps : updates - this.#updatesBefore;
    return { counts: 'updates', steps };
  }

  #changes(event: TrainingEvent): Partial<ProgressState> {
    const state = this.#state;
    switch (event.type) {
      case 'steps':
        return {
          seconds: state.seconds + event.seconds,
          stepsPerSecond: this.#speed(event.count, event.seconds),
          exploration: event.exploration,
        };
      case 'episode':
        return {
          episodes: state.episodes + 1,
          recentReturns: [...state.recentReturns, event.return].slice(-recentEpisodes),
        };
      case 'updates':
        return { loss: event.loss };
      case 'evaluation':
        return { evaluation: event.evaluation.mean };
      case 'checkpoint':
      case 'reset':
      case 'warning':
        return {};
      case 'end':
        return {
          seconds: event.seconds,
          status: event.reason === 'completed' ? 'completed' : 'stopped',
        };
    }
  }

  /** Steps over time in the shortest window of whole batches that is long enough. */
  #speed(count: number, seconds: number): number | null {
    this.#window.push({ count, seconds });
    this.#windowSteps += count;
    this.#windowSeconds += seconds;
    for (;;) {
      const oldest = this.#window[0];
      if (!oldest || this.#windowSeconds - oldest.seconds < speedSeconds) break;
      this.#window.shift();
      this.#windowSteps -= oldest.count;
      this.#windowSeconds -= oldest.seconds;
    }
    return this.#windowSeconds > 0 ? this.#windowSteps / this.#windowSeconds : null;
  }
}
