import { UsageError } from '../errors.ts';

/** Workers that a training has, or had. Entries go with the workers. */
const claimed = new WeakSet<object>();

/**
 * Takes a worker for one training: a second would be told of the first one's steps.
 *
 * @throws {UsageError} If it was taken before.
 */
export function claimWorker(worker: object): void {
  if (claimed.has(worker)) {
    throw new UsageError(
      'startTraining was called with a worker that has a training, or had one; give each training a worker ' +
        'of its own.',
    );
  }
  claimed.add(worker);
}
