import { prepareRandom } from '../../state/prepareRandom.ts';
import { StateReader } from '../../state/stateReader.ts';
import { requireRandom } from '../../random/requireRandom.ts';
import type { SamplerContext, SamplerSpec } from '../sampler.ts';
import { requireDraw } from './checkUse.ts';

/**
 * Every transition is equally likely, each time anew (with replacement).
 *
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @category Samplers
 */
export function uniform(): SamplerSpec {
  return {
    kind: 'uniform',
    create: (context) => {
      const { random } = Object(context) as SamplerContext;
      requireRandom('uniform().create({ random })', random);
      return {
        added: () => undefined,
        sample(draw, size) {
          requireDraw(draw, size, null);
          const { indices } = draw;
          // The weights of a batch are 1 before.
          for (let row = 0; row < indices.length; row++) indices[row] = random.integer(size);
        },
        getState: () => ({ random: random.getState() }),
        prepareState(state) {
          return prepareRandom(new StateReader("replay buffer's sampler", state), 'random', random);
        },
      };
    },
  };
}
