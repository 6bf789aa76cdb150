import type { NoisyOptions } from '../layers/noisySpec.ts';

/**
 * How the first numbers of an array of weights are drawn, as plain data. Made
 * by the functions of {@link initializers}.
 *
 * @category Networks
 */
export type Initializer =
  | {
      /** Uniform between two numbers. */
      readonly type: 'uniform';
      /** The lower one. */
      readonly low: number;
      /** The higher one. */
      readonly high: number;
    }
  | {
      /** Normal, whole or cut off at two standard deviations. */
      readonly type: 'normal' | 'truncatedNormal';
      /** The mean. */
      readonly mean: number;
      /** The standard deviation, before it is cut off. */
      readonly standardDeviation: number;
    }
  | {
      /** The same number everywhere. */
      readonly type: 'constant';
      /** The number. */
      readonly value: number;
    }
  | {
      /** Uniform in ±1/√fanIn. */
      readonly type: 'fanInUniform';
    }
  | {
      /** Mean 0 and the variance `scale / fan`. */
      readonly type: 'varianceScaling';
      /** What the variance is multiplied by. */
      readonly scale: number;
      /** Inputs of a unit, or the mean of inputs and outputs. */
      readonly fan: 'in' | 'average';
      /** The distribution. */
      readonly distribution: 'uniform' | 'normal';
    }
  | {
      /** Rows or columns of one length, at right angles to each other. */
      readonly type: 'orthogonal';
      /** Their length. */
      readonly gain: number;
    };

/**
 * How the weights of a layer begin.
 *
 * @category Networks
 */
export interface LayerInitializers {
  /**
   * How the kernels begin, made by one of {@link initializers}.
   *
   * @default initializers.fanInUniform()
   */
  readonly kernelInitializer?: Initializer;
  /**
   * How the biases begin, made by one of {@link initializers} but
   * `orthogonal`.
   *
   * @default initializers.fanInUniform()
   */
  readonly biasInitializer?: Initializer;
}

/**
 * How the weights of a whole network begin: the layer that gives the values
 * apart from those before it.
 *
 * @category Networks
 */
export interface NetworkInitializers extends LayerInitializers {
  /**
   * How the last layer begins; with dueling streams, the last one of each.
   *
   * @default { kernelInitializer: initializers.fanInUniform(), biasInitializer: initializers.fanInUniform() }
   */
  readonly output?: LayerInitializers & {
    /** Makes the last layer noisy. */
    readonly noisy?: NoisyOptions;
  };
}
