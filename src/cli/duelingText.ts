import type { State, StateValue } from '../state/state.ts';
import { hiddenText } from './hiddenText.ts';

/**
 * The streams of a network in a word: `no`, `yes`, or their hidden layers, such as `64`. Noise that the
 * whole network has is told with its other layers.
 *
 * @param network - As descriptions of agents have it.
 * @returns undefined where there is more to tell.
 */
export function duelingText({ dueling, output }: State): string | undefined {
  if (dueling === null) return 'no';
  const { hidden, activation, noisy, ...unknown } = Object(dueling) as Record<string, StateValue>;
  if (!Array.isArray(hidden) || Object.keys(unknown).length > 0) return undefined;
  const { noisy: whole } = Object(output) as { readonly noisy?: StateValue };
  const isOwn = noisy !== undefined && JSON.stringify(noisy) !== JSON.stringify(whole);
  if (hidden.length === 0) return isOwn ? undefined : 'yes';
  return hiddenText(
    hidden.map((units) => ({
      ...{ type: 'dense', units: units as StateValue, activation: activation ?? null },
      ...(isOwn && { noisy }),
    })),
  );
}

/** Whether the noise of the outputs is that of the hidden layers, which tell it already. */
export function hasNoiseOfLayers({ layers, output }: State): boolean {
  const dense = Array.isArray(layers)
    ? (layers as readonly State[]).filter(({ type }) => type === 'dense')
    : [];
  const { noisy, ...others } = Object(output) as Record<string, StateValue>;
  if (dense.length === 0 || Object.keys(others).length > 0) return false;
  return dense.every((layer) => JSON.stringify(layer['noisy']) === JSON.stringify(noisy));
}
