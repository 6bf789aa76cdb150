import * as kinds from './kinds.ts';
import type { LayerKind } from './layerKind.ts';

type Kinds = typeof kinds;

const table: Readonly<Record<string, unknown>> = kinds;

/**
 * One layer of a {@link NetworkSpec}.
 *
 * @category Networks
 */
export type LayerSpec = ReturnType<Kinds[keyof Kinds]['resolve']>;

/**
 * A layer with its dimensions.
 *
 * @category Networks
 */
export type Layer = ReturnType<Kinds[keyof Kinds]['build']>;

/** The types of layers. */
export const layerTypes: readonly LayerSpec['type'][] = /* @__PURE__ */ Object.keys(
  kinds,
) as LayerSpec['type'][];

/** What networks know of layers of this type. */
export function kindOf<S extends LayerSpec>({ type }: Pick<S, 'type'>): LayerKind<S, Layer> {
  // The table holds the kind of each type under its name.
  return table[type] as LayerKind<S, Layer>;
}
