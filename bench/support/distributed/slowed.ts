import type { AsyncEnvironment, Environment } from '../../../src/protocol/environment.ts';
import { sleep } from '../../../src/distributed/sleep.ts';

/** How a step of an environment takes its time: it waits, as for a network, or it computes. */
export type Slowness = 'sleeps' | 'computes';

/** An environment whose steps take so many milliseconds more. */
export function slowed(
  inner: Environment,
  milliseconds: number,
  slowness: Slowness,
): Environment | AsyncEnvironment {
  const { observationSpace, actionSpace } = inner;
  const reset: Environment['reset'] = (options) => inner.reset(options);
  if (slowness === 'sleeps') {
    return {
      ...{ observationSpace, actionSpace },
      reset: (options) => Promise.resolve(reset(options)),
      async step(action) {
        await sleep(milliseconds);
        return inner.step(action);
      },
    };
  }
  return {
    ...{ observationSpace, actionSpace, reset },
    step(action) {
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
      return inner.step(action);
    },
  };
}
