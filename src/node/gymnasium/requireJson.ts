import { OptionsError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * Returns a copy of an object of what JSON can hold: what it cannot would be
 * left out, or become null, in silence.
 *
 * @throws {OptionsError} If it is no such object; the message says where.
 */
export function requireJson(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (!isPlain(value)) {
    throw new OptionsError(
      `${name} must be an object such as { name: 1 }; received ${show(value)}.`,
    );
  }
  return copyObject(name, value, []);
}

function copyObject(
  name: string,
  value: object,
  outer: readonly object[],
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(
    entries.map(([key, one]) => [key, copy(`${name}.${key}`, one, [...outer, value])]),
  );
}

/** @param outer - What the value is in, to notice a circle. */
function copy(name: string, value: unknown, outer: readonly object[]): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'object' && !outer.includes(value)) {
    if (Array.isArray(value)) {
      return value.map((one, index) => copy(`${name}[${index}]`, one, [...outer, value]));
    }
    if (isPlain(value)) return copyObject(name, value, outer);
  }
  throw new OptionsError(
    `${name} must be something that JSON can hold (null, true, false, a finite number, a string, an ` +
      `array or a plain object), since it is sent to Python; received ${show(value)}.`,
  );
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
