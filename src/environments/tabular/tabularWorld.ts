import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { ValueError } from '../../errors.ts';
import type { Random } from '../../random/random.ts';
import { show } from '../../validation/options.ts';
import type { ResetOptions } from '../../protocol/environment.ts';
import { Episode } from '../parts/episode.ts';
import type { Transition } from './tabularEnvironment.ts';
import type { TransitionTable } from './transitionTable.ts';

/** What {@link TabularWorld} is made from. */
export interface TabularWorldOptions {
  /** Of the environment's class, for messages. */
  readonly name: string;
  readonly seed: number | undefined;
  readonly table: TransitionTable;
  /** The states that an episode may start in, all equally likely. */
  readonly starts: readonly number[];
  /** The actions, for messages: `0 (left) or 1 (right)`. */
  readonly meanings: string;
}

/** What environments with a transition table have in common: all but their table and their picture. */
export class TabularWorld {
  readonly #name: string;
  readonly #table: TransitionTable;
  readonly #starts: readonly number[];
  readonly #meanings: string;
  readonly #episode: Episode;
  #state = 0;

  /** @throws {OptionsError} If the seed is not one. */
  constructor(options: TabularWorldOptions) {
    this.#name = options.name;
    this.#table = options.table;
    this.#starts = options.starts;
    this.#meanings = options.meanings;
    this.#episode = new Episode(options.name, options.seed);
  }

  /** Where the agent is. */
  get state(): number {
    return this.#state;
  }

  /** Where chances are drawn from. */
  get random(): Random {
    return this.#episode.random;
  }

  /** For `reset`, which passes on what it was given. */
  start(options: ResetOptions): void {
    const random = this.#episode.start(options);
    this.#state = this.#starts[random.integer(this.#starts.length)] as number;
  }

  /** For `step`: what the action has led to. */
  step(action: number): Transition {
    this.#episode.requireStep(action, this.#table.actions, this.#meanings);
    const outcome = this.#table.sample(this.#state, action, this.#episode.random);
    this.#state = outcome.nextState;
    if (outcome.terminated) this.#episode.end();
    return outcome;
  }

  /** Puts the agent elsewhere, for what no table says. */
  moveTo(state: number): void {
    this.#state = state;
  }

  /** As in `TabularEnvironment`. */
  transitions(state: number, action: number): readonly Transition[] {
    this.#require('state', state, this.#table.states);
    this.#require('action', action, this.#table.actions);
    return this.#table.outcomes(state, action);
  }

  /** As in `TabularEnvironment`. */
  initialStateDistribution(): Float64Array {
    const distribution = new Float64Array(this.#table.states);
    for (const start of this.#starts) distribution[start] = 1 / this.#starts.length;
    return distribution;
  }

  /** For `render`. */
  requireStarted(): void {
    this.#episode.requireStarted();
  }

  /** `state`, `running` and `random`. */
  getState(): State {
    return { state: this.#state, ...this.#episode.getState() };
  }

  /** @throws {CheckpointError} If the state is amiss; everything then stays as it was. */
  setState(saved: State): void {
    const reader = new StateReader(this.#name, saved);
    const state = reader.integer('state', { min: 0, max: this.#table.states - 1 });
    this.#episode.setState(reader);
    this.#state = state;
  }

  #require(what: string, value: number, count: number): void {
    if (Number.isInteger(value) && value >= 0 && value < count) return;
    throw new ValueError(
      `${this.#name}.transitions(state, action) needs a whole number from 0 to ${count - 1} as its ` +
        `${what}; received ${show(value)}.`,
    );
  }
}
