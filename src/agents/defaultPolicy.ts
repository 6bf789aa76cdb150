import { hasNoise } from '../networks/hasNoise.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { greedy } from '../policies/greedy.ts';
import type { Policy } from '../policies/policy.ts';
import { isNetworkSource } from '../qnetwork/networkSource.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import { linear } from '../schedules/linear.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';

/**
 * How an agent explores that was told no policy. Noisy layers explore by themselves, in
 * place of ε: "ε-greedy is no longer used" (Fortunato et al. 2018, section 3.1).
 *
 * @see https://arxiv.org/abs/1706.10295
 */
export function defaultPolicy(network: ResolvedDQNAgentOptions['network']): Policy {
  return drawsNoise(network)
    ? greedy()
    : epsilonGreedy({ epsilon: linear({ from: 1, to: 0.05, over: 10_000 }) });
}

function drawsNoise(network: ResolvedDQNAgentOptions['network']): boolean {
  if (network instanceof QNetwork) return network.architecture.noiseCount > 0;
  // Models of other libraries have no noisy layers.
  return !isNetworkSource(network) && hasNoise(network);
}
