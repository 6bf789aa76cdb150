import type { Environment } from '../../src/protocol/environment.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/**
 * A world that is learned in seconds: it shows −1 or 1 and pays 1 for the
 * action of that side, for `length` steps.
 */
export function sideProbe(length = 5): Environment<Float32Array> {
  let random = createRandom(0);
  let side = 0;
  let step = 0;
  const look = (): Float32Array => {
    side = random.integer(2);
    return Float32Array.of(side === 0 ? -1 : 1);
  };
  return {
    observationSpace: new Box({ low: -1, high: 1, shape: [1] }),
    actionSpace: new Discrete(2),
    reset({ seed } = {}) {
      if (seed !== undefined) random = createRandom(seed);
      step = 0;
      return { observation: look(), info: {} };
    },
    step(action) {
      step++;
      const reward = action === side ? 1 : 0;
      return {
        observation: look(),
        reward,
        terminated: step === length,
        truncated: false,
        info: {},
      };
    },
  };
}

/** A corridor of `n` states with the reward at its right end; an index is seen. */
export function corridorProbe(n = 6): Environment<number> {
  let position = 0;
  let steps = 0;
  return {
    observationSpace: new Discrete(n),
    actionSpace: new Discrete(2),
    reset() {
      position = 0;
      steps = 0;
      return { observation: position, info: {} };
    },
    step(action) {
      steps++;
      position = Math.max(0, position + (action === 1 ? 1 : -1));
      const terminated = position === n - 1;
      return {
        observation: position,
        reward: terminated ? 1 : -0.01,
        terminated,
        truncated: !terminated && steps >= 50,
        info: {},
      };
    },
  };
}
