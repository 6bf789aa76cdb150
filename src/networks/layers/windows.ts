import { OptionsError } from '../../errors.ts';
import type { LayerInput } from './layerKind.ts';

/**
 * `[height, width, channels]`.
 *
 * @category Networks
 */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** A square window that goes over an image. */
export interface WindowSpec {
  /** Height and width, in pixels. */
  readonly size: number;
  /** Its step, in pixels. */
  readonly stride: number;
  /** `'valid'`: it stays inside; `'same'`: it may reach beyond the image. */
  readonly padding: 'valid' | 'same';
}

/** Where the windows are. */
export interface Windows {
  /** How many there are from top to bottom. */
  readonly rows: number;
  /** How many there are from left to right. */
  readonly columns: number;
  /** Rows and columns around the image: `[top, bottom, left, right]`. */
  readonly padding: readonly [number, number, number, number];
}

/**
 * The shape of the images that go into a layer.
 *
 * @param what - The layer in words.
 * @throws {OptionsError} If these are no images.
 */
export function requireImages(what: string, { shape, previous, space }: LayerInput): ImageShape {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) {
    return [height, width, channels];
  }
  if (previous !== null) {
    throw new OptionsError(
      `${what} needs images; received it after a layer of type '${previous}', whose outputs have ` +
        `the shape [${shape.join(', ')}]. Put it before all layers that are not of images, as ` +
        'cnn({ convolutions, hidden }) does, or a reshape({ shape: [height, width, channels] }) ' +
        'before it.',
    );
  }
  throw new OptionsError(
    `${what} needs observations of shape [height, width, channels] or [channels, height, width]; ` +
      `received ${space.toString()}. ${remedyFor(space.shape)}`,
  );
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
 * Where the windows of a kernel or a pool go: TensorFlow's rules for `valid`
 * and `same`.
 *
 * @param what - The window in words.
 * @throws {OptionsError} If it is larger than the image.
 */
export function fitWindows(what: string, spec: WindowSpec, image: ImageShape): Windows {
  const { size } = spec;
  const [height, width, channels] = image;
  const [rows, top, bottom] = along(spec, height);
  const [columns, left, right] = along(spec, width);
  if (rows < 1 || columns < 1) {
    throw new OptionsError(
      `${what} of ${size} × ${size} does not fit an image of ${height} × ${width} with ` +
        `${channels} channels; make it smaller, leave a convolution out, or use padding: 'same'. ` +
        "Where a number of channels is taken for a length, correct the option channels ('first' or 'last').",
    );
  }
  return { rows, columns, padding: [top, bottom, left, right] };
}

/** Windows along one axis, and the pixels before and after it. */
function along({ size, stride, padding }: WindowSpec, length: number): [number, number, number] {
  if (padding === 'valid') return [Math.floor((length - size) / stride) + 1, 0, 0];
  const outputs = Math.ceil(length / stride);
  const around = Math.max(0, (outputs - 1) * stride + size - length);
  const before = Math.floor(around / 2);
  return [outputs, before, around - before];
}
