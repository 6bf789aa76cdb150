const IMPORTS = 2;
const MEMORY = 2;
/** Of an import: shared, with a largest size. */
const SHARED = 3;

/** The most pages that a memory has, in the variable length of WebAssembly: 65,536. */
const MAX_PAGES = [0x80, 0x80, 0x04];

/**
 * The bytes of a module that imports a memory, made to import one that threads share:
 * the kind of the memory is all that is different, so the kernels are stored once.
 */
export function sharedModule(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let at = 8;
  for (;;) {
    const section = bytes[at] as number;
    const [size, start] = readNumber(bytes, at + 1);
    if (section !== IMPORTS) {
      at = start + size;
      continue;
    }
    const imports = shareMemory(bytes.subarray(start, start + size));
    return Uint8Array.from([
      ...bytes.subarray(0, at + 1),
      ...writeNumber(imports.length),
      ...imports,
      ...bytes.subarray(start + size),
    ]);
  }
}

/** The list of imports, in which the memory is another. */
function shareMemory(list: Uint8Array): readonly number[] {
  const [count, first] = readNumber(list, 0);
  let at = first;
  for (let index = 0; index < count; index++) {
    // The names of module and import.
    for (let name = 0; name < 2; name++) {
      const [length, start] = readNumber(list, at);
      at = start + length;
    }
    const kind = list[at];
    if (kind === MEMORY) {
      const [, end] = readNumber(list, at + 2);
      return [
        ...list.subarray(0, at + 1),
        SHARED,
        ...list.subarray(at + 2, end),
        ...MAX_PAGES,
        ...list.subarray(end),
      ];
    }
    // A function, by its type.
    [, at] = readNumber(list, at + 1);
  }
  return [...list];
}

/** @returns The number, and where the next one begins. */
function readNumber(bytes: Uint8Array, at: number): readonly [number, number] {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    value |= (byte & 127) << shift;
    if (byte < 128) return [value, at];
  }
}

function writeNumber(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...writeNumber(value >> 7)];
}
