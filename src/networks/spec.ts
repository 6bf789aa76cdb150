import type { Initializer, LayerInitializers } from './initializers/initializer.ts';

/**
 * What a layer applies to its outputs.
 *
 * @category Networks
 */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

/**
 * How images are laid out: `'last'` is `[height, width, channels]`, `'first'`
 * is planes, `[channels, height, width]`.
 *
 * @category Networks
 */
export type ChannelOrder = 'first' | 'last';

/** The orders, as a list for validation. */
export const channelOrders: readonly ChannelOrder[] = ['first', 'last'];

/** The activations, as a list for validation. */
export const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid', 'elu'];

/**
 * A fully connected layer.
 *
 * @category Networks
 */
export interface DenseSpec extends LayerInitializers {
  /** Tells it from the other layers. */
  readonly type: 'dense';
  /** Outputs. */
  readonly units: number;
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * A table with a row of `size` learned numbers for every value of a
 * `Discrete` observation. Always the first layer.
 *
 * @category Networks
 */
export interface EmbeddingSpec {
  /** Tells it from the other layers. */
  readonly type: 'embedding';
  /** Length of a row. */
  readonly size: number;
  /**
   * How the table begins, made by one of {@link initializers}.
   *
   * @default initializers.normal()
   */
  readonly tableInitializer?: Initializer;
}

/**
 * A convolution over images. Comes before all dense layers.
 *
 * @category Networks
 */
export interface ConvSpec extends LayerInitializers {
  /** Tells it from the other layers. */
  readonly type: 'conv';
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel, in pixels. */
  readonly kernelSize: number;
  /** Step of the kernel, in pixels. */
  readonly stride: number;
  /** `'valid'`: the kernel stays inside; `'same'`: zeros around the image. */
  readonly padding: 'valid' | 'same';
  /** What is applied to the outputs. */
  readonly activation: Activation;
}

/**
 * One layer of a {@link NetworkSpec}.
 *
 * @category Networks
 */
export type LayerSpec = DenseSpec | EmbeddingSpec | ConvSpec;

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
        /** The number of units of each hidden layer of a stream; `[]` for none. */
        readonly hidden: readonly number[];
        /** The activation of these layers. */
        readonly activation: Activation;
      })
    | null;
  /** How the last layer begins; with dueling streams, the last one of each. */
  readonly output?: LayerInitializers;
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
