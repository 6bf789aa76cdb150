/** Slicing-by-8: table `k` is for a byte with `k` more bytes behind it. */
const SLICES = 8;
const POLYNOMIAL = 0xedb8_8320;

let cachedTables: Int32Array | undefined;

/** How a CRC-32 is computed: of bytes, going on from the result for those before. */
export type Crc32 = (bytes: Uint8Array, previous?: number) => number;

let fastest: Crc32 | undefined;

/**
 * CRC-32 as in zlib, PNG and Ethernet: in Node its own, which is about eight
 * times as fast, elsewhere {@link slicedCrc32}.
 *
 * @param previous - The result for the bytes before these, to go on from.
 * @returns An unsigned 32-bit number.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  fastest ??= findNodes() ?? slicedCrc32;
  return fastest(bytes, previous);
}

/** The function of Node's zlib, or `undefined` where there is none. */
function findNodes(): Crc32 | undefined {
  // Not by an import, which no browser could resolve.
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => { crc32?: Crc32 } | undefined };
  };
  return process?.getBuiltinModule?.('node:zlib')?.crc32;
}

/**
 * CRC-32 at more than 300 MB/s.
 *
 * @see https://create.stephan-brumme.com/crc32/#slicing-by-8-overview
 */
export function slicedCrc32(bytes: Uint8Array, previous = 0): number {
  const tables = (cachedTables ??= makeTables());
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wholeEnd = bytes.length - (bytes.length % SLICES);
  let crc = ~previous;
  let index = 0;
  for (; index < wholeEnd; index += SLICES) {
    const low = words.getInt32(index, true) ^ crc;
    const high = words.getInt32(index + 4, true);
    crc =
      (tables[1792 + (low & 0xff)] as number) ^
      (tables[1536 + ((low >>> 8) & 0xff)] as number) ^
      (tables[1280 + ((low >>> 16) & 0xff)] as number) ^
      (tables[1024 + (low >>> 24)] as number) ^
      (tables[768 + (high & 0xff)] as number) ^
      (tables[512 + ((high >>> 8) & 0xff)] as number) ^
      (tables[256 + ((high >>> 16) & 0xff)] as number) ^
      (tables[high >>> 24] as number);
  }
  for (; index < bytes.length; index++) {
    crc = (crc >>> 8) ^ (tables[(crc ^ (bytes[index] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

/** The eight tables one after another, 256 entries each. */
function makeTables(): Int32Array {
  const tables = new Int32Array(SLICES * 256);
  for (let index = 0; index < tables.length; index++) {
    let crc = tables[index - 256] ?? index;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[index] = crc;
  }
  return tables;
}
