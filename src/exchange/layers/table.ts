import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { LayerSpec } from '../../networks/layers/table.ts';
import type { LayerExchange } from './layerExchange.ts';
import * as layers from './layers.ts';

/** Any kind of layer. */
export type AnyExchange = LayerExchange<LayerSpec, AnyLayer>;

const table: Readonly<Record<string, unknown>> = layers;

/** How layers of this type are read and written; undefined if they cannot be. */
export function exchangeOf({ type }: { readonly type: string }): AnyExchange | undefined {
  return table[type] as AnyExchange | undefined;
}

/** How layers that TensorFlow.js calls by this name are read; undefined if they cannot be. */
export function exchangeOfClass(className: string): AnyExchange | undefined {
  return (Object.values(table) as AnyExchange[]).find((each) => each.className === className);
}
