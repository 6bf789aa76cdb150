import type { Environment } from '../../src/protocol/environment.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** An environment that pays the rewards of a list, and ends with the last. */
export function paying(
  rewards: readonly number[],
  end: 'terminated' | 'truncated' = 'terminated',
): Environment<number> {
  let steps = 0;
  const environment: Environment<number> = {
    observationSpace: new Discrete(1000),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: (steps = 0), info: { fresh: true } }),
    step: (action) => {
      const reward = rewards[steps++]!;
      const over = steps >= rewards.length;
      return {
        observation: steps,
        reward,
        terminated: over && end === 'terminated',
        truncated: over && end === 'truncated',
        info: { action, steps },
      };
    },
  };
  return environment;
}

/** The rewards of one episode. */
export function rewardsOf(environment: Environment): number[] {
  environment.reset();
  const rewards: number[] = [];
  for (;;) {
    const { reward, terminated, truncated } = environment.step(0);
    rewards.push(reward);
    if (terminated || truncated) return rewards;
  }
}
