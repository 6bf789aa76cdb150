import { StateReader } from '../../state/stateReader.ts';
import type { Random, RandomState } from '../../random/random.ts';
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
          // The weights of a batch are 1 from the beginning.
          for (let row = 0; row < indices.length; row++) indices[row] = random.integer(size);
        },
        getState: () => ({ random: random.getState() }),
        prepareState(state) {
          return prepareRandom(new StateReader("replay buffer's sampler", state), random);
        },
      };
    },
  };
}

/** Checks the state of a sampler's random stream, which is the field `random`. */
export function prepareRandom(reader: StateReader, random: Random): () => void {
  try {
    return random.prepareState(reader.record('random') as RandomState);
  } catch (cause) {
    throw reader.error('random is not the state of its random stream', { cause });
  }
}
