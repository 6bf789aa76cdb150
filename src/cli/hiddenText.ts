import type { State, StateValue } from '../state/state.ts';

/** What normalised layers are without options. */
const USUAL_NORM = { axis: 'all', epsilon: 1e-5 };

/**
 * Hidden layers in a word, such as `128,128`, `64 elu` or `128,128 noisy layerNorm`: their sizes, and
 * what they are where that is not usual.
 *
 * @param layers - As descriptions of agents have them.
 * @returns undefined where there are others among them, or they are not alike but for their sizes.
 */
export function hiddenText(layers: readonly State[]): string | undefined {
  const dense = layers.filter(({ type }) => type === 'dense');
  const norm = layers.find(({ type }) => type === 'layerNorm');
  const { type: _, units: __, activation: own, noisy, ...unknown } = dense[0] ?? {};
  const alike = dense.flatMap(({ units }): State[] => [
    { ...dense[0], units: units as StateValue },
    ...(norm ? [norm] : []),
  ]);
  const isAlike = textOf(alike) === textOf(layers);
  if (!isAlike || Object.keys(unknown).length > 0) return undefined;
  const { type: ___, activation: behind, ...norms } = norm ?? {};
  // A normalised layer is bent behind its normalisation.
  if (norm && (own !== 'linear' || textOf([norms]) !== textOf([USUAL_NORM]))) return undefined;
  const activation = norm ? behind : own;
  const sizes = dense.map(({ units }) => JSON.stringify(units)).join() || '[]';
  const words = [
    ...(dense.length === 0 || activation === 'relu'
      ? []
      : [JSON.stringify(activation).replaceAll('"', '')]),
    ...(noisy ? [noiseText(noisy as State)] : []),
    ...(norm ? ['layerNorm'] : []),
  ];
  return [sizes, ...words].join(' ');
}

/** Noise of the usual size by its name alone. */
function noiseText({ sigma }: State): string {
  return sigma === 0.5 ? 'noisy' : `noisy ${JSON.stringify(sigma)}`;
}

/** The same for records whose members come in another order. */
function textOf(layers: readonly State[]): string {
  return JSON.stringify(
    layers.map((layer) => Object.entries(layer).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
}
