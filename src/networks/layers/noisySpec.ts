import { OptionsError } from '../../errors.ts';
import { rejectUnknownOptions, requireNumber, show } from '../../validation/options.ts';

/**
 * Makes a dense layer noisy: each weight is drawn anew for each pass, around a
 * learned mean and with a learned deviation, so that the network explores.
 *
 * @see Fortunato et al. 2018, https://arxiv.org/abs/1706.10295
 * @category Networks
 */
export interface NoisyOptions {
  /**
   * The deviations begin at `sigma / √inputs`. At least 0.
   *
   * @default 0.5
   */
  readonly sigma?: number;
}

/**
 * What a spec says of a noisy layer.
 *
 * @category Networks
 */
export interface NoisySpec {
  /** The deviations begin at `sigma / √inputs`. */
  readonly sigma: number;
}

/**
 * Checks an option or a part of a spec; what is not said is left out.
 *
 * @throws {OptionsError} If it is no such option, or sigma is out of range.
 */
export function resolveNoisy(noisy: NoisyOptions | undefined): { readonly noisy?: NoisySpec } {
  if (noisy === undefined) return {};
  if (typeof noisy !== 'object' || (noisy as unknown) === null) {
    throw new OptionsError(
      `noisy must be an object such as { sigma: 0.5 }; received ${show(noisy)}. Leave it out for ` +
        'a layer without noise.',
    );
  }
  rejectUnknownOptions('noisy', noisy, ['sigma']);
  return { noisy: { sigma: requireNumber('sigma', noisy.sigma ?? 0.5, { min: 0, max: 1e6 }) } };
}
