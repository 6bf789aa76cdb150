import { CheckpointError } from '../errors.ts';

/** What to throw for a file that cannot be used. */
export function malformed(problem: string): CheckpointError {
  return new CheckpointError(
    `This is not a policy file that can be used: ${problem}. Load another copy of it, or export it ` +
      'again with exportPolicy.',
  );
}

/** What was read from a file and may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws {CheckpointError} If it is no object. */
export function requireFields(name: string, value: unknown): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw malformed(`${name} is not an object`);
}

/** @throws {CheckpointError} If it is no list, or too long. */
export function requireList(name: string, value: unknown, longest: number): readonly unknown[] {
  if (Array.isArray(value) && value.length <= longest) return value;
  throw malformed(`${name} is not a list of at most ${longest}`);
}

/** @throws {CheckpointError} If the field is no whole number of that range. */
export function whole(fields: Fields, name: string, min: number, max: number): number {
  const value = fields[name];
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
    return value as number;
  }
  throw malformed(`${name} is not a whole number from ${min} to ${max}`);
}

/** @throws {CheckpointError} If the field is no finite number. */
export function finite(fields: Fields, name: string): number {
  const value = fields[name];
  if (Number.isFinite(value)) return value as number;
  throw malformed(`${name} is not a finite number`);
}

/** @throws {CheckpointError} If the field is none of these. */
export function choice<const T>(fields: Fields, name: string, choices: readonly T[]): T {
  const value = fields[name] as T;
  if (choices.includes(value)) return value;
  throw malformed(`${name} is none of ${choices.join(', ')}`);
}

/** The product of the lengths of a shape, each at least 1. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** The lengths of a shape whose product is not too large. */
export function shapeOf(fields: Fields, name: string): readonly number[] {
  const list = requireList(name, fields[name], 8);
  const shape = list.map((length) => whole({ [name]: length }, name, 1, MAX_NUMBERS));
  if (sizeOf(shape) > MAX_NUMBERS)
    throw malformed(`${name} holds more than ${MAX_NUMBERS} numbers`);
  return shape;
}

/** A row has no more numbers than this: a small file must not ask for all the memory there is. */
export const MAX_NUMBERS: number = 2 ** 24;
