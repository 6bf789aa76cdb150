import { abandonPromise } from '../environments/abandonPromise.ts';
import { checkResetOptions } from '../environments/checkResetOptions.ts';
import type {
  Environment,
  Info,
  ResetOptions,
  ResetResult,
  StepResult,
} from '../environments/environment.ts';
import type { EnvironmentSpaces } from '../environments/spaces.ts';
import { EnvironmentError, OptionsError, UsageError, ValueError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import { requireReset, requireStep } from '../training/checkStep.ts';
import { requireInteger, requireSeed, show } from '../validation/options.ts';
import { requireSpaces } from '../validation/spaces.ts';
import type { EnvironmentGroup, GroupStepResult } from './environmentGroup.ts';
import { stepTogether } from './stepTogether.ts';

/** As many as a replay buffer can tell apart. */
const MAX_COUNT = 65_536;

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
   */
  constructor(count: number, create: (index: number) => Environment<O>) {
    const where = 'new VectorEnvironment(count, create)';
    this.count = requireInteger(`${where}: count`, count, { min: 1, max: MAX_COUNT });
    if (typeof (create as unknown) !== 'function') {
      throw new OptionsError(
        `${where}: create must be a function that makes an environment, such as ` +
          `() => makeEnvironment('CartPole-v1'); received ${show(create)}.`,
      );
    }
    this.environments = Array.from({ length: count }, (_, index) => create(index));
    this.environments.forEach(requireEnvironment);
    const spaces = this.environments.map((one) => requireSpaces('VectorEnvironment', one));
    const [first] = spaces as [EnvironmentSpaces];
    spaces.forEach((other, index) => {
      requireSame(first, other, index);
    });
    if (new Set(this.environments).size < count) {
      throw new OptionsError(
        `${where}: create must make a new environment at each call, and returned the same one twice.`,
      );
    }
    this.observationSpace = first.observationSpace;
    this.actionSpace = first.actionSpace;
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
    const random = options.seed === undefined ? null : createRandom(requireSeed(options.seed));
    this.#running = false;
    const results = this.environments.map((environment, index) =>
      begin(environment, random && { seed: random.fork(`copy ${index}`).integer(2 ** 32) }),
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
    this.#checkActions(actions);
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

  /** Closes every copy. */
  close(): void {
    this.#running = false;
    for (const environment of this.environments) environment.close?.();
  }

  #checkActions(actions: readonly number[]): void {
    const given = actions as unknown;
    const isList = Array.isArray(given) || ArrayBuffer.isView(given);
    if (!isList || actions.length !== this.count) {
      throw new ValueError(
        `VectorEnvironment.step(actions) needs an array of ${this.count} actions, one for each copy; ` +
          `received ${isList ? `${actions.length} actions` : show(given)}.`,
      );
    }
    for (let index = 0; index < this.count; index++) {
      if (this.actionSpace.contains(actions[index])) continue;
      throw new ValueError(
        `actions[${index}] must be a whole number from 0 to ${this.actionSpace.n - 1}; ` +
          `received ${show(actions[index])}. No copy was stepped.`,
      );
    }
  }
}

/** What a step came to, and the beginning of the next episode where it ended one. */
function goOn<O extends Observation>(
  environment: Environment<O>,
  result: StepResult<O>,
): GroupStepResult<O> {
  refusePromise('step(action)', result);
  const { observation, reward, terminated, truncated, info } = requireStep(result) as StepResult<O>;
  if (!terminated && !truncated) {
    return {
      observation,
      reward,
      terminated,
      truncated,
      info,
      finalObservation: null,
      finalInfo: null,
    };
  }
  const finalInfo = keepMask(info);
  const next = begin(environment, null);
  if (typeof observation !== 'number' && observation === next.observation) {
    throw new EnvironmentError(
      'environment.reset() must return a new array each time, and returned that of the final ' +
        'observation, which is overwritten. Return a copy: observation.slice().',
    );
  }
  return {
    observation: next.observation,
    reward,
    terminated,
    truncated,
    info: next.info,
    finalObservation: observation,
    finalInfo,
  };
}

function begin<O extends Observation>(
  environment: Environment<O>,
  options: ResetOptions | null,
): ResetResult<O> {
  const result = options ? environment.reset(options) : environment.reset();
  refusePromise('reset()', result);
  return requireReset(result) as ResetResult<O>;
}

/** The facts with a copy of the mask, which a reset may write over. */
function keepMask(info: Info): Info {
  const mask: unknown = (info as Info | undefined)?.['actionMask'];
  if (Array.isArray(mask)) return { ...info, actionMask: [...(mask as unknown[])] };
  // Of whatever kind: all are accepted as masks.
  if (!ArrayBuffer.isView(mask) || mask instanceof DataView) return info;
  return { ...info, actionMask: (mask as Uint8Array).slice() };
}

function refusePromise(call: string, result: unknown): void {
  if (!abandonPromise(result)) return;
  throw new EnvironmentError(
    `VectorEnvironment is for synchronous environments, but environment.${call} returned a promise. ` +
      'Train in one asynchronous environment, or implement EnvironmentGroup.',
  );
}

function requireEnvironment(environment: Environment, index: number): void {
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset === 'function' && typeof given.step === 'function') return;
  throw new OptionsError(
    'create(index) of a VectorEnvironment must return an environment with the methods reset and ' +
      `step; create(${index}) returned ${show(environment)}.`,
  );
}

function requireSame(first: EnvironmentSpaces, other: EnvironmentSpaces, index: number): void {
  const [expected, received] = [first, other].map(describe) as [string, string];
  if (received === expected) return;
  throw new OptionsError(
    'The copies of a VectorEnvironment must have the same spaces; create(0) has ' +
      `${expected}, and create(${index}) has ${received}.`,
  );
}

/** What replay buffers and networks ask of spaces; bounds may differ. */
function describe({ observationSpace, actionSpace }: EnvironmentSpaces): string {
  const seen =
    observationSpace.kind === 'discrete'
      ? `${observationSpace.n} states`
      : `${observationSpace.dtype} observations of [${observationSpace.shape.join(', ')}]`;
  return `${seen} and ${actionSpace.n} actions`;
}
