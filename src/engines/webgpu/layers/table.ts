import type { AnyLayer } from '../../../networks/layers/layerKind.ts';
import type { Layer } from '../../../networks/layers/table.ts';
import * as layers from './layers.ts';
import type { WebgpuLayer } from './webgpuLayer.ts';

/** A layer of every kind that networks know: one that is missing does not compile. */
const table: { readonly [Type in Layer['type']]: unknown } = layers;

/** How layers of this type are computed. */
export function webgpuLayerOf({ type }: AnyLayer): WebgpuLayer<AnyLayer> {
  return table[type as Layer['type']] as WebgpuLayer<AnyLayer>;
}
