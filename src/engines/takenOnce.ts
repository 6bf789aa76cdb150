import { UsageError } from '../errors.ts';

/** For a readback that is taken a second time. */
export function takenAlready(): UsageError {
  return new UsageError('These numbers were taken already; a Readback is read once.');
}

/** A guard for a readback: what it returns throws from its second call on. */
export function takeOnce(): () => void {
  let isTaken = false;
  return () => {
    if (isTaken) throw takenAlready();
    isTaken = true;
  };
}
