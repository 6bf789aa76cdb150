import type { Architecture } from '../networks/architecture.ts';
import type { ConvLayer } from '../networks/layers/conv.ts';
import type { DenseLayer } from '../networks/layers/dense.ts';
import type { LayerNormLayer } from '../networks/layers/layerNorm.ts';
import type { Layer } from '../networks/layers/table.ts';

/** A layer of which each output is computed with weights of its own. */
export type UnitLayer = DenseLayer | ConvLayer;

/** The hidden units of a layer: outputs of a dense layer, filters of a convolution. */
export interface HiddenUnits {
  /** How many there are. */
  readonly count: number;
  /** The layer that has the weights into them. */
  readonly source: UnitLayer;
  /** Normalisations behind it, which scale them. */
  readonly norms: readonly LayerNormLayer[];
  /** The layer whose outputs tell what they are worth: behind normalisation, pooling and activation. */
  readonly measured: Layer;
  /** The layers that have the weights out of them. */
  readonly next: readonly UnitLayer[];
}

/**
 * All units between the observation and the outputs that can be made anew one by one.
 * The k-th number of what comes out belongs to unit `k mod count`, in images too.
 * Units whose outputs are cut otherwise before they go on, by a reshape, are left out,
 * and so are those of an embedding.
 */
export function hiddenUnits({ trunk, output }: Architecture): readonly HiddenUnits[] {
  const streams = output.type === 'linear' ? [output.layers] : [output.value, output.advantage];
  const found: HiddenUnits[] = [];
  const follow = (layers: readonly Layer[], behind: readonly Layer[]): void => {
    layers.forEach((source, index) => {
      if (source.type !== 'dense' && source.type !== 'conv') return;
      const units = unitsOf(source, layers.slice(index + 1), behind);
      if (units) found.push(units);
    });
  };
  follow(
    trunk,
    streams.map(([first]) => first as Layer),
  );
  for (const layers of streams) follow(layers, []);
  return found;
}

/**
 * @param rest - What follows on the layer.
 * @param behind - What follows on all of that; nothing after the outputs.
 */
function unitsOf(
  source: UnitLayer,
  rest: readonly Layer[],
  behind: readonly Layer[],
): HiddenUnits | null {
  const count = source.type === 'dense' ? source.units : source.outputShape[2];
  const norms: LayerNormLayer[] = [];
  let measured: Layer = source;
  let isReshaped = false;
  for (const layer of rest) {
    if (layer.type === 'dense' || layer.type === 'conv') {
      return isReshaped && layer.type === 'conv'
        ? null
        : { count, source, norms, measured, next: [layer] };
    }
    // It multiplies each unit by what its fraction makes of it: the unit is told before it.
    if (layer.type === 'fractionEmbedding') continue;
    if (layer.type === 'reshape') isReshaped = true;
    else if (isReshaped) return null;
    else {
      if (layer.type === 'layerNorm') norms.push(layer);
      measured = layer;
    }
  }
  const next = behind.filter((layer): layer is UnitLayer => layer.type === 'dense');
  return next.length > 0 ? { count, source, norms, measured, next } : null;
}
