import { abandonPromise } from './abandonPromise.ts';
import { show } from '../validation/options.ts';

/**
 * What was given in place of an environment, as the end of a message, with
 * what to do about the two commonest slips: a forgotten `await`, and a class
 * in place of an instance.
 */
export function receivedInstead(given: unknown): string {
  if (abandonPromise(given)) {
    return (
      'received a promise; await it, and pass what it gives, as of ' +
      "await GymnasiumEnvironment.create('CartPole-v1')."
    );
  }
  const hint = typeof given === 'function' ? ' Pass an instance: new MyEnvironment().' : '';
  return `received ${show(given)}.${hint}`;
}
