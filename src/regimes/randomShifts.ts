import { OptionsError, ShapeError } from '../errors.ts';
import { defaultChannels, requireChannels, type ChannelOrder } from '../networks/channels.ts';
import type { Random } from '../random/random.ts';
import type { Batch, ObservationBatch } from '../replay/batch.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import type { Augmentation, Augmenter } from './augmentation.ts';
import { shiftPicture, type PictureLayout } from './shiftPicture.ts';

/**
 * Options of {@link randomShifts}.
 *
 * @category Regimes
 */
export interface RandomShiftsOptions {
  /**
   * How far a picture moves at most, up or down and to either side, in pixels: a
   * whole number of at least 1, less than height and width.
   *
   * @default 4
   */
  readonly pixels?: number;
  /**
   * How pictures are laid out, as in {@link CnnOptions}.
   *
   * @default as the network takes them
   */
  readonly channels?: ChannelOrder;
}

/**
 * Random shifts of pictures, as in DrQ: each picture of a batch is moved by up to
 * `pixels` up, down and to the sides, and its edge is repeated where nothing is left.
 * This is the random crop of a picture that was padded by repeating its edges.
 *
 * All channels or frames of an observation move together; an observation and its next
 * observation move each on its own. Bytes stay bytes. The replay buffer is not
 * changed. The change of brightness that some code has besides is not made.
 *
 * @throws {OptionsError} If an option is unknown or out of range. An agent throws it
 *   if its observations are no pictures.
 * @example
 * ```ts
 * import { Box, dataEfficientCnn, Discrete, DQNAgent, randomShifts } from 'deepq';
 *
 * const agent = new DQNAgent({
 *   environment: {
 *     observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
 *     actionSpace: new Discrete(4),
 *   },
 *   network: dataEfficientCnn(),
 *   replay: { capacity: 1_000 },
 *   augment: randomShifts({ pixels: 4 }),
 * });
 * agent.dispose();
 * ```
 * @see Yarats et al. 2021, https://arxiv.org/abs/2004.13649
 * @category Regimes
 */
export function randomShifts(options: RandomShiftsOptions = {}): Augmentation {
  rejectUnknownOptions('randomShifts', options, ['pixels', 'channels'], {
    pad: 'pixels',
    padding: 'pixels',
  });
  const pixels = requireInteger('randomShifts.pixels', options.pixels ?? 4, { min: 1 });
  const channels = options.channels && requireChannels(options.channels);
  return {
    kind: 'randomShifts',
    options: { pixels, ...(channels && { channels }) },
    create: (context) => {
      const { observationSpace } = context.environment;
      const order = channels ?? context.channels ?? defaultChannels(observationSpace);
      return new RandomShifts(pixels, layOut(observationSpace, order, pixels), context.random);
    },
  };
}

class RandomShifts implements Augmenter {
  readonly #pixels: number;
  readonly #layout: PictureLayout;
  readonly #random: Random;
  /** What is handed out, again and again. */
  #observations: ObservationBatch = new Float32Array(0);
  #nextObservations: ObservationBatch = new Float32Array(0);

  constructor(pixels: number, layout: PictureLayout, random: Random) {
    this.#pixels = pixels;
    this.#layout = layout;
    this.#random = random;
  }

  augment<B extends Batch>(batch: B): B {
    this.#requirePictures(batch);
    this.#observations = this.#shift(batch.observations, this.#observations);
    this.#nextObservations = this.#shift(batch.nextObservations, this.#nextObservations);
    const [observations, nextObservations] = [this.#observations, this.#nextObservations];
    return { ...batch, observations, nextObservations };
  }

  getState(): State {
    return { random: this.#random.getState() };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader('randomShifts', state);
    return this.#random.prepareState(reader.random('random').getState());
  }

  #shift(from: ObservationBatch, given: ObservationBatch): ObservationBatch {
    // A copy has the type of the array, whatever realm that is from.
    const to = isLike(given, from) ? given : from.slice();
    const { planes, height, width, pixel } = this.#layout;
    const size = planes * height * width * pixel;
    const range = 2 * this.#pixels + 1;
    for (let at = 0; at < from.length; at += size) {
      const down = this.#random.integer(range) - this.#pixels;
      const right = this.#random.integer(range) - this.#pixels;
      shiftPicture(from, to, at, this.#layout, down, right);
    }
    return to;
  }

  #requirePictures({ size, observations, nextObservations }: Batch): void {
    const { planes, height, width, pixel } = this.#layout;
    const length = size * planes * height * width * pixel;
    if (observations.length === length && nextObservations.length === length) return;
    throw new ShapeError(
      `randomShifts needs ${size} observations and next observations of ` +
        `${length / size} numbers each; received ${observations.length} and ` +
        `${nextObservations.length} numbers.`,
    );
  }
}

function isLike(one: ObservationBatch, other: ObservationBatch): boolean {
  return one.length === other.length && one.constructor === other.constructor;
}

/** @throws {OptionsError} If the observations are no pictures, or smaller than a shift. */
function layOut(space: ObservationSpace, channels: ChannelOrder, pixels: number): PictureLayout {
  const { shape } = space;
  const [one = 0, two = 0, three = 0] = shape;
  if (space.kind === 'discrete' || (shape.length !== 2 && shape.length !== 3)) {
    throw new OptionsError(
      'randomShifts needs observations that are pictures, of shape [height, width], ' +
        '[channels, height, width] or [height, width, channels]; received ' +
        `${space.toString()}. Leave augment out.`,
    );
  }
  const layout =
    shape.length === 2
      ? { planes: 1, height: one, width: two, pixel: 1 }
      : channels === 'first'
        ? { planes: one, height: two, width: three, pixel: 1 }
        : { planes: 1, height: one, width: two, pixel: three };
  const { height, width } = layout;
  if (pixels < Math.min(height, width)) return layout;
  throw new OptionsError(
    `randomShifts.pixels (${pixels}) must be less than height and width of the pictures ` +
      `(${height} × ${width}, channels ${channels}); lower pixels.`,
  );
}
