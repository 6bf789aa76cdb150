/** A byte of the picture chooses among so many. */
const MAX_COLOURS = 256;

/**
 * The colours of a picture or a video, in the order of their appearance, for
 * as long as there are at most 256. A colour is the four bytes of a pixel as
 * one number; 0 is transparent black.
 */
export class Palette {
  readonly #indices = new Map<number, number>();
  #full = false;

  /** How many colours there are. */
  get size(): number {
    return this.#indices.size;
  }

  /** Whether a colour came that there was no room for. */
  get overflowed(): boolean {
    return this.#full;
  }

  /** Takes the colours of some pixels in, until there are too many. */
  add(pixels: Uint32Array): void {
    const indices = this.#indices;
    let last: number | null = null;
    for (let pixel = 0; pixel < pixels.length && !this.#full; pixel++) {
      const colour = pixels[pixel]!;
      // Mostly the one of the pixel before.
      if (colour === last || indices.has(colour)) last = colour;
      else if (indices.size < MAX_COLOURS) indices.set((last = colour), indices.size);
      else this.#full = true;
    }
  }

  has(colour: number): boolean {
    return this.#indices.has(colour);
  }

  /** The index of each pixel's colour, all of which have been added. */
  indicesOf(pixels: Uint32Array): Uint8Array<ArrayBuffer> {
    const found = new Uint8Array(pixels.length);
    let last = pixels[0]!;
    let index = this.#indices.get(last)!;
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const colour = pixels[pixel]!;
      if (colour !== last) {
        last = colour;
        index = this.#indices.get(colour)!;
      }
      found[pixel] = index;
    }
    return found;
  }

  /** Red, green, blue and opacity of every colour. Shape `[size, 4]`. */
  toBytes(): Uint8Array {
    return new Uint8Array(Uint32Array.from(this.#indices.keys()).buffer);
  }
}
