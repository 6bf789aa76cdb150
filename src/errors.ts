/**
 * Base class of every error that deepq throws on purpose. Catch it to tell a
 * mistake in how the library is used from a bug.
 *
 * Each message says what was wrong, what is required, what was received and
 * how to put it right.
 *
 * @category Errors
 */
export class DeepQError extends Error {
  /** What `name` is of errors of this class. */
  static readonly className: string = 'DeepQError';

  /**
   * The name of the class, to tell errors apart where `instanceof` cannot. An
   * error that is sent to another thread loses it: see {@link toPlainError}.
   */
  override get name(): string {
    // Not a field: the first line of `stack` is made before fields are there.
    return (this.constructor as typeof DeepQError).className;
  }

  /** An error may be given another name, as any of the language's own. */
  override set name(name: string) {
    Object.defineProperty(this, 'name', { value: name, writable: true, configurable: true });
  }
}

/**
 * An option is unknown, missing, out of range or at odds with another one.
 *
 * @category Errors
 */
export class OptionsError extends DeepQError {
  static override readonly className = 'OptionsError';
}

/**
 * An array has the wrong length, or two arrays that belong together disagree.
 *
 * @category Errors
 */
export class ShapeError extends DeepQError {
  static override readonly className = 'ShapeError';
}

/**
 * A value is NaN, infinite, of the wrong type or outside its range.
 *
 * @category Errors
 */
export class ValueError extends DeepQError {
  static override readonly className = 'ValueError';
}

/**
 * A call came at the wrong time: a step before `reset`, learning before there
 * is enough data, any use after `dispose`.
 *
 * @category Errors
 */
export class UsageError extends DeepQError {
  static override readonly className = 'UsageError';
}

/**
 * An environment breaks the rules of {@link Environment}.
 *
 * @category Errors
 */
export class EnvironmentError extends DeepQError {
  static override readonly className = 'EnvironmentError';
}

/**
 * A checkpoint is truncated, corrupted, foreign, or belongs to another
 * architecture.
 *
 * @category Errors
 */
export class CheckpointError extends DeepQError {
  static override readonly className = 'CheckpointError';
}

/**
 * The TensorFlow.js backend is missing or cannot do what was asked of it.
 *
 * @category Errors
 */
export class BackendError extends DeepQError {
  static override readonly className = 'BackendError';
}

/**
 * The loss became NaN or infinite, or the gradient too large to step by.
 *
 * @category Errors
 */
export class DivergenceError extends DeepQError {
  static override readonly className = 'DivergenceError';
}

/**
 * A worker could not be loaded, does not answer, or has come to an end.
 *
 * @category Errors
 */
export class WorkerError extends DeepQError {
  static override readonly className = 'WorkerError';
}
