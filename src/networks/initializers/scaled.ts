import { rejectUnknownOptions, requireNumber } from '../../validation/options.ts';
import type { Initializer } from './initializer.ts';

/**
 * Uniform in ±1/√fanIn: the default of every kernel and bias, as in PyTorch,
 * whose results with DQN are the best known.
 */
export function fanInUniform(): Initializer {
  return { type: 'fanInUniform' };
}

/**
 * Uniform in ±√(6 / fanIn): the variance 2 / fanIn, for ReLU.
 *
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852
 */
export function heUniform(): Initializer {
  return { type: 'varianceScaling', scale: 2, fan: 'in', distribution: 'uniform' };
}

/**
 * Normal with the variance 2 / fanIn, for ReLU. As in the paper it is not cut
 * off; TensorFlow's is, at two standard deviations.
 *
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852
 */
export function heNormal(): Initializer {
  return { type: 'varianceScaling', scale: 2, fan: 'in', distribution: 'normal' };
}

/**
 * Uniform in ±√(3 / fanIn): the variance 1 / fanIn.
 *
 * @see LeCun et al. 1998, https://doi.org/10.1007/3-540-49430-8_2
 */
export function leCunUniform(): Initializer {
  return { type: 'varianceScaling', scale: 1, fan: 'in', distribution: 'uniform' };
}

/**
 * Normal with the variance 1 / fanIn.
 *
 * @see LeCun et al. 1998, https://doi.org/10.1007/3-540-49430-8_2
 */
export function leCunNormal(): Initializer {
  return { type: 'varianceScaling', scale: 1, fan: 'in', distribution: 'normal' };
}

/**
 * Uniform in ±√(6 / (fanIn + fanOut)): the variance 2 / (fanIn + fanOut), for
 * tanh and sigmoid.
 *
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export function glorotUniform(): Initializer {
  return { type: 'varianceScaling', scale: 1, fan: 'average', distribution: 'uniform' };
}

/**
 * Normal with the variance 2 / (fanIn + fanOut), for tanh and sigmoid.
 *
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export function glorotNormal(): Initializer {
  return { type: 'varianceScaling', scale: 1, fan: 'average', distribution: 'normal' };
}

/**
 * A random matrix with columns of the length `gain` at right angles to each
 * other, where it has at least as many rows as columns; else such rows. Any
 * such matrix is as likely as any other. The kernel of a convolution counts as
 * a matrix with a column for each filter.
 *
 * A kernel of 3,136 × 512 takes a few seconds.
 *
 * @param options - `gain`, above 0 (default 1; √2 is usual before ReLU).
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Saxe et al. 2014, https://arxiv.org/abs/1312.6120
 */
export function orthogonal(options: { readonly gain?: number } = {}): Initializer {
  rejectUnknownOptions('orthogonal', options, ['gain']);
  const { gain = 1 } = options;
  const range = { min: 0, max: 1e30, exclusiveMin: true };
  return { type: 'orthogonal', gain: requireNumber('gain', gain, range) };
}
