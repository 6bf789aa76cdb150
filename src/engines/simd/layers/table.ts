import type { AnyLayer } from '../../../networks/layers/layerKind.ts';
import type { Layer } from '../../../networks/layers/table.ts';
import * as layers from './layers.ts';
import type { ActionKernels } from './denseOfActions.ts';
import type { SimdLayer } from './simdLayer.ts';

/** A layer of every kind that networks know: one that is missing does not compile. */
const table: { readonly [Type in Layer['type']]: unknown } = layers;

type KernelsOf<T> = T extends SimdLayer<infer _, infer K> ? K : never;
type All<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;

/** The kernels that layers call besides the shared ones. */
export type LayerKernels = All<KernelsOf<(typeof layers)[keyof typeof layers]>> & ActionKernels;

/** How layers of this type are computed. */
export function simdLayerOf({ type }: AnyLayer): SimdLayer<AnyLayer, LayerKernels> {
  return table[type as Layer['type']] as SimdLayer<AnyLayer, LayerKernels>;
}
