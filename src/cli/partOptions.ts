import { agentParts } from '../agents/agentParts.ts';
import { usualParts, type PartMaker } from '../agents/restoreAgent.ts';
import type { State, StateValue } from '../state/state.ts';

/** What makes each part of the library, those included that need no mention elsewhere. */
export const libraryParts: Readonly<Record<string, PartMaker>> = {
  ...usualParts,
  ...agentParts,
};

/**
 * The options of a described part, numbers, texts and truths alone, that are not what its maker
 * takes by default; `[name, text]` of each. An option without a default is one of them.
 *
 * @param part - `{ kind, options }`, as descriptions of agents have it.
 */
export function optionsBeyondDefaults(part: State): readonly (readonly [string, string])[] {
  const { kind, options } = part;
  if (typeof kind !== 'string' || typeof options !== 'object' || options === null) return [];
  const plain = Object.entries(options as State).filter((entry): entry is [string, Plain] =>
    isPlain(entry[1]),
  );
  return plain
    .filter(([name, value]) => defaultOf(kind, Object.fromEntries(plain), name) !== value)
    .map(([name, value]) => [name, String(value)]);
}

/** What can be told in a word. */
type Plain = number | string | boolean;

function isPlain(value: StateValue | undefined): value is Plain {
  return ['number', 'string', 'boolean'].includes(typeof value);
}

/** What a maker takes where an option is left out; undefined where it needs it, or is not known. */
function defaultOf(kind: string, options: State, name: string): unknown {
  const maker = Object.hasOwn(libraryParts, kind) ? libraryParts[kind] : undefined;
  const { [name]: _, ...rest } = options;
  try {
    const made: unknown = maker?.(rest as never);
    return (made as { readonly options?: State }).options?.[name];
  } catch {
    return undefined;
  }
}
