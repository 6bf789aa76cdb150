import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UsageError } from '../../errors.ts';
import { LOCK_NAME, takeLock } from '../../node/run/lock.ts';
import { attempt } from '../../node/temporaryFiles.ts';

/** A process that is alive touches its lock every 20 seconds. */
const SILENCE_MS = 65_000;

/**
 * Waits until a run's folder is free, before a trial is taken over: its former process may
 * still be writing a checkpoint. The lock of a host that is gone is removed when nobody has
 * touched it for three of its periods; clocks of two hosts are not compared for that.
 *
 * @throws {UsageError} If the process in it is alive, and goes on.
 */
export async function freeFolder(folder: string, signal?: AbortSignal): Promise<void> {
  const path = join(folder, LOCK_NAME);
  const started = performance.now();
  const before = touchedAt(path);
  while (existsSync(path)) {
    try {
      takeLock(folder).release();
      return;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const isPatient = performance.now() - started < SILENCE_MS && signal?.aborted !== true;
      if (!isPatient && touchedAt(path) !== before) throw error;
      if (!isPatient) break;
    }
    await wait(500);
  }
  if (signal?.aborted !== true) rmSync(path, { force: true });
}

function touchedAt(path: string): number | undefined {
  return attempt(() => statSync(path).mtimeMs);
}
