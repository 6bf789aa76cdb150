import { now } from '../protocol/clock.ts';
import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { fieldsState } from '../state/fieldsState.ts';
import { joinStates } from '../state/joinStates.ts';
import { StateReader } from '../state/stateReader.ts';
import { type EpisodeStatistics, RecentEpisodes } from '../statistics/recentEpisodes.ts';
import { rejectUnknownOptions, requireInteger, show } from '../validation/options.ts';
import type { OwnState } from './parts/lentState.ts';
import { Wrapper } from './wrapper.ts';

const WHERE = 'RecordEpisodeStatistics';

/**
 * What {@link RecordEpisodeStatistics} is made from.
 *
 * @category Wrappers
 */
export interface RecordEpisodeStatisticsOptions {
  /**
   * How many of the last episodes to remember: a whole number from 1 to 1,000,000.
   *
   * @default 100
   */
  readonly recentEpisodes?: number;
  /**
   * The name of the statistics in `info`.
   *
   * @default 'episode'
   */
  readonly infoKey?: string;
}

/**
 * Adds up each episode. The `info` of its last step has an `episode`, an
 * {@link EpisodeStatistics}; the last hundred are in
 * {@link RecordEpisodeStatistics.recent}. An episode that `reset` cuts short
 * is not counted.
 *
 * `train` reports the return and length of each episode too, as the agent
 * sees them: after rewards were clipped and actions repeated.
 *
 * **Order of wrapping**: inside of whatever changes rewards or repeats
 * actions, for the numbers of the world itself.
 *
 * @example
 * ```ts
 * import { RecordEpisodeStatistics, TimeLimit } from 'deepq';
 * import { CartPole } from 'deepq/environments';
 *
 * const limited = new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 });
 * const environment = new RecordEpisodeStatistics(limited);
 * environment.reset();
 * environment.step(0).info; // {}
 * environment.step(1).info; // { episode: { return: 2, length: 2, seconds: … } }
 * environment.recent.length; // 1
 * ```
 * @category Wrappers
 */
export class RecordEpisodeStatistics<O extends Observation = Observation> extends Wrapper<O> {
  readonly #infoKey: string;
  readonly #recent: RecentEpisodes;
  readonly #own = { episodes: 0, running: false, return: 0, length: 0 };
  /** On the clock of `now()`, in milliseconds. */
  #started = 0;
  protected override readonly ownState: OwnState;

  /**
   * @throws {OptionsError} If an option is unknown or out of range.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`.
   */
  constructor(environment: Environment<O>, options: RecordEpisodeStatisticsOptions = {}) {
    super(environment, WHERE);
    rejectUnknownOptions(
      WHERE,
      options,
      ['recentEpisodes', 'infoKey'],
      {},
      'new RecordEpisodeStatistics(environment, { recentEpisodes: 100 })',
    );
    const { recentEpisodes = 100, infoKey = 'episode' } = options;
    const range = { min: 1, max: 1_000_000 };
    const capacity = requireInteger(`${WHERE} recentEpisodes`, recentEpisodes, range);
    this.#recent = new RecentEpisodes(WHERE, capacity);
    this.#infoKey = requireKey(infoKey);
    this.ownState = joinStates(
      fieldsState(WHERE, this.#own, {
        episodes: 'count',
        running: 'boolean',
        return: 'number',
        length: 'count',
      }),
      { getState: () => this.#saveClock(), prepareState: (state) => this.#loadClock(state) },
      this.#recent,
    );
  }

  /** The last episodes that ended, oldest first: a new array. */
  get recent(): readonly EpisodeStatistics[] {
    return this.#recent.list;
  }

  /** How many episodes have ended. */
  get episodes(): number {
    return this.#own.episodes;
  }

  override reset(options?: ResetOptions): ResetResult<O> {
    const result = this.resetInside(options);
    this.#own.running = true;
    this.#own.return = 0;
    this.#own.length = 0;
    this.#started = now();
    return result;
  }

  /**
   * @throws {EnvironmentError} If the environment inside returns a promise, or
   *   no object, or its `info` has the name of the statistics already.
   */
  override step(action: number): StepResult<O> {
    const result = this.stepInside(action);
    // Some environments end again at every step after the end.
    if (!this.#own.running) return result;
    this.#own.return += result.reward;
    this.#own.length++;
    return result.terminated || result.truncated ? this.#end(result) : result;
  }

  #end(result: StepResult<O>): StepResult<O> {
    const key = this.#infoKey;
    if (Object.hasOwn(result.info, key)) {
      throw new EnvironmentError(
        `RecordEpisodeStatistics puts its statistics into info.${key}, but the environment inside ` +
          "has that already. Choose another name, such as { infoKey: 'total' }.",
      );
    }
    const { return: sum, length } = this.#own;
    const statistics = { return: sum, length, seconds: this.#secondsSoFar() };
    this.#own.running = false;
    this.#own.episodes++;
    this.#recent.push(statistics);
    return { ...result, info: { ...result.info, [key]: statistics } };
  }

  #secondsSoFar(): number {
    return (now() - this.#started) / 1000;
  }

  #saveClock(): State {
    return { seconds: this.#own.running ? this.#secondsSoFar() : 0 };
  }

  #loadClock(state: State): () => void {
    const seconds = new StateReader(WHERE, state).number('seconds');
    return () => {
      this.#started = now() - seconds * 1000;
    };
  }
}

function requireKey(key: unknown): string {
  if (typeof key === 'string' && key !== '') return key;
  throw new OptionsError(
    `RecordEpisodeStatistics infoKey must be a name such as 'episode'; received ${show(key)}.`,
  );
}
