import { checkResetOptions } from '../protocol/checkResetOptions.ts';
import type {
  AsyncEnvironment,
  Environment,
  ResetOptions,
  ResetResult,
} from '../protocol/environment.ts';
import { UsageError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { refuseNew } from '../validation/constructor.ts';
import { requireReset, requireStep } from '../protocol/checkStep.ts';
import { closeAll } from './closeAll.ts';
import { requireActions, requireCopies, requireCreate, seedOfCopy } from './copies.ts';
import type { EnvironmentGroup, GroupStepResult } from '../protocol/environmentGroup.ts';
import { begunAnew, goingOn, keepInfo } from './groupResult.ts';

const NAME = 'AsyncVectorEnvironment';

/** One that answers at once, or later. */
type Copy<O extends Observation> = Environment<O> | AsyncEnvironment<O>;

/**
 * Several copies of an environment that answers later (in another process, or
 * behind a network), stepped together: all are at work at the same time. As
 * {@link VectorEnvironment} otherwise; hand it to `train` in place of an
 * environment.
 *
 * @example
 * ```ts
 * import { AsyncVectorEnvironment } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const group = await AsyncVectorEnvironment.create(2, async () => makeEnvironment('CartPole-v1'));
 * await group.reset({ seed: 1 });
 * const steps = await group.step([0, 1]);
 * steps.map(({ reward }) => reward); // [1, 1]
 * await group.close();
 * ```
 * @category Environments
 */
export class AsyncVectorEnvironment<
  O extends Observation = Observation,
> implements EnvironmentGroup<O> {
  readonly kind = 'group';
  readonly count: number;
  /** What observations of each copy are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions each copy has. */
  readonly actionSpace: Discrete;
  /** The copies, in order. Do not step them apart. */
  readonly environments: readonly (Environment<O> | AsyncEnvironment<O>)[];
  #state: 'idle' | 'running' | 'busy' = 'idle';

  private constructor(environments: readonly Copy<O>[]) {
    // A program in plain JavaScript may call it too.
    if (!Array.isArray(environments)) throw refuseNew(NAME, 'count, create');
    const { observationSpace, actionSpace } = requireCopies(NAME, environments);
    this.count = environments.length;
    this.observationSpace = observationSpace;
    this.actionSpace = actionSpace;
    this.environments = environments;
  }

  /**
   * Makes all copies, at the same time.
   *
   * @param count - How many copies: a whole number from 1 to 65,536.
   * @param create - Makes one; called with 0, 1, … `count − 1`.
   * @throws {OptionsError} If `count` is out of range, or `create` is no
   *   function or makes no environment, the same one twice, or one of other
   *   spaces.
   * @throws What `create` throws. The copies that were made are closed then.
   */
  static async create<O extends Observation>(
    count: number,
    create: (
      index: number,
    ) => Environment<O> | AsyncEnvironment<O> | Promise<Environment<O> | AsyncEnvironment<O>>,
  ): Promise<AsyncVectorEnvironment<O>> {
    requireCreate(`${NAME}.create(count, create)`, count, create);
    const made = await Promise.allSettled(
      Array.from({ length: count }, async (_, index) => create(index)),
    );
    const copies = made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    try {
      return new AsyncVectorEnvironment(unwrap(made));
    } catch (error) {
      await closeAll(copies);
      throw error;
    }
  }

  /**
   * Starts a new episode in every copy.
   *
   * @param options - From `seed` each copy is given a seed of its own. Without
   *   it, each goes on in its own random stream.
   * @returns Shape `[count]`.
   * @throws {UsageError} While another call is at work.
   * @throws {EnvironmentError} If a copy returns no proper result.
   */
  async reset(options: ResetOptions = {}): Promise<ResetResult<O>[]> {
    checkResetOptions(NAME, options);
    const seed = options.seed === undefined ? null : seedOfCopy(options.seed);
    this.#requireIdle('reset');
    return this.#together((environment, index) =>
      begin(environment, seed ? { seed: seed(index) } : null),
    );
  }

  /**
   * Takes one action in every copy, in all at the same time.
   *
   * @param actions - Shape `[count]`.
   * @returns Shape `[count]`.
   * @throws {ValueError} If there is not one action for each copy, each in the
   *   action space; no copy is stepped then.
   * @throws {UsageError} Before the first `reset`, after a copy has failed, or
   *   while another call is at work.
   * @throws What a copy throws, when all of them have answered.
   */
  async step(actions: readonly number[]): Promise<GroupStepResult<O>[]> {
    requireActions(NAME, actions, this.count, this.actionSpace);
    this.#requireIdle('step');
    if (this.#state === 'idle') {
      throw new UsageError(
        `${NAME}.step(actions) needs copies that are all in an episode; call reset() first, also after ` +
          'a step that has failed.',
      );
    }
    // What is given now counts, whatever the caller writes there before the copies have read it.
    const chosen = [...actions];
    return this.#together((environment, index) => stepOne(environment, chosen[index] as number));
  }

  /** Closes every copy; the first failure is thrown when all have been. */
  async close(): Promise<void> {
    this.#state = 'idle';
    const [failure] = await closeAll(this.environments);
    if (failure) throw failure.reason;
  }

  /** Lets all copies do something, and goes on when all are done, be it that one has failed. */
  async #together<T>(act: (environment: Copy<O>, index: number) => Promise<T>): Promise<T[]> {
    this.#state = 'busy';
    const outcomes = await Promise.allSettled(this.environments.map(act));
    // Closed in the meantime, the copies are in no episode any more.
    const isOpen = this.#isBusy;
    this.#state = 'idle';
    const results = unwrap(outcomes);
    if (isOpen) this.#state = 'running';
    return results;
  }

  get #isBusy(): boolean {
    return this.#state === 'busy';
  }

  #requireIdle(call: string): void {
    if (!this.#isBusy) return;
    throw new UsageError(
      `${NAME}.${call} was called while the copies are still at work; await the call before it first.`,
    );
  }
}

async function stepOne<O extends Observation>(
  environment: Copy<O>,
  action: number,
): Promise<GroupStepResult<O>> {
  const result = await environment.step(action);
  const { terminated, truncated, info } = requireStep(result);
  if (!terminated && !truncated) return goingOn(result);
  const finalInfo = keepInfo(info);
  return begunAnew(result, finalInfo, await begin(environment, null));
}

async function begin<O extends Observation>(
  environment: Copy<O>,
  options: ResetOptions | null,
): Promise<ResetResult<O>> {
  const result = await (options ? environment.reset(options) : environment.reset());
  return requireReset(result) as ResetResult<O>;
}

/** The values, or the first failure thrown. */
function unwrap<T>(outcomes: readonly PromiseSettledResult<T>[]): T[] {
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
