import { typedArrayName } from './typedArrays.ts';

/** No value takes more of a message than this many characters. */
const MAX_LENGTH = 80;
/** Beyond it, writing down a bigint takes longer than its reader has. */
const MAX_BIGINT = 10n ** 40n;

/**
 * How a received value appears in a message: one line of at most about 120
 * characters. It never throws.
 */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return showString(value);
    case 'function':
      return showFunction(value);
    case 'bigint':
      return -MAX_BIGINT < value && value < MAX_BIGINT ? `${value}n` : 'a long bigint';
    case 'symbol':
      return printable(cut(String(value)));
    case 'object':
      return value === null ? 'null' : showObject(value);
    default:
      return String(value);
  }
}

/** How a shape appears, which may be anything: `[2, 3]`. */
export function showShape(shape: unknown): string {
  // The length first: of an array of four thousand million holes all are visited.
  if (!Array.isArray(shape) || shape.length > 20) return show(shape);
  const isShape = shape.every((length) => typeof length === 'number');
  return isShape ? `[${shape.join(', ')}]` : show(shape);
}

/** How something that was thrown, which may be anything, appears: `TypeError: far`. */
export function showThrown(thrown: unknown): string {
  const message = messageOf(thrown);
  if (message === undefined) return show(thrown);
  const name = read(thrown, 'name');
  return typeof name === 'string' && name !== '' ? `${name}: ${message}` : message;
}

/** The message of an error, cut to a length that can be read; undefined if there is none. */
export function messageOf(thrown: unknown): string | undefined {
  const message = read(thrown, 'message');
  if (typeof message !== 'string') return undefined;
  return message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
}

function read(thrown: unknown, member: 'name' | 'message'): unknown {
  if ((typeof thrown !== 'object' && typeof thrown !== 'function') || thrown === null)
    return undefined;
  try {
    return (thrown as Partial<Record<typeof member, unknown>>)[member];
  } catch {
    // A getter or a proxy that throws.
    return undefined;
  }
}

/** Messages of errors may be long: those of the library itself are. */
const MAX_MESSAGE = 2000;

function showString(text: string): string {
  const shown = `'${printable(cut(text))}'`;
  return text.length > MAX_LENGTH ? `${shown} (${text.length} characters)` : shown;
}

/** With its name, but for those that a bundler has made short. */
function showFunction(value: object): string {
  const name = nameOf(value);
  return name === undefined ? 'a function' : `the function ${name}`;
}

function nameOf(value: object): string | undefined {
  const name = read(value, 'name');
  return typeof name === 'string' && /^[$\w]{3,40}$/.test(name) ? name : undefined;
}

/**
 * The end of a message where a function was given in place of what it makes, as in
 * `head: c51Head`; otherwise nothing.
 */
export function hintOfCall(given: unknown): string {
  if (typeof given !== 'function') return '';
  const name = nameOf(given);
  return name === undefined ? ' Call it.' : ` Call it: ${name}(…).`;
}

/**
 * What an object that was given lacks, for the end of a message: ` without a proper kind,
 * create`; nothing if it is no object.
 *
 * @param has - Whether each member is there, and is what it must be.
 */
export function without(given: unknown, has: Readonly<Record<string, boolean>>): string {
  const missing = Object.keys(has).filter((name) => !has[name]);
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  return isObject && missing.length > 0 ? ` without a proper ${missing.join(', ')}` : '';
}

function showObject(value: object): string {
  const name = typedArrayName(value);
  // Without its prototype it has no length.
  if (name !== undefined) return `${name} of ${(value as Partial<Uint8Array>).length ?? '?'}`;
  if (ArrayBuffer.isView(value)) return 'DataView';
  try {
    if (!Array.isArray(value)) return isPromise(value) ? 'a promise (await it)' : 'an object';
  } catch {
    return 'a revoked proxy';
  }
  try {
    return `an array of ${value.length}`;
  } catch {
    return 'a proxy that throws';
  }
}

function isPromise(value: object): boolean {
  try {
    return typeof (value as { readonly then?: unknown }).then === 'function';
  } catch {
    return false;
  }
}

function cut(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** Without characters that would move the cursor of a terminal or break the line. */
function printable(text: string): string {
  return text.replace(
    /\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
