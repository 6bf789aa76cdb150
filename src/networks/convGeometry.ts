import { OptionsError } from '../errors.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { ConvLayer, Layer } from './architecture.ts';
import type { ChannelOrder, ConvSpec, NetworkSpec } from './spec.ts';

type Shape = ConvLayer['inputShape'];

/** How images are laid out in the observations of a network; `null` if it has no convolutions. */
export function orderOfChannels(spec: NetworkSpec, space: ObservationSpace): ChannelOrder | null {
  if (!spec.layers.some(({ type }) => type === 'conv')) return null;
  return spec.channels ?? defaultChannels(space);
}

/** How images are taken to be laid out where a spec does not say. */
export function defaultChannels({ shape }: ObservationSpace): ChannelOrder {
  return (shape[0] ?? 0) < (shape.at(-1) ?? 0) ? 'first' : 'last';
}

/**
 * The shape of the images that go into a convolution, `[height, width,
 * channels]`: those of the layer before it, or of the observations.
 *
 * @throws {OptionsError} If these are no images.
 */
export function image(
  spec: ConvSpec,
  space: ObservationSpace,
  order: ChannelOrder | null,
  previous: Layer | null,
): Shape {
  if (previous?.type === 'conv') return previous.outputShape;
  if (previous) {
    throw new OptionsError(
      `A convolution must come before all other layers; received one after a layer of type ` +
        `'${previous.type}'. Put it first, as cnn({ convolutions, hidden }) does.`,
    );
  }
  const [one, two, three] = space.shape;
  if (one === undefined || two === undefined || three === undefined || space.shape.length > 3) {
    throw new OptionsError(
      `A convolution of ${spec.filters} filters needs observations of shape ` +
        `[height, width, channels] or [channels, height, width]; received ${space.toString()}. ` +
        remedyFor(space.shape),
    );
  }
  return order === 'first' ? [two, three, one] : [one, two, three];
}

/** What to do about observations that are no images, by their shape. */
function remedyFor(shape: readonly number[]): string {
  if (shape.length === 2) {
    return (
      'If that is a gray picture, new FrameStack(environment, { frames: 1 }) makes it ' +
      `[1, ${shape.join(', ')}], and more frames show what moves. Else use mlp({ hidden }).`
    );
  }
  if (shape.length === 4) {
    return (
      'Colour pictures cannot be stacked for a cnn: make them gray before they are stacked, ' +
      'with Grayscale or the option grayscale of AtariPreprocessing, or leave the stack out ' +
      '(frameStack: 0).'
    );
  }
  return 'Use mlp({ hidden }) instead.';
}

/**
 * Where the kernel goes: TensorFlow's rules for `valid` and `same`.
 *
 * @throws {OptionsError} If the kernel is larger than the image.
 */
export function convGeometry(
  spec: ConvSpec,
  inputShape: Shape,
): Pick<ConvLayer, 'inputShape' | 'outputShape' | 'kernelSize' | 'stride' | 'padding' | 'units'> {
  const { kernelSize, stride, filters } = spec;
  const [height, width] = inputShape;
  const [rows, top, bottom] = along(spec, height);
  const [columns, left, right] = along(spec, width);
  if (rows < 1 || columns < 1) {
    throw new OptionsError(
      `A kernel of ${kernelSize} × ${kernelSize} does not fit an image of ${height} × ${width} with ` +
        `${inputShape[2]} channels; make it smaller, leave a convolution out, or use padding: 'same'. ` +
        "Where a number of channels is taken for a length, correct the option channels ('first' or 'last').",
    );
  }
  return {
    inputShape,
    outputShape: [rows, columns, filters],
    kernelSize,
    stride,
    padding: [top, bottom, left, right],
    units: rows * columns * filters,
  };
}

/** Outputs along one axis, and the zeros before and after it. */
function along(
  { kernelSize, stride, padding }: ConvSpec,
  length: number,
): [number, number, number] {
  if (padding === 'valid') return [Math.floor((length - kernelSize) / stride) + 1, 0, 0];
  const outputs = Math.ceil(length / stride);
  const zeros = Math.max(0, (outputs - 1) * stride + kernelSize - length);
  const before = Math.floor(zeros / 2);
  return [outputs, before, zeros - before];
}
