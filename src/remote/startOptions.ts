import { OptionsError } from '../errors.ts';
import type { CheckpointReader } from '../state/store.ts';
import { requireBoolean, requireNumber } from '../validation/options.ts';
import { rejectUnknown, suggestion } from '../validation/rejectUnknown.ts';
import { show } from '../validation/show.ts';

/**
 * Options of `startTraining`.
 *
 * @typeParam Options - What the worker's function takes. Where that cannot be undefined, it has to
 *   be given, as the function gets nothing else.
 * @category Workers
 */
export type StartTrainingOptions<Options = unknown> = StartSettings & WorkerOptions<Options>;

/**
 * What the worker's function takes.
 *
 * @category Workers
 */
export type WorkerOptions<Options> = undefined extends Options
  ? {
      /** Plain data for the function that the worker gave to `serveTraining`. */
      readonly options?: Options;
    }
  : {
      /** Plain data for the function that the worker gave to `serveTraining`. */
      readonly options: Options;
    };

/**
 * {@link StartTrainingOptions} as an argument, which can be left out where the worker's function
 * needs nothing.
 *
 * @category Workers
 */
export type StartTrainingArgument<Options> = undefined extends Options
  ? [options?: StartTrainingOptions<Options> | undefined]
  : [options: StartTrainingOptions<Options>];

/**
 * Options of `startTraining` beside those of the worker's function.
 *
 * @category Workers
 */
export interface StartSettings {
  /**
   * A checkpoint of the kind `'training'` to go on from, or a store that holds one.
   *
   * @default a new training begins
   */
  readonly from?: Uint8Array | CheckpointReader;
  /**
   * Steps a second, above 0.
   *
   * @default Infinity, as fast as it goes
   */
  readonly speed?: number;
  /**
   * Whether it waits before its first step until it is resumed.
   *
   * @default false
   */
  readonly isPaused?: boolean;
  /**
   * How often events come, at most. In between they are gathered.
   *
   * @default 20
   */
  readonly eventsPerSecond?: number;
  /**
   * How long the worker may take to load and to make the agent, in milliseconds; above 0.
   *
   * @default 30,000
   */
  readonly timeoutMilliseconds?: number;
}

/** {@link StartTrainingOptions} with every default filled in. */
export type ResolvedStart = Omit<Required<StartTrainingOptions>, 'from'> & {
  readonly from: Uint8Array | CheckpointReader | null;
};

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveStart(given: StartTrainingOptions): ResolvedStart {
  const known = ['options', 'from', 'speed', 'isPaused', 'eventsPerSecond', 'timeoutMilliseconds'];
  const hints = {
    call: () => '',
    key: (key: string) =>
      `${suggestion(key, known)} (what the worker's own function takes goes into options, as in ` +
      'startTraining(worker, { options: { seed: 1 } }))',
  };
  rejectUnknown('startTraining', given, known, hints, ['options']);
  const { speed = Infinity, isPaused = false } = given;
  const { eventsPerSecond = 20, timeoutMilliseconds = 30_000 } = given;
  const above = { min: 0, exclusiveMin: true };
  return {
    options: given.options,
    from: given.from ?? null,
    speed: requireSpeed(speed),
    isPaused: requireBoolean('isPaused', isPaused),
    eventsPerSecond: requireNumber('eventsPerSecond', eventsPerSecond, above),
    timeoutMilliseconds: requireNumber('timeoutMilliseconds', timeoutMilliseconds, above),
  };
}

/** @throws {OptionsError} If it is no speed. */
export function requireSpeed(speed: unknown): number {
  if (typeof speed === 'number' && speed > 0) return speed;
  throw new OptionsError(
    `speed must be a number of steps a second above 0, or Infinity; received ${show(speed)}. To hold the ` +
      'training, call pause().',
  );
}
