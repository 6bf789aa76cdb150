import type { State, StateValue } from '../state/state.ts';
import { CommandError } from './command.ts';

/**
 * The sizes that `--set hidden` gives.
 *
 * @throws {CommandError} If they are no whole numbers.
 */
export function readSizes(text: string): readonly number[] {
  const bracketed = /^\[(.*)\]$/s.exec(text.trim());
  const inside = bracketed?.[1] ?? text;
  const isNone = bracketed !== null && inside.trim() === '';
  const sizes = isNone ? [] : inside.split(',').map((size) => size.trim());
  if (!sizes.every((size) => /^\d+$/.test(size))) {
    throw new CommandError(
      '--set hidden needs sizes of layers, whole numbers with commas between them, such as ' +
        `hidden=128,128, or hidden=[] for none; received '${text}'.`,
    );
  }
  return sizes.map(Number);
}

/**
 * A network with hidden layers of other sizes. What comes before them stays, such as an embedding
 * or convolutions, and so does what they are: noisy, normalised, with their activation. A network
 * that explores by its noise would explore no more with plain ones.
 */
export function withHidden(network: State, sizes: readonly number[]): State {
  const layers = Array.isArray(network['layers']) ? (network['layers'] as readonly State[]) : [];
  const first = layers.findLastIndex(({ type }) => !isHidden(type)) + 1;
  const replaced = layers.slice(first);
  const own = replaced.find(({ type }) => type === 'dense');
  const norm = replaced.find(({ type }) => type === 'layerNorm');
  const noisy = (network['output'] as State | undefined)?.['noisy'];
  const usual: State = { type: 'dense', activation: 'relu', ...(noisy && { noisy }) };
  const hidden = sizes.flatMap((units): State[] => [
    { ...(own ?? usual), units },
    ...(norm ? [norm] : []),
  ]);
  return { ...network, layers: [...layers.slice(0, first), ...hidden] };
}

function isHidden(type: StateValue | undefined): boolean {
  return type === 'dense' || type === 'layerNorm';
}
