import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';
import { type GrayscaleFormula, grayTables, raiseToGray, writeGray } from './grayscale.ts';
import { raisePixels } from './maxPixels.ts';
import { requirePixels } from './requirePixels.ts';
import { createResize, type Resize } from './resizeArea.ts';

/** Writes a frame, in gray where that is wanted, and lays another one over it. */
interface Brush {
  /** Bytes a pixel of what it writes. */
  readonly channels: number;
  write(frame: Uint8Array, into: Uint8Array): void;
  /** @param known - The frame that is in `into` already, if that is all that is in it. */
  raise(frame: Uint8Array, into: Uint8Array, known: Uint8Array | null): void;
}

/** What a screen is for, checked already. */
export interface ScreenOptions {
  /** Of frames: height, width, and bytes a pixel. */
  readonly frame: readonly [height: number, width: number, channels: number];
  /** Of what is shown: height and width. */
  readonly size: readonly [height: number, width: number];
  /** How three bytes a pixel become one; null keeps them. */
  readonly grayscale: GrayscaleFormula | null;
}

/**
 * A screen that frames of a game are written to, and laid over one another: the
 * higher of both, byte by byte. What it shows is smaller.
 */
export class Screen {
  /** Bytes a pixel of what it shows: those of frames, or 1 where they become gray. */
  readonly channels: number;
  /** What frames are called in messages. */
  readonly #frameName: string;
  readonly #where: string;
  /** As they are before they are shrunk. */
  readonly #pixels: Uint8Array;
  readonly #brush: Brush;
  readonly #frameLength: number;
  readonly #resize: Resize;
  readonly #shownLength: number;

  /**
   * @param where - Who shows the frames, for messages.
   * @throws {OptionsError} If pictures would have to grow.
   */
  constructor(where: string, { frame, size, grayscale }: ScreenOptions) {
    const [height, width, channels] = frame;
    this.#where = where;
    this.#frameName = `${where}: the observation inside`;
    this.#brush = brushOf(where, channels, grayscale);
    this.channels = this.#brush.channels;
    this.#frameLength = height * width * channels;
    this.#resize = createResize(where, [height, width], size, this.channels);
    this.#pixels = new Uint8Array(height * width * this.channels);
    this.#shownLength = size[0] * size[1] * this.channels;
  }

  /** @throws {ValueError | ShapeError} If a frame is no `Uint8Array` of its size. */
  check(frame: Uint8Array): void {
    requirePixels(this.#frameName, frame, this.#frameLength);
  }

  /** Writes a frame in place of what was there. */
  write(frame: Uint8Array): void {
    this.#brush.write(frame, this.#pixels);
  }

  /**
   * Lays a frame over what is there.
   *
   * @param known - The frame that is there already, if that is all that is there.
   */
  raise(frame: Uint8Array, known: Uint8Array | null): void {
    this.#brush.raise(frame, this.#pixels, known);
  }

  /** What it shows, in a new array. */
  show(): Uint8Array {
    const shown = new Uint8Array(this.#shownLength);
    this.#resize(this.#pixels, shown);
    return shown;
  }

  getState(): State {
    return { screen: { shape: [this.#pixels.length], data: this.#pixels.slice() } };
  }

  prepareState(state: State): () => void {
    const reader = new StateReader(this.#where, state);
    const pixels = reader.tensor('screen', Uint8Array, [this.#pixels.length]);
    return () => {
      this.#pixels.set(pixels);
    };
  }
}

function brushOf(where: string, channels: number, formula: GrayscaleFormula | null): Brush {
  if (channels === 3 && formula !== null) {
    const tables = grayTables(`${where} grayscale`, formula);
    return {
      channels: 1,
      write: (frame, into) => {
        writeGray(tables, frame, into);
      },
      raise: (frame, into, known) => {
        raiseToGray(tables, frame, into, known);
      },
    };
  }
  return {
    channels,
    write: (frame, into) => {
      into.set(frame);
    },
    raise: raisePixels,
  };
}
