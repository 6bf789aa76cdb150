import type { Activation } from './activation.ts';
import type { ChannelOrder } from './channels.ts';
import type { LayerInitializers } from './initializers/initializer.ts';
import type { NoisySpec } from './layers/noisySpec.ts';
import type { LayerSpec } from './layers/table.ts';

/**
 * The architecture of a Q-network as plain, serialisable data. Build it with
 * `mlp`, `cnn`, `embedding`, or by the name of a known network, such as `natureCnn`; the layer
 * that gives one value for each action is added to it by {@link QNetwork}.
 *
 * @category Networks
 */
export interface NetworkSpec {
  /** From the observation to the features. */
  readonly layers: readonly LayerSpec[];
  /**
   * Whether the values come from two streams, `V(s) + A(s, a) − mean_a A`,
   * and the hidden layers of each stream; `null` for a single output layer.
   */
  readonly dueling:
    | (LayerInitializers & {
        /** Makes these layers noisy. */
        readonly noisy?: NoisySpec;
        /** The number of units of each hidden layer of a stream; `[]` for none. */
        readonly hidden: readonly number[];
        /** The activation of these layers. */
        readonly activation: Activation;
      })
    | null;
  /**
   * How the last layer begins, and whether it is noisy; with dueling streams,
   * the last one of each.
   */
  readonly output?: LayerInitializers & {
    /** Makes the last layer noisy. */
    readonly noisy?: NoisySpec;
  };
  /**
   * What observations are multiplied by, to bring them near 1; `null` for
   * 1/255 where they are bytes and 1 where they are floats.
   */
  readonly inputScale: number | null;
  /**
   * How the images of a network with convolutions are laid out; `null`, or
   * left out, to decide by the shape of the observations: `'first'` where its
   * first number is smaller than its last, as in `[4, 84, 84]`, else `'last'`.
   */
  readonly channels?: ChannelOrder | null;
}
