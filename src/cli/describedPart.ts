import type { State, StateValue } from '../state/state.ts';
import { CommandError } from './command.ts';

/**
 * A value of `--set` with the parts in it as they are described: one that is written without options
 * has none, such as `{"kind":"greedy"}`.
 *
 * @param key - What `--set` was given, for messages.
 * @throws {CommandError} If what a part is made with stands beside its kind.
 */
export function withOptions(value: StateValue, key: string): StateValue {
  if (!isRecord(value)) return value;
  const { kind, options, ...beside } = value;
  if (typeof kind !== 'string') return eachOf(value, key);
  if (Object.keys(beside).length > 0) {
    const inside = { ...(isRecord(options) && options), ...beside };
    throw new CommandError(
      `--set ${key}: what ${kind} is made with stands under options. Write ` +
        `'${JSON.stringify({ kind, options: inside })}' in place of '${JSON.stringify(value)}'.`,
    );
  }
  const given = options ?? {};
  if (isRecord(given)) return { kind, options: eachOf(given, key) };
  throw new CommandError(
    `--set ${key}: the options of ${kind} must be an object, such as {}; received ` +
      `${JSON.stringify(options)}.`,
  );
}

/** @throws {CommandError} If a value is none that a part is described by. */
export function requirePart(value: StateValue, key: string, kinds: readonly string[]): void {
  if (isRecord(value) && typeof value['kind'] === 'string') return;
  throw new CommandError(
    `--set ${key} needs one of ${kinds.join(', ')}, or JSON with a kind and options: ` +
      `'{"kind":"${kinds[0]}","options":{…}}'; received '${JSON.stringify(value)}'.`,
  );
}

/** Whether a value is a record, and no list or array of numbers. */
export function isRecord(value: StateValue | undefined): value is State {
  if (typeof value !== 'object' || value === null) return false;
  return !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function eachOf(record: State, key: string): State {
  const entries = Object.entries(record).map(([name, value]) => [name, withOptions(value, key)]);
  return Object.fromEntries(entries) as State;
}
