import type { Architecture } from '../../../networks/architecture.ts';
import type { DenseLayer } from '../../../networks/layers/dense.ts';
import type { AnyLayer } from '../../../networks/layers/layerKind.ts';
import type { DeviceModel } from '../model.ts';
import { MOST_COLUMNS } from '../thinProduct.ts';

/** Units of a hidden layer, of which a workgroup computes a row, at most. */
const MOST_UNITS = 128;

/** Units of all hidden layers together: their outputs lie in the memory of a workgroup, for each pass. */
const MOST_HIDDEN = 256;

/** Inputs of all passes that a workgroup sums up: they lie in its memory too. */
const MOST_SUMS = 1536;

/**
 * Weights of a network of which each row is computed by a workgroup, at most, and rows. Each workgroup
 * loads the weights of every pass, and once more on the way back: 128 KB each, of which a
 * multiprocessor of an H100 loads 64 bytes a clock, so some 4 µs in all. The calls that are saved
 * take 2 µs each, three with two hidden layers. Rows more than multiprocessors would load in turns.
 */
const MOST_WEIGHTS = 2 ** 15;
const MOST_ROWS = 64;

/**
 * How many of the last layers the shader of a head computes itself, row by row: all, the last
 * one, or none.
 *
 * All, where they are small dense layers: then an update is the rows, the gradients of weights, and the
 * step. The last, where it is dense and has few outputs: it is a call of little work between two
 * others.
 */
export function rowLayerCount({ architecture, device }: DeviceModel, rows: number): number {
  const { output, outputs, takesFractions } = architecture;
  if (output.type !== 'linear' || takesFractions || outputs > MOST_COLUMNS) return 0;
  const layers = layersOf(architecture);
  if (layers.at(-1)?.type !== 'dense') return 0;
  // Hidden layers in half precision are products of their own.
  const isSmall = rows <= MOST_ROWS && device.math.half === null && areSmall(layers);
  return isSmall ? layers.length : 1;
}

/**
 * Whether the rows of a dense layer, whose product was split, are summed up where those of the layers
 * above are computed.
 *
 * @param count - As {@link rowLayerCount} returned it.
 */
export function canSumInRows(
  architecture: Architecture,
  layer: DenseLayer,
  count: number,
  lanes: number,
): boolean {
  const layers = layersOf(architecture);
  if (layers.at(-count - 1) !== layer || lanes * layer.units > MOST_SUMS) return false;
  // There are no more than 8 buffers, and noise is one.
  return architecture.noiseCount === 0;
}

/** All layers from observations to outputs, of a network without streams. */
export function layersOf({ trunk, output }: Architecture): readonly AnyLayer[] {
  return output.type === 'linear' ? [...trunk, ...output.layers] : trunk;
}

/** The dense layers among those that a head computes. */
export function denseLayers(layers: readonly AnyLayer[]): readonly DenseLayer[] {
  return layers.filter(
    ({ type }) => type === 'dense',
  ) as readonly AnyLayer[] as readonly DenseLayer[];
}

function areSmall(layers: readonly AnyLayer[]): boolean {
  if (!layers.every(({ type }) => type === 'dense' || type === 'reshape')) return false;
  const dense = denseLayers(layers);
  const hidden = dense.slice(0, -1).map(({ units }) => units);
  const weights = dense.reduce(
    (sum, { inputs, units, noisy }) => sum + (inputs + 1) * units * (noisy ? 2 : 1),
    0,
  );
  return (
    hidden.every((units) => units <= MOST_UNITS) &&
    hidden.reduce((sum, units) => sum + units, 0) <= MOST_HIDDEN &&
    weights <= MOST_WEIGHTS
  );
}
