/** What of a keyboard's event names its key. */
export type NamedKey = Pick<KeyboardEvent, 'key' | 'code'>;

/**
 * The name that a map has for the key of an event, or null if it has none. Shift and Caps Lock
 * make no difference: `A` is the key `a`, and `!` on an English keyboard the key `1`.
 *
 * @param has - Whether the map has a name.
 */
export function keyName({ key, code }: NamedKey, has: (name: string) => boolean): string | null {
  const names = [key, code, otherCase(key), /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1]];
  return names.find((name) => name !== undefined && name !== '' && has(name)) ?? null;
}

/** The same letter as Shift makes it; undefined for keys such as `'Enter'`, which have one name. */
export function otherCase(key: string): string | undefined {
  const lower = key.toLowerCase();
  const other = lower === key ? key.toUpperCase() : lower;
  const isLetter = [...key].length === 1 && [...other].length === 1 && other !== key;
  return isLetter ? other : undefined;
}
