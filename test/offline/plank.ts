import type { Environment } from '../../src/protocol/environment.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/**
 * A plank from −1 to 1. Actions 0 and 1 go a fifth to the left and to the right, until
 * the right end is reached; each step costs 0.1. Actions 2 and 3 jump off, which costs 5.
 * Cut short after 30 steps.
 */
export function plank(): Environment<Float32Array> {
  let random = createRandom(0);
  let place = 0;
  let steps = 0;
  const look = (): Float32Array => Float32Array.of(place, place * place);
  return {
    observationSpace: new Box({ low: -2, high: 4, shape: [2] }),
    actionSpace: new Discrete(4),
    reset({ seed } = {}) {
      if (seed !== undefined) random = createRandom(seed);
      place = 1.6 * random.uniform() - 0.9;
      steps = 0;
      return { observation: look(), info: {} };
    },
    step(action) {
      steps++;
      const hasJumped = action > 1;
      if (!hasJumped) place = Math.max(-1, place + (action === 1 ? 0.2 : -0.2));
      const isThere = place >= 1;
      const terminated = hasJumped || isThere;
      return {
        observation: look(),
        reward: hasJumped ? -5 : -0.1,
        terminated,
        truncated: !terminated && steps === 30,
        info: {},
      };
    },
  };
}
