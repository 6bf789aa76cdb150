import type { Random } from '../random/random.ts';
import type { NetworkShape } from './architecture.ts';

/**
 * Draws the noise of one pass: `f(ε) = sgn(ε) · √|ε|` of standard normal ε, for
 * each noisy layer one number for each input, then one for each unit.
 *
 * @param into - Where it goes. Shape `[architecture.noiseCount]`.
 * @see Fortunato et al. 2018, https://arxiv.org/abs/1706.10295
 */
export function drawNoise(
  { noiseCount }: Pick<NetworkShape, 'noiseCount'>,
  random: Random,
  into: Float32Array = new Float32Array(noiseCount),
): Float32Array {
  for (let index = 0; index < noiseCount; index++) {
    const drawn = random.normal();
    into[index] = Math.sign(drawn) * Math.sqrt(Math.abs(drawn));
  }
  return into;
}
