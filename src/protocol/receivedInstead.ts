import { abandonPromise } from './abandonPromise.ts';
import { show } from '../validation/options.ts';

/**
 * What was given in place of an environment, as the end of a message, with
 * what to do about the commonest slips: a forgotten `await`, a class in place
 * of an instance, a name in place of an environment.
 */
export function receivedInstead(given: unknown): string {
  if (abandonPromise(given)) {
    return (
      'received a promise; await it, and pass what it gives, as of ' +
      "await GymnasiumEnvironment.create('CartPole-v1')."
    );
  }
  return `received ${show(given)}.${hintFor(given)}`;
}

function hintFor(given: unknown): string {
  if (typeof given === 'function') return ' Pass an instance: new MyEnvironment().';
  if (typeof given !== 'string') return '';
  return ` Make it first: makeEnvironment(${show(given)}), from deepq/environments.`;
}
