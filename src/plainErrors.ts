import {
  BackendError,
  CheckpointError,
  DeepQError,
  DivergenceError,
  EnvironmentError,
  OptionsError,
  ShapeError,
  UsageError,
  ValueError,
  WorkerError,
} from './errors.ts';

/**
 * An error as plain data, which reaches another thread as it is.
 *
 * @category Errors
 */
export interface PlainError {
  /** Such as `'OptionsError'`. */
  readonly name: string;
  /** What was wrong, and how to mend it. */
  readonly message: string;
  /** Where it was thrown, if the host tells. */
  readonly stack?: string;
  /** What it came from. */
  readonly cause?: PlainError;
}

/** Deeper than any chain of causes; a cycle ends here. */
const MAX_CAUSES = 10;

/**
 * Turns an error into plain data for `postMessage`. Workers and pages send
 * errors as copies that have lost class and name; {@link fromPlainError} brings
 * both back on the other side.
 *
 * @param error - Any error. Of what is none, its text is the message.
 * @example
 * ```ts
 * import { fromPlainError, OptionsError, toPlainError } from 'deepq';
 *
 * const sent = structuredClone(toPlainError(new OptionsError('seed is missing')));
 * fromPlainError(sent) instanceof OptionsError; // true
 * ```
 * @category Errors
 */
export function toPlainError(error: unknown): PlainError {
  return plainError(error, MAX_CAUSES);
}

function plainError(error: unknown, causes: number): PlainError {
  const { name, message, stack, cause } = fieldsOf(error);
  if (typeof message !== 'string') return { name: 'Error', message: describe(error) };
  return {
    name: typeof name === 'string' ? name : 'Error',
    message,
    ...(typeof stack === 'string' && { stack }),
    ...(cause !== undefined && causes > 0 && { cause: plainError(cause, causes - 1) }),
  };
}

/**
 * Makes what {@link toPlainError} returned into an error again: of its class, if
 * that is one of this library. An error that was sent as it is gets its class
 * back where its `stack` still begins with the name, as in Node and Chrome.
 *
 * @category Errors
 */
export function fromPlainError(plain: unknown): Error {
  return makeError(plain, MAX_CAUSES);
}

function makeError(plain: unknown, causes: number): Error {
  const { name, message, stack, cause } = fieldsOf(plain);
  const text = typeof message === 'string' ? message : describe(plain);
  const options =
    cause !== undefined && causes > 0 ? { cause: makeError(cause, causes - 1) } : undefined;
  const Class = CLASSES.find(({ className }) => className === name) ?? classByStack(stack);
  const error = Class ? new Class(text, options) : new Error(text, options);
  if (!Class && typeof name === 'string') error.name = name;
  if (typeof stack === 'string') error.stack = stack;
  return error;
}

const CLASSES: readonly (typeof DeepQError)[] = [
  DeepQError,
  OptionsError,
  ShapeError,
  ValueError,
  UsageError,
  EnvironmentError,
  CheckpointError,
  BackendError,
  DivergenceError,
  WorkerError,
];

function classByStack(stack: unknown): typeof DeepQError | undefined {
  const first = typeof stack === 'string' ? /^(\w+):/.exec(stack)?.[1] : undefined;
  return CLASSES.find(({ className }) => className === first);
}

function fieldsOf(value: unknown): Partial<Record<keyof PlainError, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}

function describe(value: unknown): string {
  return typeof value === 'string' ? value : Object.prototype.toString.call(value);
}
