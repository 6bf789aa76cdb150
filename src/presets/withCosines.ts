import type { Environment } from '../protocol/environment.ts';
import { Box } from '../spaces/box.ts';
import { TransformObservation } from '../wrappers/transformObservation.ts';

/**
 * Puts cosines of the observation behind its numbers, all of which lie in [−1, 1]: with u = (s + 1) / 2,
 * cos(π · (c₁u₁ + … + cₙuₙ)) for all whole c from 0 to `order`, but for those that are 0 altogether, of which
 * the cosine is always 1. The last c changes first.
 *
 * A network has smooth functions of its inputs first, and steep ones late. Where the best action
 * changes within a narrow stretch of few numbers, waves that are there from the start save it the way.
 *
 * @see Konidaris, Osentoski and Thomas 2011, Value Function Approximation in Reinforcement Learning
 *   Using the Fourier Basis, https://doi.org/10.1609/aaai.v25i1.7903
 */
export function withCosines(environment: Environment<Float32Array>, order: number): Environment {
  const { shape } = environment.observationSpace as Box;
  const size = shape[0] as number;
  const waves = (order + 1) ** size;
  return new TransformObservation(environment, {
    observationSpace: new Box({ low: -1, high: 1, shape: [size + waves - 1] }),
    transform: (observation) => {
      const features = new Float32Array(size + waves - 1);
      features.set(observation);
      for (let wave = 1; wave < waves; wave++) {
        features[size + wave - 1] = Math.cos(Math.PI * turns(observation, wave, order));
      }
      return features;
    },
  });
}

/** c₁u₁ + … + cₙuₙ, where the c are the digits of `wave` to the base of `order` + 1. */
function turns(observation: Float32Array, wave: number, order: number): number {
  let sum = 0;
  let rest = wave;
  for (let index = observation.length - 1; index >= 0; index--) {
    const digit = rest % (order + 1);
    rest = (rest - digit) / (order + 1);
    sum += (digit * (observation[index]! + 1)) / 2;
  }
  return sum;
}
