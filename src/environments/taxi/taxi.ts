import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { OptionsError } from '../../errors.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions, requireBoolean, requireNumber } from '../../validation/options.ts';
import { drawTaxi } from './drawTaxi.ts';
import type {
  Info,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import type { TabularEnvironment, Transition } from '../tabular/tabularEnvironment.ts';
import { TabularWorld } from '../tabular/tabularWorld.ts';
import { TransitionTable } from '../tabular/transitionTable.ts';
import { taxiActionMask } from './taxiActionMask.ts';
import { decodeTaxi, encodeTaxi, IN_TAXI, STATES, STOPS } from './taxiState.ts';
import { ACTIONS, taxiStarts, taxiTransitions } from './taxiTransitions.ts';

/**
 * What {@link Taxi} is made from.
 *
 * @category Environments
 */
export interface TaxiOptions {
  /**
   * Decides all chances until `reset` is given a seed: a whole number from 0
   * to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether the streets are slippery: a taxi that can move as it is told may
   * slide to its left or right instead.
   *
   * @default false
   */
  readonly isRainy?: boolean;
  /**
   * In the rain: how likely the taxi moves as it is told, from 0 to 1. The
   * rest is shared by left and right.
   *
   * @default 0.8
   */
  readonly rainyProbability?: number;
  /**
   * Whether the passenger of an episode may have a change of mind: when the
   * taxi first moves to another cell with the passenger inside, another
   * destination is drawn.
   *
   * @default false
   */
  readonly ficklePassenger?: boolean;
  /**
   * With fickle passengers: how likely the passenger of an episode is one,
   * from 0 to 1.
   *
   * @default 0.3
   */
  readonly fickleProbability?: number;
}

/**
 * What {@link Taxi} reports beside an observation.
 *
 * @category Environments
 */
export interface TaxiInfo extends Info {
  /** How likely the step led to where it led to; 1 after `reset`. */
  readonly prob: number;
  /**
   * Which actions would change the state: 1 where they would. Shape `[6]`, an
   * array of your own. `agent.act(observation, { actionMask: info.actionMask })`
   * leaves the others out.
   */
  readonly actionMask: Uint8Array;
}

/**
 * Drive to a passenger, let the passenger in, drive to where they want to go,
 * and let them out. Gymnasium's `Taxi-v3` (with rain and fickle passengers:
 * `Taxi-v4`), transition for transition, without its time limit of 200 steps:
 * `makeEnvironment('Taxi-v3')` adds that.
 *
 * - **Observation**: one of 500 states; {@link decodeTaxi} says what it means.
 * - **Actions**: 0 south, 1 north, 2 east, 3 west, 4 let the passenger in, 5
 *   let the passenger out.
 * - **Reward**: 20 for a passenger let out at the destination; −10 for letting
 *   in or out where that is not possible; −1 for every other step.
 * - **Start**: all 300 states in which the passenger waits at a stop other
 *   than the destination are equally likely.
 * - **Terminated**: the passenger is let out at the destination.
 * - **Info**: {@link TaxiInfo}, with the mask of the actions that change
 *   something. Through a wrapper its type is unknown; {@link taxiActionMask}
 *   gives the same.
 *
 * The best mean return is 7.93.
 *
 * @example
 * ```ts
 * import { decodeTaxi, Taxi } from 'deepq/environments';
 *
 * const environment = new Taxi({ seed: 7 });
 * const { observation, info } = environment.reset();
 * decodeTaxi(observation); // { row, column, passenger, destination }
 * info.actionMask[0]; // 1 where the taxi can go south
 * environment.transitions(0, 4); // [{ probability: 1, nextState: 16, reward: -1, terminated: false }]
 * ```
 * @see Dietterich 2000, https://doi.org/10.1613/jair.639
 * @see https://gymnasium.farama.org/environments/toy_text/taxi/
 * @category Environments
 */
export class Taxi implements TabularEnvironment {
  /** The 500 states, of which 404 can be reached. */
  readonly observationSpace: Discrete = new Discrete(STATES);
  /** 0 south, 1 north, 2 east, 3 west, 4 let in, 5 let out. */
  readonly actionSpace: Discrete = new Discrete(ACTIONS);
  readonly #world: TabularWorld;
  readonly #masks: readonly Uint8Array[];
  /** `null` if no passenger ever has a change of mind. */
  readonly #fickleProbability: number | null;
  /** Whether the passenger will have a change of mind on the way. */
  #fickle = false;

  /**
   * @throws {OptionsError} If an option is unknown or out of range, or a
   *   probability is given without what it belongs to.
   */
  constructor(options: TaxiOptions = {}) {
    const known = ['isRainy', 'rainyProbability', 'ficklePassenger', 'fickleProbability'];
    rejectUnknownOptions('Taxi', options, ['seed', ...known]);
    const { seed, isRainy, rainyProbability, ficklePassenger, fickleProbability } = options;
    const rainy = chance('isRainy', isRainy, 'rainyProbability', rainyProbability ?? 0.8, options);
    this.#fickleProbability = chance(
      'ficklePassenger',
      ficklePassenger,
      'fickleProbability',
      fickleProbability ?? 0.3,
      options,
    );
    this.#world = new TabularWorld({
      name: 'Taxi',
      seed,
      table: new TransitionTable(STATES, ACTIONS, taxiTransitions(rainy)),
      starts: taxiStarts(),
      meanings: '0 (south), 1 (north), 2 (east), 3 (west), 4 (let in) or 5 (let out)',
    });
    this.#masks = Array.from({ length: STATES }, (_, state) => taxiActionMask(state));
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<number> & {
    /** {@link TaxiInfo} of the first state. */
    readonly info: TaxiInfo;
  } {
    this.#world.start(options);
    const fickleProbability = this.#fickleProbability;
    this.#fickle = fickleProbability !== null && this.#world.random.uniform() < fickleProbability;
    const observation = this.#world.state;
    return { observation, info: this.#info(1, observation) };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is not a whole number from 0 to 5.
   */
  step(action: number): StepResult<number> & {
    /** {@link TaxiInfo} of the state that the step led to. */
    readonly info: TaxiInfo;
  } {
    const before = this.#world.state;
    const { probability, reward, terminated } = this.#world.step(action);
    if (this.#fickle) this.#changeMind(before);
    const observation = this.#world.state;
    const info = this.#info(probability, observation);
    return { observation, reward, terminated, truncated: false, info };
  }

  /**
   * What `action` may lead to in `state`: Gymnasium's `P[state][action]`, in
   * its order. (What a fickle passenger does depends on more than the state,
   * and is not in it.) Frozen; the same list at every call.
   *
   * @throws {ValueError} If there is no such state or action.
   */
  transitions(state: number, action: number): readonly Transition[] {
    return this.#world.transitions(state, action);
  }

  /** 1/300 for each state that an episode may start in. A new array, shape `[500]`. */
  initialStateDistribution(): Float64Array {
    return this.#world.initialStateDistribution();
  }

  /**
   * Everything that decides what comes next, as plain data: `state`, `fickle`
   * (whether the passenger will have a change of mind on the way), `running`
   * (whether an episode is under way) and `random`.
   */
  getState(): State {
    return { ...this.#world.getState(), fickle: this.#fickle };
  }

  /**
   * Continues from a state that {@link Taxi.getState} returned. To start where
   * you like, change the `state` of such a state, by {@link encodeTaxi}.
   *
   * @throws {CheckpointError} If the state is not one of such a taxi; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('Taxi', state);
    const fickle = reader.boolean('fickle');
    if (fickle && this.#fickleProbability === null) {
      throw reader.error('fickle must be false where no passenger is; received true');
    }
    this.#world.setState(state);
    this.#fickle = fickle;
  }

  /**
   * Draws the town into a new picture of 400 × 400 pixels: walls, the four
   * stops, the destination (with a frame), the passenger and the taxi.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#world.requireStarted();
    return drawTaxi(decodeTaxi(this.#world.state));
  }

  #info(prob: number, state: number): TaxiInfo {
    return { prob, actionMask: (this.#masks[state] as Uint8Array).slice() };
  }

  /** Draws another destination if the taxi has moved with the passenger inside. */
  #changeMind(from: number): void {
    const before = decodeTaxi(from);
    const after = decodeTaxi(this.#world.state);
    const moved = before.row !== after.row || before.column !== after.column;
    if (!moved || before.passenger !== IN_TAXI) return;
    const others = STOPS.map((_, stop) => stop).filter((stop) => stop !== before.destination);
    const destination = others[this.#world.random.integer(others.length)] as number;
    this.#world.moveTo(encodeTaxi({ ...after, destination }));
    this.#fickle = false;
  }
}

/** The probability of what may be switched on; `null` where it is off. */
function chance(
  switchName: 'isRainy' | 'ficklePassenger',
  on: boolean | undefined,
  name: 'rainyProbability' | 'fickleProbability',
  probability: number,
  options: TaxiOptions,
): number | null {
  const isOn = requireBoolean(`Taxi ${switchName}`, on ?? false);
  requireNumber(`Taxi ${name}`, probability, { min: 0, max: 1 });
  if (!isOn && options[name] !== undefined) {
    throw new OptionsError(
      `Taxi ${name} needs ${switchName}: true; received ${name} ${probability} without it.`,
    );
  }
  return isOn ? probability : null;
}
