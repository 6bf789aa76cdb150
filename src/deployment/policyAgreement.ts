import { loadPolicy } from '../policy/loadPolicy.ts';
import type { Observation } from '../spaces/space.ts';
import { ValueError } from '../errors.ts';
import { isIterableOfParts } from '../validation/iterable.ts';
import { show } from '../validation/options.ts';
import { sourceOf, type PolicySource } from './sourceOf.ts';

/**
 * What {@link policyAgreement} has measured.
 *
 * @category Deployment
 */
export interface PolicyAgreement {
  /** How many observations were tried. */
  readonly observations: number;
  /** The share of them in which the policy takes an action that is greedy for the agent, 0 to 1. */
  readonly sameActions: number;
  /** The largest difference between a value of the policy and that of the agent. */
  readonly largestDifference: number;
  /** The largest absolute value of the agent, to judge the difference by. */
  readonly largestValue: number;
}

/**
 * Measures how far an exported policy agrees with the agent that it was made of: what is lost by
 * `'float16'` or `'int8'`. Take observations of episodes that the agent has played, a few hundred.
 *
 * @param source - The agent, or its network.
 * @param bytes - What {@link exportPolicy} returned.
 * @param observations - At least one.
 * @throws {ValueError | ShapeError} If there is no observation, or one does not suit.
 * @throws {CheckpointError} If the bytes are no policy.
 * @category Deployment
 */
export async function policyAgreement(
  source: PolicySource,
  bytes: Uint8Array,
  observations: Iterable<Observation>,
): Promise<PolicyAgreement> {
  const { network } = sourceOf('policyAgreement', source);
  if (!isIterableOfParts(observations)) {
    throw new ValueError(
      `policyAgreement needs a list of observations; received ${show(observations)}. ` +
        'For a single one: [observation].',
    );
  }
  const policy = loadPolicy(bytes);
  let count = 0;
  let same = 0;
  let largestDifference = 0;
  let largestValue = 0;
  for (const observation of observations) {
    const own = await network.qValuesAsync(observation, network.actingWeights);
    const values = policy.values(observation);
    const action = policy.act(observation);
    if (own[action] === Math.max(...own)) same++;
    own.forEach((value, index) => {
      const difference = Math.abs(value - (values[index] as number));
      largestDifference = Math.max(largestDifference, difference);
      largestValue = Math.max(largestValue, Math.abs(value));
    });
    count++;
  }
  if (count === 0) throw new ValueError('policyAgreement needs at least one observation.');
  return { observations: count, sameActions: same / count, largestDifference, largestValue };
}
