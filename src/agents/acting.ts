import type { ActionMask } from '../protocol/actionMask.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { pickLargest } from '../policies/actionValues.ts';
import type { ActionValues, Policy, PolicyContext } from '../policies/policy.ts';
import { allowedAt, countAllowed, requireAllowed } from '../protocol/allowedActions.ts';
import { EpisodeRandom } from '../random/episodeRandom.ts';
import type { Random } from '../random/random.ts';
import { requireStream } from '../replay/checkTransition.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { show } from '../validation/options.ts';
import type { ActManyOptions, ActOptions } from './agent.ts';
import { PolicyMemories } from './policyMemories.ts';

/** What decides a choice beside values and options. */
export interface Moment {
  /** Transitions observed so far. */
  readonly environmentSteps: number;
  /** Whether actions that explore are drawn without the policy, all alike. */
  readonly isRandom: boolean;
}

/** Turns values into actions: by the policy, by the greedy one, or at random. */
export class Acting {
  /** The agent's own stream of random numbers. */
  readonly random: Random;
  /** What the policy remembers, by stream. */
  readonly memories: PolicyMemories;
  readonly #policy: Policy;
  readonly #actionSpace: Discrete;

  constructor(policy: Policy, actionSpace: Discrete, random: Random) {
    this.#policy = policy;
    this.#actionSpace = actionSpace;
    this.random = random;
    this.memories = new PolicyMemories(policy);
  }

  /**
   * Checks what comes with an observation, before anything is drawn: what is
   * refused changes nothing.
   *
   * @throws {ShapeError | ValueError} If the mask or the stream is none.
   */
  check({ actionMask, stream }: ActOptions): void {
    this.#checkMask(actionMask);
    if (stream !== undefined) requireStream(stream);
  }

  /**
   * As `check`, for several observations.
   *
   * @param count - How many observations there are.
   */
  checkMany({ actionMasks, streams }: ActManyOptions, count: number): void {
    requireOneEach('actionMasks', 'a mask, or undefined,', actionMasks, count);
    requireOneEach('streams', 'a stream', streams, count);
    for (const actionMask of actionMasks ?? []) this.#checkMask(actionMask);
    for (const stream of streams ?? []) requireStream(stream);
  }

  /** Chooses an action. The options have been checked. */
  select(values: ActionValues, options: ActOptions, moment: Moment): number {
    const { explore = true, actionMask, random = this.random } = options;
    if (!explore) {
      return pickLargest(typeof values === 'function' ? values() : values, actionMask, random);
    }
    const actions = this.#actionSpace.n;
    if (moment.isRandom) {
      return allowedAt(random.integer(countAllowed({ actions, actionMask })), actionMask);
    }
    // Not spread: it is made at every step.
    const context: PolicyContext = {
      random,
      environmentSteps: moment.environmentSteps,
      actions,
      actionMask,
      memory: this.#memoryFor(options.stream, random),
    };
    const action = this.#policy.select(values, context);
    if (!this.#actionSpace.contains(action)) throw noAction(action, actions);
    if (actionMask !== undefined && !actionMask[action]) throw notAllowed(action, actionMask);
    return action;
  }

  /**
   * Chooses an action for each of several observations. The options have been
   * checked.
   *
   * @param values - Computes the values of all rows, `[count, actions]`.
   */
  selectMany(
    values: () => Float32Array,
    count: number,
    options: ActManyOptions,
    moment: Moment,
  ): number[] {
    const { explore = true, random = this.random, actionMasks, streams } = options;
    const { n } = this.#actionSpace;
    // One array for all, filled when a policy asks: a view for each would cost more than the pass.
    const ofRow = new Float32Array(n);
    return Array.from({ length: count }, (_, row) => {
      const actionMask = actionMasks?.[row];
      const stream = streams ? streams[row] : random === this.random ? row : undefined;
      const read = (): Float32Array => {
        const all = values();
        for (let action = 0; action < n; action++) ofRow[action] = all[row * n + action] as number;
        return ofRow;
      };
      const choice = {
        explore,
        random,
        ...(actionMask !== undefined && { actionMask }),
        ...(stream !== undefined && { stream }),
      };
      return this.select(read, choice, moment);
    });
  }

  /**
   * What the policy goes on with. Draws from a stream of random numbers that was handed in belong
   * to another run of steps, such as an evaluation.
   */
  #memoryFor(stream: number | undefined, random: Random): Float64Array | undefined {
    if (stream !== undefined) return this.memories.recall(stream);
    if (random === this.random) return this.memories.recall(0);
    if (!(random instanceof EpisodeRandom)) return undefined;
    return (random.memory ??= this.memories.create());
  }

  #checkMask(actionMask: ActionMask | undefined): void {
    if (actionMask !== undefined) requireAllowed({ actions: this.#actionSpace.n, actionMask });
  }
}

function noAction(picked: unknown, actions: number): ValueError {
  return new ValueError(
    `The policy must pick a whole number from 0 to ${actions - 1}; it picked ${show(picked)}. ` +
      'Mend select(values, context) of the policy.',
  );
}

function notAllowed(picked: number, actionMask: ActionMask): ValueError {
  const allowed = Array.from(actionMask, (is, action) => (is ? action : -1)).filter((a) => a >= 0);
  return new ValueError(
    `The policy must pick an action that the mask allows, here ${allowed.join(', ')}; it picked ${picked}. ` +
      'Mend select(values, context) of the policy: context.actionMask says what is allowed.',
  );
}

function requireOneEach(
  name: string,
  what: string,
  given: readonly unknown[] | undefined,
  count: number,
): void {
  if (given === undefined || given.length === count) return;
  throw new ShapeError(
    `${name} must hold ${what} for each of ${count} observations; received ${given.length}.`,
  );
}
