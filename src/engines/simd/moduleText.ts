/**
 * The characters that a string may hold without a backslash, whatever quotes are
 * around it: printable ASCII but for quotes, the dollar sign and the backslash.
 */
const ALPHABET: readonly string[] = /* @__PURE__ */ Array.from({ length: 95 }, (_, index) =>
  String.fromCharCode(32 + index),
).filter((character) => !'"\'`$\\'.includes(character));

/** Values from here on take two characters. */
const SINGLE = 88;

/**
 * Numbers of three bytes below zero, such as the prefix of SIMD instructions, are
 * made small ones: then most bytes of a module take one character.
 */
const SHIFT = 3;

/**
 * The bytes of a WebAssembly module as a text for source code: one character for
 * most bytes, two for others. gzip packs it better than hexadecimal digits, and
 * better than base64, in which a byte does not stay a byte.
 */
export function moduleText(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => {
    const value = (byte + SHIFT) % 256;
    if (value < SINGLE) return ALPHABET[value];
    const rest = value - SINGLE;
    const { length } = ALPHABET;
    return `${ALPHABET[SINGLE + Math.floor(rest / length)]}${ALPHABET[rest % length]}`;
  });
  return characters.join('');
}

/** The bytes of a module, of which {@link moduleText} made a text. */
export function moduleBytes(text: string): Uint8Array<ArrayBuffer> {
  const valueOf = new Map(ALPHABET.map((character, value) => [character, value]));
  const values = Array.from(text, (character) => valueOf.get(character) ?? NaN);
  const bytes: number[] = [];
  for (let index = 0; index < values.length; index++) {
    const first = values[index] as number;
    if (first < SINGLE) {
      bytes.push(first - SHIFT);
    } else {
      index += 1;
      const rest = (first - SINGLE) * ALPHABET.length + (values[index] as number);
      bytes.push(SINGLE + rest - SHIFT);
    }
  }
  // What is below 0 or above 255 comes round.
  return Uint8Array.from(bytes);
}
