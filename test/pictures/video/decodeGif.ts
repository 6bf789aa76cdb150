/** A GIF, as whoever shows it sees it. */
export interface DecodedGif {
  readonly width: number;
  readonly height: number;
  /** How often it is shown; 0 for over and over. */
  readonly plays: number;
  readonly frames: readonly {
    /** The whole picture while the frame is shown. RGBA. */
    readonly pixels: Uint8Array;
    readonly seconds: number;
    /** Whether it has colours of its own. */
    readonly ownColours: boolean;
  }[];
}

/**
 * Decodes a GIF whose frames fill the canvas and stay. Written from the
 * specification, https://www.w3.org/Graphics/GIF/spec-gif89a.txt.
 */
export function decodeGif(file: Uint8Array): DecodedGif {
  let at = 6;
  const byte = (): number => {
    if (at >= file.length) throw new Error('Not a proper GIF: it ends too early.');
    return file[at++]!;
  };
  const word = (): number => byte() + 256 * byte();
  const take = (length: number): Uint8Array => file.subarray(at, (at += length));
  const table = (flags: number): Uint8Array | null =>
    flags & 0x80 ? take(3 * 2 ** ((flags & 7) + 1)) : null;
  const blocks = (): Uint8Array => {
    const parts: number[] = [];
    for (let length = byte(); length > 0; length = byte()) parts.push(...take(length));
    return Uint8Array.from(parts);
  };

  if (new TextDecoder().decode(file.subarray(0, 6)) !== 'GIF89a') throw new Error('No GIF89a.');
  const [width, height] = [word(), word()];
  const flags = byte();
  at += 2;
  const globalColours = table(flags);
  const canvas = new Uint8Array(width * height * 4);
  const frames: DecodedGif['frames'][number][] = [];
  let plays = 1;
  let control = Uint8Array.of(0, 0, 0, 0);
  for (let kind = byte(); kind !== 0x3b; kind = byte()) {
    if (kind === 0x21) {
      const label = byte();
      const data = blocks();
      if (label === 0xf9) control = data as Uint8Array<ArrayBuffer>;
      if (label === 0xff) {
        const repeats = data[12]! + 256 * data[13]!;
        plays = repeats === 0 ? 0 : repeats + 1;
      }
      continue;
    }
    if (kind !== 0x2c) throw new Error(`Not a proper GIF: block ${kind}.`);
    const place = [word(), word(), word(), word()];
    if (place.join() !== `0,0,${width},${height}`) throw new Error('A frame of another size.');
    const ownColours = table(byte());
    const colours = ownColours ?? globalColours!;
    const indices = unpack(byte(), blocks(), width * height);
    if ((control[0]! >> 2) % 8 !== 1) throw new Error('A frame that does not stay.');
    const transparent = control[0]! & 1 ? control[3]! : -1;
    for (const [pixel, index] of indices.entries()) {
      if (index === transparent) continue;
      canvas.set([...colours.subarray(3 * index, 3 * index + 3), 255], 4 * pixel);
    }
    const seconds = (control[1]! + 256 * control[2]!) / 100;
    frames.push({ pixels: canvas.slice(), seconds, ownColours: ownColours !== null });
  }
  if (at !== file.length) throw new Error('Not a proper GIF: something comes after its end.');
  return { width, height, plays, frames };
}

/** Appendix F, variable-length-code LZW. */
function unpack(rootBits: number, data: Uint8Array, length: number): Uint8Array {
  const clear = 2 ** rootBits;
  const out: number[] = [];
  let entries: number[][] = [];
  let bits = 0;
  let previous: number[] | null = null;
  let position = 0;
  for (;;) {
    if (entries.length === 0) {
      entries = Array.from({ length: clear + 2 }, (_, index) => (index < clear ? [index] : []));
      bits = rootBits + 1;
      previous = null;
    }
    let code = 0;
    for (let bit = 0; bit < bits; bit++, position++) {
      code |= ((data[position >> 3]! >> (position & 7)) & 1) << bit;
    }
    if (code === clear) {
      entries = [];
      continue;
    }
    if (code === clear + 1) break;
    const entry: number[] = entries[code] ?? [...previous!, previous![0]!];
    out.push(...entry);
    if (previous && entries.length < 4096) entries.push([...previous, entry[0]!]);
    if (entries.length === 2 ** bits && bits < 12) bits++;
    previous = entry;
  }
  if (out.length !== length) throw new Error('Not a proper GIF: too few or too many pixels.');
  return Uint8Array.from(out);
}
