import { OptionsError } from '../errors.ts';
import { show } from '../validation/show.ts';

/**
 * @param where - The function that was called, for messages.
 * @throws {OptionsError} If a store cannot read, or cannot write.
 */
export function requireMethod(where: string, store: object, method: 'read' | 'write'): void {
  const given = store as Partial<Record<string, unknown>> | null | undefined;
  if (typeof given?.[method] === 'function') return;
  throw new OptionsError(
    `${needsStore(where, method)}; received ${show(store)}.${hintFor(store, method)}`,
  );
}

/** What is told where a store lacks a method. */
export function needsStore(where: string, method: string): string {
  return (
    `${where}(store) needs a store with the method ${method}, as file(path) of deepq/node, ` +
    'indexedDb(name) of deepq/browser and memoryStore() have it'
  );
}

/** Bytes are what a store gives. */
function hintFor(store: unknown, method: 'read' | 'write'): string {
  const isBytes = ArrayBuffer.isView(store) || store instanceof ArrayBuffer;
  return isBytes && method === 'read' ? ' Write { read: async () => bytes }.' : '';
}
