import type { StateValue } from '../state/state.ts';
import type { ChannelOrder } from './channels.ts';
import type { Initializer } from './initializers/initializer.ts';
import type { Layer } from './layers/table.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * One array of weights and where it stands among all weights.
 *
 * @category Networks
 */
export interface ParameterInfo {
  /** Such as `layer0.kernel`, `value0.bias`, `output.kernel`. */
  readonly name: string;
  /**
   * Dense kernels are `[inputs, units]`, those of convolutions `[height, width,
   * channels, filters]`, embedding tables `[n, size]`.
   */
  readonly shape: readonly number[];
  /** Position in the vector of all weights. */
  readonly offset: number;
  /** The number of elements. */
  readonly size: number;
  /** Inputs of each unit of the layer. */
  readonly fanIn: number;
  /** Units of the next layer that each input goes to; of a convolution, by all places of its kernel. */
  readonly fanOut: number;
  /** How its first numbers are drawn. */
  readonly initial: Initializer;
}

/**
 * What every network has: an input, outputs and weights.
 *
 * @category Networks
 */
export interface NetworkShape {
  /** What observations are like. */
  readonly input: {
    /** Whether an observation is an index or a row of numbers. */
    readonly kind: 'discrete' | 'box';
    /** Numbers in one observation: 1 for an index. */
    readonly size: number;
    /** How many indices there are, from 0 on; `null` for rows of numbers. */
    readonly states: number | null;
    /** The shape of one observation: `[]` for an index. */
    readonly shape: readonly number[];
    /** What a row of numbers is multiplied by. */
    readonly scale: number;
    /**
     * How images are laid out in a row, for networks with convolutions, which
     * take `[height, width, channels]` in all layers; `null` for others.
     */
    readonly channels: ChannelOrder | null;
  };
  /** How many actions there are. */
  readonly actions: number;
  /** How many outputs each action has: 1, or the atoms or quantiles of a distribution. */
  readonly outputsPerAction: number;
  /** Outputs for one observation: `actions · outputsPerAction`. */
  readonly outputs: number;
  /** Numbers of noise that a pass takes: 0 without noisy layers. */
  readonly noiseCount: number;
  /**
   * Whether a pass takes quantile fractions: then its outputs are
   * `[batch, outputs, fractions]`.
   */
  readonly takesFractions: boolean;
  /** In the order of their offsets. */
  readonly parameters: readonly ParameterInfo[];
  /** The number of all weights. */
  readonly parameterCount: number;
}

/**
 * A {@link NetworkSpec} fitted to an observation space and a number of
 * outputs: every dimension known, every weight named. Engines are built from
 * it.
 *
 * @category Networks
 */
export interface Architecture extends NetworkShape {
  /** The spec that was fitted. */
  readonly spec: NetworkSpec;
  /** From observation to features. */
  readonly trunk: readonly Layer[];
  /** From features to outputs: one stack, or a stack for each stream. */
  readonly output:
    | {
        /** One value for each action. */
        readonly type: 'linear';
        /** A single layer without activation. */
        readonly layers: readonly Layer[];
      }
    | {
        /** `V(s) + A(s, a) − mean_a A`. */
        readonly type: 'dueling';
        /** The stream of V, with `outputsPerAction` outputs. */
        readonly value: readonly Layer[];
        /** The stream of A, with an output for each action. */
        readonly advantage: readonly Layer[];
      };
}

/**
 * A model of another library that no {@link NetworkSpec} describes. It runs as it
 * is, on an engine that knows such models; what is said of it here is plain data.
 *
 * @category Networks
 */
export interface ModelArchitecture extends NetworkShape {
  /** The model itself, for the engine. It belongs to whoever made it. */
  readonly model: unknown;
  /** The engine that runs it, such as `'tfjs'`. */
  readonly engine: string;
  /** Its layers and how they are joined: the same for all models that are built alike. */
  readonly topology: StateValue;
  /** Its layers in words. */
  readonly layers: readonly ModelLayerInfo[];
  /** Its layers are not known here. */
  readonly trunk: readonly [];
  /** Made by the model as a whole. */
  readonly output: {
    /** Tells it from the outputs of an {@link Architecture}. */
    readonly type: 'model';
    /** Why no spec describes the model. */
    readonly reason: string;
  };
}

/**
 * One layer of a {@link ModelArchitecture}, for people.
 *
 * @category Networks
 */
export interface ModelLayerInfo {
  /** Its name, kind and shape, such as `dense_1 (Dense) → [null,2]`. */
  readonly text: string;
  /** How many weights it has. */
  readonly weights: number;
}

/** Tells a model that runs as it is from a spec that was fitted. */
export function isModelArchitecture(
  architecture: Architecture | ModelArchitecture,
): architecture is ModelArchitecture {
  return architecture.output.type === 'model';
}
