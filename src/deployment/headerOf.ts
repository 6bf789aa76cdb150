import type { Head } from '../heads/head.ts';
import type { Architecture } from '../networks/architecture.ts';
import type { Layer, LayerSpec } from '../networks/layers/table.ts';
import type { LayerHeader, PolicyHeader, Precision } from '../policy/header.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { stacksOf } from './sourceOf.ts';
import { valuesOfHead } from './valuesOfHead.ts';

/** Everything of a policy file but its weights. */
export function headerOf(
  architecture: Architecture,
  space: ObservationSpace,
  head: Head,
  precision: Precision,
): PolicyHeader {
  const { spec, input, actions } = architecture;
  const [trunk = [], ...streams] = stacksOf(architecture);
  return {
    observations:
      space.kind === 'discrete'
        ? { kind: 'discrete', n: space.n }
        : { kind: 'box', shape: space.shape, dtype: space.dtype },
    actions,
    scale: input.scale,
    planes: input.channels === 'first' && input.shape.length === 3,
    precision,
    values: valuesOfHead(head),
    trunk: trunk.map((layer, index) => layerHeader(layer, spec.layers[index])),
    streams: streams.map((stream) => stream.map((layer) => layerHeader(layer, undefined))),
  };
}

/** @param spec - Says how windows are padded. */
function layerHeader(layer: Layer, spec: LayerSpec | undefined): LayerHeader {
  const padding = spec && 'padding' in spec ? spec.padding : 'valid';
  switch (layer.type) {
    case 'dense': {
      const { type, units, activation } = layer;
      return { type, units, activation };
    }
    case 'conv': {
      const { type, outputShape, kernelSize, stride, activation } = layer;
      return { type, filters: outputShape[2], kernelSize, stride, padding, activation };
    }
    case 'maxPool':
    case 'averagePool': {
      const { type, size, stride, activation } = layer;
      return { type, size, stride, padding, activation };
    }
    case 'layerNorm': {
      const { type, axis, epsilon, activation } = layer;
      return { type, axis, epsilon, activation };
    }
    case 'embedding':
      return { type: layer.type, units: layer.units };
    case 'reshape':
      return { type: layer.type, shape: layer.outputShape };
    case 'fractionEmbedding': {
      const { type, cosines, first } = layer;
      return { type, cosines, first };
    }
  }
}
