import { inflateSync } from 'node:zlib';

/** A PNG, animated or not, as whoever shows it sees it. */
export interface DecodedPng {
  readonly width: number;
  readonly height: number;
  readonly colourType: number;
  /** Chunk names, in order. */
  readonly chunks: readonly string[];
  /** The picture for those who know nothing of animation. RGBA. */
  readonly still: Uint8Array;
  /** Null for a still picture. */
  readonly animation: DecodedAnimation | null;
}

export interface DecodedAnimation {
  readonly plays: number;
  readonly frames: readonly DecodedFrame[];
}

export interface DecodedFrame {
  /** The whole picture while the frame is shown. RGBA. */
  readonly pixels: Uint8Array;
  readonly seconds: number;
  /** x, y, width, height of what is drawn. */
  readonly rectangle: readonly [number, number, number, number];
  readonly blend: number;
}

interface Chunk {
  readonly name: string;
  readonly data: Uint8Array;
}

/** What decides how bytes become pixels. */
interface Coding {
  readonly colourType: number;
  readonly palette: Uint8Array | null;
  readonly opacity: Uint8Array | null;
}

/**
 * Decodes what our encoder may write: 8 bits, no interlacing. Written from
 * the specification, https://www.w3.org/TR/png-3/, and shares nothing with
 * src/. Throws where a rule of the specification is broken.
 */
export function decodePng(file: Uint8Array): DecodedPng {
  const chunks = readChunks(file);
  const names = chunks.map(({ name }) => name);
  const data = (name: string): Uint8Array | null =>
    chunks.find((chunk) => chunk.name === name)?.data ?? null;
  assert(names[0] === 'IHDR', 'IHDR comes first');
  assert(names.at(-1) === 'IEND' && data('IEND')!.length === 0, 'IEND comes last, empty');
  for (const name of ['acTL', 'PLTE', 'tRNS']) {
    const at = names.indexOf(name);
    assert(at === names.lastIndexOf(name), `${name} at most once`);
    assert(at < names.indexOf('IDAT'), `${name} before IDAT`);
  }
  assert(!names.includes('tRNS') || names.indexOf('PLTE') < names.indexOf('tRNS'), 'PLTE first');

  const header = data('IHDR')!;
  const [width, height] = [u32(header, 0), u32(header, 4)];
  const [depth, colourType, ...methods] = header.subarray(8);
  assert(header.length === 13 && width > 0 && height > 0, 'a header of 13 bytes, with a size');
  assert(depth === 8 && methods.join() === '0,0,0', '8 bits, no interlacing');
  const coding = { colourType: colourType!, palette: data('PLTE'), opacity: data('tRNS') };
  assert((coding.colourType === 3) === (coding.palette !== null), 'a palette for type 3 only');
  const colours = (coding.palette?.length ?? 3) / 3;
  assert(Number.isInteger(colours) && colours >= 1 && colours <= 256, '1 to 256 colours');
  assert((coding.opacity?.length ?? 0) <= colours, 'no more opacities than colours');

  const idat = join(chunks.filter(({ name }) => name === 'IDAT').map((chunk) => chunk.data));
  const still = toPixels(idat, width, height, coding);
  const control = data('acTL');
  const animation = control ? decodeAnimation(chunks, control, width, height, coding) : null;
  assert(control !== null || !names.some((name) => /^f[cd]/.test(name)), 'frames without acTL');
  return { width, height, colourType: coding.colourType, chunks: names, still, animation };
}

function decodeAnimation(
  chunks: readonly Chunk[],
  control: Uint8Array,
  width: number,
  height: number,
  coding: Coding,
): DecodedAnimation {
  const canvas = new Uint8Array(width * height * 4);
  const frames: DecodedFrame[] = [];
  let sequence = 0;
  const inOrder = chunks.filter(({ name }) => ['fcTL', 'IDAT', 'fdAT'].includes(name));
  for (let at = 0; at < inOrder.length;) {
    const { name, data: frame } = inOrder[at++]!;
    assert(name === 'fcTL' && frame.length === 26, 'a frame begins with fcTL, of 26 bytes');
    assert(u32(frame, 0) === sequence++, 'sequence numbers without gaps');
    const rectangle = [u32(frame, 12), u32(frame, 16), u32(frame, 4), u32(frame, 8)] as const;
    const [x, y, w, h] = rectangle;
    assert(w > 0 && h > 0 && x + w <= width && y + h <= height, 'a rectangle in the canvas');
    if (frames.length === 0) assert(w === width && h === height, 'the first fills the canvas');
    const [dispose, blend] = frame.subarray(24);
    assert(dispose === 0, 'what is drawn stays (the only disposal that we write)');
    assert(blend === 0 || blend === 1, 'blending is source or over');
    const parts: Uint8Array[] = [];
    for (; at < inOrder.length && inOrder[at]!.name !== 'fcTL'; at++) {
      const part = inOrder[at]!;
      assert((part.name === 'IDAT') === (frames.length === 0), 'IDAT is the first frame');
      if (part.name === 'fdAT') {
        assert(u32(part.data, 0) === sequence++, 'sequence numbers without gaps');
      }
      parts.push(part.name === 'fdAT' ? part.data.subarray(4) : part.data);
    }
    draw(canvas, width, toPixels(join(parts), w, h, coding), rectangle, blend === 1);
    // A denominator of 0 means hundredths.
    const seconds = u16(frame, 20) / (u16(frame, 22) || 100);
    frames.push({ pixels: canvas.slice(), seconds, rectangle, blend });
  }
  assert(frames.length === u32(control, 0) && frames.length > 0, 'as many frames as acTL says');
  return { plays: u32(control, 4), frames };
}

/** Section 13.16, alpha channel processing, without gamma. */
function draw(
  canvas: Uint8Array,
  canvasWidth: number,
  pixels: Uint8Array,
  [x, y, width, height]: readonly [number, number, number, number],
  over: boolean,
): void {
  for (let pixel = 0; pixel < width * height; pixel++) {
    const column = x + (pixel % width);
    const row = y + Math.floor(pixel / width);
    const to = 4 * (row * canvasWidth + column);
    const source = pixels.subarray(4 * pixel, 4 * pixel + 4);
    if (over) {
      assert(source[3] === 0 || source[3] === 255, 'only all or nothing is drawn over');
      if (source[3] === 0) continue;
    }
    canvas.set(source, to);
  }
}

function toPixels(
  compressed: Uint8Array,
  width: number,
  height: number,
  { colourType, palette, opacity }: Coding,
): Uint8Array {
  const channels = { 2: 3, 3: 1, 6: 4 }[colourType];
  assert(channels !== undefined, 'colour type 2, 3 or 6');
  const bytes = unfilter(inflateSync(compressed), width, height, channels);
  const pixels = new Uint8Array(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (colourType === 3) {
      const index = bytes[pixel]!;
      assert(3 * index < palette!.length, 'indices within the palette');
      pixels.set(palette!.subarray(3 * index, 3 * index + 3), 4 * pixel);
      pixels[4 * pixel + 3] = opacity?.[index] ?? 255;
    } else {
      const from = channels * pixel;
      pixels.set(bytes.subarray(from, from + 3), 4 * pixel);
      pixels[4 * pixel + 3] = channels === 4 ? bytes[from + 3]! : 255;
    }
  }
  return pixels;
}

/** Section 9, filtering. */
export function unfilter(
  rows: Uint8Array,
  width: number,
  height: number,
  channels: number,
): Uint8Array {
  const rowBytes = width * channels;
  assert(rows.length === height * (rowBytes + 1), 'as many bytes as the size wants');
  const out = new Uint8Array(height * rowBytes);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (rowBytes + 1)]!;
    for (let x = 0; x < rowBytes; x++) {
      const at = y * rowBytes + x;
      const a = x >= channels ? out[at - channels]! : 0;
      const b = y > 0 ? out[at - rowBytes]! : 0;
      const c = x >= channels && y > 0 ? out[at - rowBytes - channels]! : 0;
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      const nearest = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      const predictions = [0, a, b, Math.floor((a + b) / 2), nearest];
      assert(filter < predictions.length, 'filters from 0 to 4');
      out[at] = rows[y * (rowBytes + 1) + 1 + x]! + predictions[filter]!;
    }
  }
  return out;
}

/** Section 5, with a checksum bit by bit (annex D). */
function readChunks(file: Uint8Array): readonly Chunk[] {
  assert(file.subarray(0, 8).join() === '137,80,78,71,13,10,26,10', 'the signature');
  const chunks: Chunk[] = [];
  for (let at = 8; at < file.length;) {
    const length = u32(file, at);
    const end = at + 8 + length;
    assert(end + 4 <= file.length, 'a chunk within the file');
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    assert(u32(file, end) === checksum(file.subarray(at + 4, end)), `the checksum of ${name}`);
    chunks.push({ name, data: file.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

function checksum(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb8_8320 ^ (crc >>> 1) : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
}

function u16(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint16(at);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function assert(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Error(`Not a proper PNG: ${rule}.`);
}
