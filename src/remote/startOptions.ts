import { OptionsError } from '../errors.ts';
import type { CheckpointReader } from '../state/store.ts';
import { requireBoolean, requireNumber } from '../validation/options.ts';
import { rejectUnknown, suggestion } from '../validation/rejectUnknown.ts';
import { show } from '../validation/show.ts';

/**
 * Options of `startTraining`.
 *
 * @category Workers
 */
export interface StartTrainingOptions<Options = unknown> {
  /** Plain data for the function that the worker gave to `serveTraining`. */
  readonly options?: Options;
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
  rejectUnknown('startTraining', given, known, {
    call: () => '',
    key: (key) =>
      `${suggestion(key, known)} (what the worker's own function takes goes into options, as in ` +
      'startTraining(worker, { options: { seed: 1 } }))',
  });
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
