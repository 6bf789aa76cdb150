import { OptionsError } from '../errors.ts';
import { show } from '../validation/show.ts';

/** @throws {OptionsError} If a store cannot read, or cannot write. */
export function requireMethod(store: object, method: 'read' | 'write'): void {
  const given = store as Partial<Record<string, unknown>> | null | undefined;
  if (typeof given?.[method] === 'function') return;
  throw new OptionsError(
    `A checkpoint store needs the method ${method}, as file(path) of deepq/node, indexedDb(name) of ` +
      `deepq/browser and memoryStore() have it; received ${show(store)}.${hintFor(store, method)}`,
  );
}

/** Bytes are what a store gives. */
function hintFor(store: unknown, method: 'read' | 'write'): string {
  const isBytes = ArrayBuffer.isView(store) || store instanceof ArrayBuffer;
  return isBytes && method === 'read' ? ' Write { read: async () => bytes }.' : '';
}
