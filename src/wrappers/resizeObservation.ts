import type { Environment } from '../protocol/environment.ts';
import { type ImageSize, requireImageSize } from '../pictures/images/imageSize.ts';
import { requirePixels } from '../pictures/images/requirePixels.ts';
import { createResize, type Resize } from '../pictures/images/resizeArea.ts';
import { Box } from '../spaces/box.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { requireImageInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link ResizeObservation} is made from.
 *
 * @category Wrappers
 */
export interface ResizeObservationOptions {
  /** Of the new pictures: `[height, width]`, or a number of pixels for a square. */
  readonly size: ImageSize;
}

/**
 * Shrinks pictures, gray or in colour, by averaging areas: bit for bit what
 * OpenCV does with `INTER_AREA`. It does not enlarge.
 *
 * **Order of wrapping**: outside of {@link FrameSkip} and {@link Grayscale},
 * which leave it less to do; inside of {@link FrameStack}.
 *
 * @example
 * ```ts
 * import { Box, Discrete, ResizeObservation, type Environment } from 'deepq';
 *
 * const strip: Environment<Uint8Array> = {
 *   observationSpace: new Box({ low: 0, high: 255, shape: [1, 3], dtype: 'uint8' }),
 *   actionSpace: new Discrete(1),
 *   reset: () => ({ observation: Uint8Array.of(0, 30, 60), info: {} }),
 *   step: () => ({
 *     observation: new Uint8Array(3), reward: 0, terminated: true, truncated: false, info: {},
 *   }),
 * };
 * const environment = new ResizeObservation(strip, { size: [1, 2] });
 * environment.reset().observation; // Uint8Array [10, 50]
 * ```
 * @category Wrappers
 */
export class ResizeObservation extends Wrapper<Uint8Array> {
  /** From 0 to 255, shape `[height, width]` or `[height, width, channels]`. */
  override readonly observationSpace: Box<'uint8'>;
  readonly #resize: Resize;
  readonly #sizeInside: number;

  /**
   * @throws {OptionsError} If an option is unknown, missing or makes no sense,
   *   or if pictures would have to grow.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are no pictures.
   */
  constructor(environment: Environment<Uint8Array>, options: ResizeObservationOptions) {
    const where = 'ResizeObservation';
    super(environment, where);
    rejectUnknownOptions(
      where,
      options,
      ['size'],
      { 'shape width height': 'size' },
      'new ResizeObservation(environment, { size: [84, 84] })',
    );
    const [toHeight, toWidth] = requireImageSize(`${where} size`, options.size);
    const { height, width, channels, shape } = requireImageInside(where, environment);
    this.#resize = createResize(where, [height, width], [toHeight, toWidth], channels);
    this.#sizeInside = height * width * channels;
    const newShape = [toHeight, toWidth, ...shape.slice(2)];
    this.observationSpace = new Box({ low: 0, high: 255, shape: newShape, dtype: 'uint8' });
  }

  /** @throws {ValueError | ShapeError} If the picture inside is no `Uint8Array` of its size. */
  protected override observe(pixels: Uint8Array): Uint8Array {
    requirePixels('ResizeObservation: the observation inside', pixels, this.#sizeInside);
    const resized = new Uint8Array(this.observationSpace.size);
    this.#resize(pixels, resized);
    return resized;
  }
}
