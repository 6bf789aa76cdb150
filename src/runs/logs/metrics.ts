import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import { isShortList } from '../../validation/lists.ts';
import type { Evaluation, TrainingEvent } from '../../training/events.ts';
import { isReached } from '../../training/milestones.ts';

/** Episodes that the means of returns and lengths are over, as in Stable-Baselines3. */
const EPISODES = 100;

/** Numbers that may not be known yet. */
const figures = [
  'exploration',
  'loss',
  'meanQ',
  'learningRate',
  'gradientNorm',
  'updates',
  'stepsPerSecond',
] as const;

/** What is known of a run at one moment; null where it is not. */
export interface Metrics extends Readonly<Record<(typeof figures)[number], number | null>> {
  /** What rows are counted by: the environment steps or the updates of the agent, all of them. */
  readonly step: number;
  /** Time that the run took so far. */
  readonly seconds: number;
  /** Episodes that have ended in the run. */
  readonly episodes: number;
  /** Mean of the returns of the last 100 episodes. */
  readonly meanReturn: number | null;
  /** Mean of the lengths of the last 100 episodes. */
  readonly meanLength: number | null;
  /** An evaluation that was made since the row before. */
  readonly evaluation: Evaluation | null;
}

/** How often rows come. Training from recordings takes no steps: its rows count updates. */
export interface RowRhythm {
  readonly every: number;
  readonly counts: 'environmentSteps' | 'updates';
}

/** Takes in events, and gives a row of figures every so many steps or updates, and for each evaluation. */
export class MetricsTracker {
  readonly #every: number;
  readonly #counts: RowRhythm['counts'];
  readonly #known: Record<(typeof figures)[number], number | null> = {
    exploration: null,
    loss: null,
    meanQ: null,
    learningRate: null,
    gradientNorm: null,
    updates: null,
    stepsPerSecond: null,
  };
  #returns: number[] = [];
  #lengths: number[] = [];
  #episodes = 0;
  #seconds = 0;
  #steps = 0;
  /** Steps at the row before. */
  #rowAt = 0;
  /** Whether a row is due as soon as no more of the same step comes. */
  #isDue = false;
  #evaluation: Evaluation | null = null;

  constructor({ every, counts }: RowRhythm) {
    this.#every = every;
    this.#counts = counts;
  }

  /** The steps or updates that an event comes after, as rows and curves count them. */
  stepOf(event: TrainingEvent): number {
    if (this.#counts === 'environmentSteps') return event.environmentSteps;
    // Events that do not tell come between two that do.
    return ('updates' in event ? event.updates : undefined) ?? this.#steps;
  }

  /** @returns A row that is complete, of what came before this event. */
  observe(event: TrainingEvent): Metrics | null {
    const row = this.#isDue && !this.#belongs(event) ? this.#take() : null;
    this.#apply(event);
    return row;
  }

  /** The row that is due when no more events come. */
  end(): Metrics | null {
    return this.#isDue ? this.#take() : null;
  }

  getState(): State {
    const evaluation = this.#evaluation && { ...this.#evaluation };
    return {
      ...this.#known,
      returns: [...this.#returns],
      lengths: [...this.#lengths],
      episodes: this.#episodes,
      seconds: this.#seconds,
      steps: this.#steps,
      rowAt: this.#rowAt,
      isDue: this.#isDue,
      evaluation,
    };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader('log', state);
    const counter = { min: 0, max: Number.MAX_SAFE_INTEGER };
    const known = figures.map(
      (name) => [name, state[name] === null ? null : reader.number(name)] as const,
    );
    const [returns, lengths] = [
      numbersOf(reader, state, 'returns'),
      numbersOf(reader, state, 'lengths'),
    ];
    const episodes = reader.integer('episodes', counter);
    const seconds = reader.number('seconds');
    const steps = reader.integer('steps', counter);
    const rowAt = reader.integer('rowAt', counter);
    const isDue = reader.boolean('isDue');
    const evaluation = state['evaluation'] === null ? null : reader.record('evaluation');
    if (evaluation) {
      const figures = new StateReader('log', evaluation);
      for (const name of ['mean', 'standardDeviation']) figures.number(name);
      numbersOf(figures, evaluation, 'lengths');
    }
    return () => {
      Object.assign(this.#known, Object.fromEntries(known));
      [this.#returns, this.#lengths] = [returns, lengths];
      [this.#episodes, this.#seconds, this.#steps] = [episodes, seconds, steps];
      [this.#rowAt, this.#isDue] = [rowAt, isDue];
      this.#evaluation = evaluation as unknown as Evaluation | null;
    };
  }

  /** Whether an event is of the step whose row is due. */
  #belongs(event: TrainingEvent): boolean {
    const { type } = event;
    return this.stepOf(event) === this.#steps && (type === 'updates' || type === 'evaluation');
  }

  #apply(event: TrainingEvent): void {
    const known = this.#known;
    const step = this.stepOf(event);
    if (event.type === 'episode') {
      this.#episodes++;
      this.#returns = [...this.#returns, event.return].slice(-EPISODES);
      this.#lengths = [...this.#lengths, event.length].slice(-EPISODES);
    } else if (event.type === 'steps') {
      this.#seconds += event.seconds;
      known.exploration = event.exploration?.value ?? null;
      known.stepsPerSecond = event.seconds > 0 ? event.count / event.seconds : null;
    } else if (event.type === 'updates') {
      const { loss, meanQ, learningRate, gradientNorm, updates } = event;
      Object.assign(known, { loss, meanQ, learningRate, gradientNorm, updates });
    } else if (event.type === 'evaluation') {
      this.#evaluation = event.evaluation;
      this.#isDue = true;
    } else if (event.type === 'end') this.#isDue ||= step > this.#rowAt;
    if (event.type === (this.#counts === 'updates' ? 'updates' : 'steps')) {
      this.#isDue ||= isReached(this.#rowAt, step, this.#every);
    }
    this.#steps = step;
  }

  #take(): Metrics {
    const row: Metrics = {
      ...this.#known,
      step: this.#steps,
      seconds: this.#seconds,
      episodes: this.#episodes,
      meanReturn: meanOf(this.#returns),
      meanLength: meanOf(this.#lengths),
      evaluation: this.#evaluation,
    };
    this.#rowAt = this.#steps;
    this.#isDue = false;
    this.#evaluation = null;
    return row;
  }
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function numbersOf(reader: StateReader, state: State, key: string): number[] {
  const value = state[key] as readonly unknown[] | undefined;
  const isList = isShortList(value) && value.every((one) => typeof one === 'number');
  if (isList) return [...value];
  throw reader.error(`${key} must be a list of numbers`);
}
