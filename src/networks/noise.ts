import { ShapeError } from '../errors.ts';
import { quickNormal } from '../random/quickNormal.ts';
import type { Random } from '../random/random.ts';
import { requireRandom } from '../random/requireRandom.ts';
import { requireInteger, show } from '../validation/options.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';
import type { NetworkShape } from './architecture.ts';

/**
 * Draws the noise of one pass: `f(ε) = sgn(ε) · √|ε|` of standard normal ε, for
 * each noisy layer one number for each input, then one for each unit.
 *
 * @param into - Where it goes. Shape `[architecture.noiseCount]`.
 * @throws {OptionsError | ValueError | ShapeError} If an argument is none of these.
 * @see Fortunato et al. 2018, https://arxiv.org/abs/1706.10295
 */
export function drawNoise(
  architecture: Pick<NetworkShape, 'noiseCount'>,
  random: Random,
  into?: Float32Array,
): Float32Array {
  // A program in plain JavaScript may hand in anything.
  const { noiseCount } = Object(architecture) as Pick<NetworkShape, 'noiseCount'>;
  requireInteger('drawNoise architecture.noiseCount', noiseCount, { min: 0, max: 2 ** 27 });
  requireRandom('drawNoise(architecture, random)', random, ['uniform']);
  const noise = into ?? new Float32Array(noiseCount);
  if (!isFloat32Array(noise) || noise.length !== noiseCount) {
    throw new ShapeError(
      `drawNoise fills a Float32Array of ${noiseCount}, architecture.noiseCount; ` +
        `received ${show(into)}.`,
    );
  }
  for (let index = 0; index < noiseCount; index++) {
    const drawn = quickNormal(random);
    noise[index] = drawn < 0 ? -Math.sqrt(-drawn) : Math.sqrt(drawn);
  }
  return noise;
}
