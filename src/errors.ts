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
  /** The name of the class, to tell errors apart where `instanceof` cannot. */
  override readonly name: string = 'DeepQError';
}

/**
 * An option is unknown, missing, out of range or at odds with another one.
 *
 * @category Errors
 */
export class OptionsError extends DeepQError {
  /** `'OptionsError'`. */
  override readonly name = 'OptionsError';
}

/**
 * An array has the wrong length, or two arrays that belong together disagree.
 *
 * @category Errors
 */
export class ShapeError extends DeepQError {
  /** `'ShapeError'`. */
  override readonly name = 'ShapeError';
}

/**
 * A value is NaN, infinite, of the wrong type or outside its range.
 *
 * @category Errors
 */
export class ValueError extends DeepQError {
  /** `'ValueError'`. */
  override readonly name = 'ValueError';
}

/**
 * A call came at the wrong time: a step before `reset`, learning before there
 * is enough data, any use after `dispose`.
 *
 * @category Errors
 */
export class UsageError extends DeepQError {
  /** `'UsageError'`. */
  override readonly name = 'UsageError';
}

/**
 * An environment breaks the rules of {@link Environment}.
 *
 * @category Errors
 */
export class EnvironmentError extends DeepQError {
  /** `'EnvironmentError'`. */
  override readonly name = 'EnvironmentError';
}

/**
 * A checkpoint is truncated, corrupted, foreign, or belongs to another
 * architecture.
 *
 * @category Errors
 */
export class CheckpointError extends DeepQError {
  /** `'CheckpointError'`. */
  override readonly name = 'CheckpointError';
}

/**
 * The TensorFlow.js backend is missing or cannot do what was asked of it.
 *
 * @category Errors
 */
export class BackendError extends DeepQError {
  /** `'BackendError'`. */
  override readonly name = 'BackendError';
}

/**
 * The loss became NaN or infinite, or the gradient too large to step by.
 *
 * @category Errors
 */
export class DivergenceError extends DeepQError {
  /** `'DivergenceError'`. */
  override readonly name = 'DivergenceError';
}
