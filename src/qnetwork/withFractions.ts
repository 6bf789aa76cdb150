import { OptionsError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import type { NetworkShape } from '../networks/architecture.ts';
import type { LayerSpec } from '../networks/layers/table.ts';
import { resolveSpec } from '../networks/resolveSpec.ts';
import type { NetworkSpec } from '../networks/spec.ts';

/** The layers that give images. */
const IMAGES: readonly LayerSpec['type'][] = ['conv', 'maxPool', 'averagePool'];

/**
 * A spec with the layer by which it takes the fractions of a head: where it has one
 * already; else in front of the dense layer that comes after images, as in the paper;
 * else behind all layers.
 *
 * @throws {OptionsError} If neither spec nor head brings such a layer.
 */
export function withFractions(given: NetworkSpec, head: Head): NetworkSpec {
  if (!head.fractions) return given;
  const spec = resolveSpec(given);
  const { layers } = spec;
  if (layers.some(({ type }) => type === 'fractionEmbedding')) return spec;
  const { fractionLayer } = head;
  if (!fractionLayer) {
    throw new OptionsError(
      `The head '${head.kind}' draws fractions, and the network has no layer that takes them. Give the ` +
        'head a fractionLayer, or put fractionEmbedding() into the layers of network({ layers }).',
    );
  }
  const images = layers.map(({ type }) => IMAGES.includes(type)).lastIndexOf(true);
  const found = layers.findIndex(({ type }, index) => index > images && type === 'dense');
  const place = images < 0 || found < 0 ? layers.length : found;
  const others = [layers.slice(0, place), layers.slice(place)] as const;
  return { ...spec, layers: [...others[0], fractionLayer, ...others[1]] };
}

/**
 * Throws unless a network takes fractions where its head draws them, and only there.
 *
 * @throws {OptionsError}
 */
export function requireFractions(
  { takesFractions }: NetworkShape,
  { kind, fractions }: Head,
): void {
  if (takesFractions === Boolean(fractions)) return;
  throw new OptionsError(
    takesFractions
      ? `The network takes fractions, and the head '${kind}' draws none. Use iqnHead(), or leave ` +
          'fractionEmbedding() out of the layers.'
      : `The head '${kind}' draws fractions, and this network takes none, as models of other libraries ` +
          'do not. Use a network such as mlp({ hidden }), or a head such as quantileHead().',
  );
}
