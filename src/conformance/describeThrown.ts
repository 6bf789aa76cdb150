import { messageOf, show, showThrown } from '../validation/show.ts';

/** How something that was thrown, which may be anything, appears in a message. */
export function describeThrown(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) {
    return `${show(thrown)} (which is not an Error)`;
  }
  // By its members: an error may come from another realm.
  if (messageOf(thrown) !== undefined) return showThrown(thrown);
  return `${describeObject(thrown)} (which is not an Error)`;
}

function describeObject(thrown: object): string {
  try {
    return JSON.stringify(thrown).slice(0, 200);
  } catch {
    return show(thrown);
  }
}
