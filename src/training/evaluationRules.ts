import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import { rejectUnknownOptions, requireInteger, requireNumber } from '../validation/options.ts';
import type { Consumer } from './consumer.ts';

/**
 * Options of {@link patience}.
 *
 * @category Training
 */
export interface PatienceOptions {
  /** How many evaluations in a row may pass without a better one: at least 1. */
  readonly evaluations: number;
  /**
   * By how much more than the best mean return counts as better; at least 0.
   *
   * @default 0
   */
  readonly improvement?: number;
  /**
   * Environment steps of the agent before which nothing is counted.
   *
   * @default 0
   */
  readonly afterEnvironmentSteps?: number;
}

/**
 * Stops a training that gets no better: for use with {@link consume}, and with the option
 * `evaluation` of {@link train}.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Training
 */
export function patience(options: PatienceOptions): Consumer {
  rejectUnknownOptions('patience', options, [
    'evaluations',
    'improvement',
    'afterEnvironmentSteps',
  ]);
  const { evaluations, improvement = 0, afterEnvironmentSteps = 0 } = options;
  requireInteger('patience.evaluations', evaluations, { min: 1 });
  requireNumber('patience.improvement', improvement, { min: 0 });
  requireInteger('patience.afterEnvironmentSteps', afterEnvironmentSteps, { min: 0 });
  const best = new BestMean('patience');
  return {
    on(event, training) {
      if (event.type !== 'evaluation' || event.environmentSteps < afterEnvironmentSteps) return;
      best.observe(event.evaluation.mean, improvement);
      if (best.since < evaluations) return;
      training.stop(
        `No evaluation was better than ${best.mean} in the last ${evaluations}, up to step ${event.environmentSteps}.`,
      );
    },
    getState: () => best.getState(),
    prepareState: (state) => best.prepareState(state),
  };
}

/**
 * Options of {@link threshold}.
 *
 * @category Training
 */
export interface ThresholdOptions {
  /** The mean return of an evaluation that is good enough. */
  readonly return: number;
  /**
   * How many evaluations in a row must reach it: at least 1.
   *
   * @default 1
   */
  readonly evaluations?: number;
}

/**
 * Stops a training that has become good enough: for use with {@link consume}, and with the
 * option `evaluation` of {@link train}.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Training
 */
export function threshold(options: ThresholdOptions): Consumer {
  rejectUnknownOptions('threshold', options, ['return', 'evaluations']);
  const { return: wanted, evaluations = 1 } = options;
  requireNumber('threshold.return', wanted);
  requireInteger('threshold.evaluations', evaluations, { min: 1 });
  let reached = 0;
  return {
    on(event, training) {
      if (event.type !== 'evaluation') return;
      reached = event.evaluation.mean >= wanted ? reached + 1 : 0;
      if (reached < evaluations) return;
      training.stop(
        `The mean return of ${event.evaluation.mean} reaches ${wanted}, at step ${event.environmentSteps}.`,
      );
    },
    getState: () => ({ reached }),
    prepareState(state) {
      const saved = new StateReader('threshold', state).integer('reached', counter);
      return () => {
        reached = saved;
      };
    },
  };
}

/** The best mean return so far, and how many evaluations ago it was. */
export class BestMean {
  readonly #where: string;
  mean: number | null = null;
  /** Evaluations since the best one. */
  since = 0;

  /** @param where - What the state belongs to, for messages. */
  constructor(where: string) {
    this.#where = where;
  }

  /** @returns Whether it is better than all before. */
  observe(mean: number, improvement = 0): boolean {
    const isBetter = this.mean === null || mean > this.mean + improvement;
    if (isBetter) this.mean = mean;
    this.since = isBetter ? 0 : this.since + 1;
    return isBetter;
  }

  getState(): State {
    return { mean: this.mean, since: this.since };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader(this.#where, state);
    const since = reader.integer('since', counter);
    const mean = state['mean'] === null ? null : reader.number('mean');
    return () => {
      this.mean = mean;
      this.since = since;
    };
  }
}

const counter = { min: 0, max: Number.MAX_SAFE_INTEGER };
