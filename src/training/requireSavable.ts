import { OptionsError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { isTensor } from '../state/stateReader.ts';
import { show } from '../validation/show.ts';

/**
 * Throws unless a run can go on from it.
 *
 * @throws {OptionsError}
 */
export function requireState(from: unknown): void {
  const isRecord = typeof from === 'object' && from !== null && !Array.isArray(from);
  const isState = isRecord && !isTensor(from) && !ArrayBuffer.isView(from);
  if (isState && !abandonPromise(from)) return;
  throw new OptionsError(
    'from must be a state that training.getState() gave, such as ' +
      `decodeCheckpoint(bytes, { kind: 'training' }); received ${show(from)}.`,
  );
}

/**
 * Throws unless `checkpoint.save` can be called.
 *
 * @throws {OptionsError}
 */
export function requireSave(save: unknown): void {
  if (typeof save === 'function') return;
  const isPromise = abandonPromise(save);
  throw new OptionsError(
    'checkpoint.save must be a function, such as () => agent.save(file(path)); received ' +
      (isPromise ? 'a promise: write () => in front of the call.' : `${show(save)}.`),
  );
}
