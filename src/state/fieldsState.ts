import type { State } from './state.ts';
import type { Stateful } from './stateful.ts';
import { StateReader } from './stateReader.ts';

/**
 * What a field holds: a number of steps and the like (`'count'`), any finite
 * number, or a flag.
 */
export type FieldKind = 'count' | 'number' | 'boolean';

/** The kinds that each field of a memory may have. */
type KindsOf<M> = { readonly [Name in keyof M]: M[Name] extends boolean ? 'boolean' : FieldKind };

/**
 * The state of a part that remembers a few numbers and flags.
 *
 * @param where - What the state belongs to, for messages.
 * @param memory - Read when the state is taken out, written when one is taken
 *   over. Its owner goes on to read and write it as it likes.
 * @param kinds - Of each field, in the order in which they are checked.
 */
export function fieldsState<M extends Record<string, number | boolean>>(
  where: string,
  memory: M,
  kinds: KindsOf<M>,
): Pick<Stateful, 'getState' | 'prepareState'> {
  return {
    getState: () => ({ ...memory }),
    prepareState: (state: State) => {
      const reader = new StateReader(where, state);
      const saved = Object.entries<FieldKind>(kinds).map(
        ([name, kind]) => [name, readField(reader, name, kind)] as const,
      );
      return () => {
        Object.assign(memory, Object.fromEntries(saved));
      };
    },
  };
}

function readField(reader: StateReader, name: string, kind: FieldKind): number | boolean {
  if (kind === 'boolean') return reader.boolean(name);
  return kind === 'number' ? reader.number(name) : reader.count(name);
}
