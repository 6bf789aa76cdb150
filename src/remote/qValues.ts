import type { Agent } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import type { WeightsName } from '../engines/engine.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { Observation } from '../spaces/space.ts';

type Compute = (observation: Observation, weights?: WeightsName) => Float32Array;

/** What {@link DQNAgent} has beside an {@link Agent}. */
interface WithNetwork {
  readonly network?: {
    readonly qValues?: Compute;
    readonly qValuesAsync?: (
      observation: Observation,
      weights?: WeightsName,
    ) => Promise<Float32Array>;
    readonly returnDistributionAsync?: (
      observation: Observation,
      weights?: WeightsName,
    ) => Promise<ReturnDistribution>;
    readonly actingWeights?: WeightsName;
  };
}

/**
 * The values that an agent gives the actions in a state, by the weights that choose.
 *
 * @returns Shape `[actions]`; a copy.
 * @throws {UsageError} If the agent has no network with `qValues`.
 */
export function qValuesOf(agent: Agent, observation: Observation): Float32Array {
  const { network } = agent as WithNetwork;
  if (typeof network?.qValues !== 'function') throw hasNone('Q values', 'qValues');
  return network.qValues(observation, network.actingWeights).slice();
}

/** As `qValuesOf`, on every engine. */
export async function qValuesOfAsync(
  agent: Agent,
  observation: Observation,
): Promise<Float32Array> {
  if (agent.reads === 'sync') return qValuesOf(agent, observation);
  const { network } = agent as WithNetwork;
  if (typeof network?.qValuesAsync !== 'function') throw hasNone('Q values', 'qValuesAsync');
  return network.qValuesAsync(observation, network.actingWeights);
}

/**
 * What an agent takes for the returns of each action in a state, on every engine.
 *
 * @throws {UsageError} If the agent has no network with `returnDistributionAsync`, or its head
 *   knows values alone.
 */
export async function returnDistributionOf(
  agent: Agent,
  observation: Observation,
): Promise<ReturnDistribution> {
  const { network } = agent as WithNetwork;
  if (typeof network?.returnDistributionAsync !== 'function') {
    throw hasNone('Distributions', 'returnDistributionAsync');
  }
  return network.returnDistributionAsync(observation, network.actingWeights);
}

/** @throws {UsageError} If frames cannot bring values: they are sent in the midst of a training. */
export function requireQValues(agent: Agent): void {
  if (agent.reads === 'async') {
    throw new UsageError(
      'frames({ qValues: true }) needs an engine that can be read at once, as simd() can; call ' +
        'qValues() instead.',
    );
  }
  if (typeof (agent as WithNetwork).network?.qValues !== 'function')
    throw hasNone('Q values', 'qValues');
}

function hasNone(what: string, method: string): UsageError {
  return new UsageError(
    `${what} were asked for, but the agent of the worker has no network.${method}(observation), as ` +
      'DQNAgent has it; give it one, or ask for none.',
  );
}
