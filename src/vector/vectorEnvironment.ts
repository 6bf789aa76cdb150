import type { State } from '../state/state.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { checkResetOptions } from '../protocol/checkResetOptions.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../protocol/environment.ts';
import { UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { requireReset, requireStep } from '../protocol/checkStep.ts';
import { refusePromise } from '../protocol/synchronousResult.ts';
import { requireActions, requireCopies, requireCreate, seedOfCopy } from './copies.ts';
import type { EnvironmentGroup, GroupStepResult } from '../protocol/environmentGroup.ts';
import { begunAnew, goingOn, keepInfo } from './groupResult.ts';
import { canBeSaved, restoreCopies, saveCopies, type Saved } from './groupState.ts';
import { stepTogether } from './stepTogether.ts';

const NAME = 'VectorEnvironment';
const FOR_PROMISES = 'AsyncVectorEnvironment takes such environments.';

/**
 * Several copies of an environment that are stepped together, so that an agent
 * chooses all their actions in one forward pass. Hand it to `train` in place
 * of an environment.
 *
 * A copy whose episode ended begins the next one in the same `step`. Nothing
 * is lost: the result then holds the `finalObservation` beside the first one of
 * the new episode.
 *
 * The copies run one after the other, in this thread. What can be saved is time
 * of acting: much on a TensorFlow.js backend, where a pass costs about as much
 * for one observation as for eight; nothing to speak of on the simd engine.
 * Copies with `startStep` and `finishStep`, such as those of
 * `GymnasiumEnvironment`, step at the same time, each in its own process.
 *
 * @example
 * ```ts
 * import { VectorEnvironment } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environments = new VectorEnvironment(3, () => makeEnvironment('CartPole-v1'));
 * const first = environments.reset({ seed: 1 });
 * first.length; // 3
 * const steps = environments.step([0, 1, 0]);
 * steps.map(({ reward }) => reward); // [1, 1, 1]
 * steps[0]?.finalObservation; // null: the episode goes on
 * ```
 * @category Environments
 */
export class VectorEnvironment<O extends Observation = Observation> implements EnvironmentGroup<O> {
  readonly kind = 'group';
  readonly count: number;
  /** What observations of each copy are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions each copy has. */
  readonly actionSpace: Discrete;
  /** The copies, in order. Do not step them apart. */
  readonly environments: readonly Environment<O>[];
  /** Whether every copy is in an episode. */
  #running = false;

  /**
   * @param count - How many copies: a whole number from 1 to 65,536.
   * @param create - Makes one; called with 0, 1, … `count − 1`.
   * @throws {OptionsError} If `count` is out of range, or `create` is no
   *   function or makes no environment, the same one twice, or one of other
   *   spaces.
   * @throws What `create` throws. The copies that were made are closed then.
   */
  constructor(count: number, create: (index: number) => Environment<O>) {
    const where = 'new VectorEnvironment(count, create)';
    requireCreate(where, count, create);
    this.count = count;
    const made: Environment<O>[] = [];
    try {
      while (made.length < count) made.push(create(made.length));
      const { observationSpace, actionSpace } = requireCopies(where, made);
      this.observationSpace = observationSpace;
      this.actionSpace = actionSpace;
    } catch (error) {
      // Promises are refused together: no failure of theirs may go unhandled.
      made.forEach(abandonPromise);
      closeAll(made);
      throw error;
    }
    this.environments = made;
    this.#lendState();
  }

  /**
   * Starts a new episode in every copy.
   *
   * @param options - From `seed` each copy is given a seed of its own. Without
   *   it, each goes on in its own random stream.
   * @returns Shape `[count]`.
   * @throws {EnvironmentError} If a copy returns no proper result.
   */
  reset(options: ResetOptions = {}): ResetResult<O>[] {
    checkResetOptions('VectorEnvironment', options);
    const seed = options.seed === undefined ? null : seedOfCopy(options.seed);
    this.#running = false;
    const results = this.environments.map((environment, index) =>
      begin(environment, seed && { seed: seed(index) }),
    );
    this.#running = true;
    return results;
  }

  /**
   * Takes one action in every copy.
   *
   * @param actions - Shape `[count]`.
   * @returns Shape `[count]`.
   * @throws {ValueError} If there is not one action for each copy, each in the
   *   action space; no copy is stepped then.
   * @throws {UsageError} Before the first `reset`, or after a copy has thrown.
   * @throws {EnvironmentError} If a copy returns no proper result.
   */
  step(actions: readonly number[]): GroupStepResult<O>[] {
    requireActions('VectorEnvironment', actions, this.count, this.actionSpace);
    if (!this.#running) {
      throw new UsageError(
        'VectorEnvironment.step(actions) needs copies that are all in an episode; call reset() ' +
          'first, also after a step that has thrown.',
      );
    }
    // Should one of them throw, the others have gone on without it.
    this.#running = false;
    const results = stepTogether(this.environments, actions, goOn);
    this.#running = true;
    return results;
  }

  /**
   * The states of all copies. Absent where one of them has none.
   */
  getState?(): State;

  /**
   * Continues from a state that `getState` returned, of a group of as many
   * copies. Absent where one of them has none.
   *
   * @throws {CheckpointError} If the state is not one of this group, which then
   *   stays as it was.
   */
  setState?(state: State): void;

  /** Closes every copy; the first failure is thrown when all have been. */
  close(): void {
    this.#running = false;
    const [failure] = closeAll(this.environments);
    if (failure) throw failure.error;
  }

  #lendState(): void {
    const copies = (this.environments as readonly Partial<Saved>[]).filter(canBeSaved);
    if (copies.length < this.count) return;
    this.getState = () => saveCopies(copies, this.#running);
    this.setState = (state) => {
      this.#running = restoreCopies(copies, state);
    };
  }
}

/** What a step came to, and the beginning of the next episode where it ended one. */
function goOn<O extends Observation>(
  environment: Environment<O>,
  result: StepResult<O>,
): GroupStepResult<O> {
  refusePromise(NAME, 'step(action)', result, FOR_PROMISES);
  const { terminated, truncated, info } = requireStep(result);
  if (!terminated && !truncated) return goingOn(result);
  const finalInfo = keepInfo(info);
  return begunAnew(result, finalInfo, begin(environment, null));
}

function begin<O extends Observation>(
  environment: Environment<O>,
  options: ResetOptions | null,
): ResetResult<O> {
  const result = options ? environment.reset(options) : environment.reset();
  refusePromise(NAME, 'reset()', result, FOR_PROMISES);
  return requireReset(result) as ResetResult<O>;
}

/** Closes what can be closed, and tells what failed. */
function closeAll(
  // One that the constructor has refused may be anything.
  copies: readonly (Pick<Environment, 'close'> | null | undefined)[],
): { readonly error: unknown }[] {
  return copies.flatMap((copy) => {
    try {
      copy?.close?.();
      return [];
    } catch (error) {
      return [{ error }];
    }
  });
}
