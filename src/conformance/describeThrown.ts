import { show } from '../validation/options.ts';

/** How something that was thrown, which may be anything, appears in a message. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) {
    return `${show(thrown)} (which is not an Error)`;
  }
  const { name, message }: { readonly name?: unknown; readonly message?: unknown } = thrown;
  // By its members: an error may come from another realm.
  if (typeof message === 'string') {
    return typeof name === 'string' && name !== '' ? `${name}: ${message}` : message;
  }
  return `${describeObject(thrown)} (which is not an Error)`;
}

function describeObject(thrown: object): string {
  try {
    return JSON.stringify(thrown).slice(0, 200);
  } catch {
    return show(thrown);
  }
}
