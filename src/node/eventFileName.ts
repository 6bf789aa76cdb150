import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * A name for an event file, by which TensorBoard finds it:
 * `events.out.tfevents.1700000000.host.4711.0`.
 *
 * @param folder - Where it is to lie; a folder for each run.
 * @param number - Tells files of the same second and process apart.
 * @category Runs
 */
export function eventFileName(folder: string, number = 0): string {
  const seconds = Math.floor(Date.now() / 1000);
  const host = hostname().replaceAll(/[^\w.-]/g, '_');
  return join(folder, `events.out.tfevents.${seconds}.${host}.${process.pid}.${number}`);
}
