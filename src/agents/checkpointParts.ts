import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireBoolean, show } from '../validation/options.ts';

/**
 * Which parts of an agent a checkpoint holds, or is to be used.
 *
 * @category Agents
 */
export interface CheckpointParts {
  /**
   * Whether the replay buffer is included. With it training goes on as if it
   * had never stopped; without it the file is small, and enough to act.
   *
   * @default true
   */
  readonly replay?: boolean;
}

/** @throws {OptionsError} If a part is unknown. */
export function resolveParts(parts: CheckpointParts): Required<CheckpointParts> {
  rejectUnknownOptions('A checkpoint', parts, ['replay']);
  return { replay: requireBoolean('replay', parts.replay ?? true) };
}

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
