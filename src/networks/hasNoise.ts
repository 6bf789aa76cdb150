import { isGiven } from '../validation/isGiven.ts';
import { isShortList } from '../validation/lists.ts';
import type { NetworkSpec } from './spec.ts';

/** Whether a network draws noise, and so explores by itself. */
export function hasNoise(network: NetworkSpec): boolean {
  // Asked before the spec is checked: a program in plain JavaScript may hand in anything.
  const { layers, dueling, output } = Object(network) as Partial<NetworkSpec>;
  const parts: readonly unknown[] = [...(isShortList(layers) ? layers : []), dueling, output];
  return parts.some((part) => {
    const { noisy } = Object(part) as { readonly noisy?: object | null };
    return isGiven(noisy);
  });
}
