/** How the first numbers of an array of weights are drawn. */
export type Initial =
  | {
      /** Uniform in ±`bound`. */
      readonly type: 'uniform';
      readonly bound: number;
    }
  | {
      /** Standard normal. */
      readonly type: 'normal';
    }
  | {
      /** All alike. */
      readonly type: 'constant';
      readonly value: number;
    };

/**
 * Uniform in ±1/√fanIn, as PyTorch draws kernels and biases, whose results
 * with DQN are the best known.
 */
export function uniformByFanIn(fanIn: number): Initial {
  return { type: 'uniform', bound: 1 / Math.sqrt(fanIn) };
}
