import { requireChoice } from '../validation/options.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { kindOf, type LayerSpec } from './layers/table.ts';

/**
 * How images are laid out: `'last'` is `[height, width, channels]`, `'first'`
 * is planes, `[channels, height, width]`.
 *
 * @category Networks
 */
export type ChannelOrder = 'first' | 'last';

/** The orders, as a list for validation. */
const channelOrders: readonly ChannelOrder[] = ['first', 'last'];

/**
 * Returns an order of channels that is one.
 *
 * @throws {OptionsError} If it is none.
 */
export function requireChannels(channels: ChannelOrder): ChannelOrder {
  return requireChoice('channels', channels, channelOrders);
}

/**
 * How images are laid out in the observations of a network; `null` if its
 * first layers do not take images.
 *
 * @param asked - What its spec says.
 */
export function orderOfChannels(
  layers: readonly LayerSpec[],
  asked: ChannelOrder | null | undefined,
  space: ObservationSpace,
): ChannelOrder | null {
  const first = layers.map((layer) => kindOf(layer).takes).find((takes) => takes !== 'any');
  return first === 'images' ? (asked ?? defaultChannels(space)) : null;
}

/** How images are taken to be laid out where a spec does not say. */
export function defaultChannels({ shape }: ObservationSpace): ChannelOrder {
  return (shape[0] ?? 0) < (shape.at(-1) ?? 0) ? 'first' : 'last';
}
