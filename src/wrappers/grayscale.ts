import type { Environment } from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import {
  type GrayscaleFormula,
  type GrayTables,
  grayTables,
  writeGray,
} from '../pictures/images/grayscale.ts';
import { requirePixels } from '../pictures/images/requirePixels.ts';
import { withoutOpacity } from '../pictures/images/withoutOpacity.ts';
import { Box } from '../spaces/box.ts';
import { rejectUnknownOptions } from '../validation/options.ts';
import { requireImageInside } from './parts/spacesInside.ts';
import { Wrapper } from './wrapper.ts';

/**
 * What {@link Grayscale} is made from.
 *
 * @category Wrappers
 */
export interface GrayscaleOptions {
  /**
   * Which shares red, green and blue have in a gray.
   *
   * @default 'ale'
   */
  readonly formula?: GrayscaleFormula;
}

/**
 * Makes colour pictures gray: `[height, width, 3]` becomes `[height, width]`.
 * So does `[height, width, 4]`, whose opacity counts for nothing.
 *
 * **Order of wrapping**: outside of {@link FrameSkip}, which would have the
 * frames in between made gray for nothing; inside of
 * {@link ResizeObservation}, which has less to do then, and of
 * {@link FrameStack}. For Atari games {@link AtariPreprocessing} does all of
 * it faster.
 *
 * @example
 * ```ts
 * import { Box, Discrete, Grayscale, type Environment } from 'deepq';
 *
 * const lamp: Environment<Uint8Array> = {
 *   observationSpace: new Box({ low: 0, high: 255, shape: [1, 2, 3], dtype: 'uint8' }),
 *   actionSpace: new Discrete(1),
 *   reset: () => ({ observation: Uint8Array.of(250, 0, 0, 9, 9, 9), info: {} }),
 *   step: () => ({
 *     observation: new Uint8Array(6), reward: 0, terminated: true, truncated: false, info: {},
 *   }),
 * };
 * new Grayscale(lamp).reset().observation; // Uint8Array [75, 9]
 * ```
 * @category Wrappers
 */
export class Grayscale extends Wrapper<Uint8Array> {
  /** From 0 to 255, shape `[height, width]`. */
  override readonly observationSpace: Box<'uint8'>;
  readonly #tables: GrayTables;
  /** Bytes a pixel inside: 3, or 4. */
  readonly #channels: number;

  /**
   * @throws {OptionsError} If an option is unknown, or there is no such formula.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are no RGB pictures.
   */
  constructor(environment: Environment<Uint8Array>, options: GrayscaleOptions = {}) {
    super(environment, 'Grayscale');
    rejectUnknownOptions(
      'Grayscale',
      options,
      ['formula'],
      {},
      "new Grayscale(environment, { formula: 'ale' })",
    );
    this.#tables = grayTables('Grayscale formula', options.formula ?? 'ale');
    const { height, width, channels, shape } = requireImageInside('Grayscale', environment);
    if (channels !== 3 && channels !== 4) {
      throw new EnvironmentError(
        'Grayscale needs pictures of RGB or RGBA, [height, width, 3] or [height, width, 4]; received an environment with ' +
          `pictures of shape [${shape.join(', ')}]. Where they are gray already, leave it out.`,
      );
    }
    this.#channels = channels;
    const space = { low: 0, high: 255, shape: [height, width], dtype: 'uint8' } as const;
    this.observationSpace = new Box(space);
  }

  /** @throws {ValueError | ShapeError} If the picture inside is no `Uint8Array` of its size. */
  protected override observe(pixels: Uint8Array): Uint8Array {
    const { size } = this.observationSpace;
    requirePixels('Grayscale: the observation inside', pixels, this.#channels * size);
    const gray = new Uint8Array(size);
    writeGray(this.#tables, this.#channels === 4 ? withoutOpacity(pixels) : pixels, gray);
    return gray;
  }
}
