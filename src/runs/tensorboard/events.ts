import { ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
import { ProtobufMessage } from './protobuf.ts';
import { frameRecord } from './record.ts';
import type { Summary } from './summaries.ts';

/**
 * The first record of an event file of TensorBoard.
 *
 * @param wallTime - Seconds since 1970.
 * @throws {ValueError} If `wallTime` is no finite number.
 * @category Runs
 */
export function beginEventFile(wallTime: number): Uint8Array<ArrayBuffer> {
  requireTime(wallTime);
  return frameRecord(new ProtobufMessage().double(1, wallTime).text(3, 'brain.Event:2').encode());
}

/**
 * One record of an event file of TensorBoard: the values of a step. The records of a file
 * follow one another; {@link beginEventFile} is the first.
 *
 * @example
 * ```ts
 * import { beginEventFile, encodeSummaries, scalarSummary } from 'deepq';
 *
 * const wallTime = Date.now() / 1000;
 * const parts = [
 *   beginEventFile(wallTime),
 *   encodeSummaries({ step: 100, wallTime, summaries: [scalarSummary('train/loss', 0.5)] }),
 * ];
 * new Blob(parts).size; // the bytes of a file such as `events.out.tfevents.1700000000.page`
 * ```
 * @throws {ValueError} If `step` is no whole number from 0 to 2⁵³ − 1, or `wallTime` no finite
 *   number.
 * @category Runs
 */
export function encodeSummaries({
  step,
  wallTime,
  summaries,
}: {
  /** Such as environment steps. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  /** The values. */
  readonly summaries: readonly Summary[];
}): Uint8Array<ArrayBuffer> {
  requireTime(wallTime);
  if (!Number.isSafeInteger(step) || step < 0) {
    throw new ValueError(
      `encodeSummaries.step must be a whole number of at least 0; received ${show(step)}.`,
    );
  }
  const summary = new ProtobufMessage();
  for (const { bytes } of summaries) summary.bytes(1, bytes);
  const event = new ProtobufMessage().double(1, wallTime).integer(2, step).message(5, summary);
  return frameRecord(event.encode());
}

function requireTime(wallTime: unknown): void {
  if (typeof wallTime === 'number' && Number.isFinite(wallTime)) return;
  throw new ValueError(
    `wallTime must be seconds since 1970, such as Date.now() / 1000; received ${show(wallTime)}.`,
  );
}
