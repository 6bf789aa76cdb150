import { rejectUnknownOptions } from '../validation/options.ts';
import { cnn, type CnnOptions, type ConvOptions } from './cnn.ts';
import type { NetworkInitializers } from './initializers/initializer.ts';
import { initializerOptions } from './initializers/resolve.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * Options of the networks that are known by name.
 *
 * @category Networks
 */
export type KnownCnnOptions = Pick<CnnOptions, 'dueling' | 'channels' | keyof NetworkInitializers>;

/**
 * The network that learned 49 Atari games: three convolutions and a layer of
 * 512, for observations of `[84, 84, 4]` or `[4, 84, 84]`.
 *
 * @param options - `dueling`, `channels` and the initializers, as in {@link CnnOptions}.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @category Networks
 */
export function natureCnn(options: KnownCnnOptions = {}): NetworkSpec {
  const convolutions = [
    { filters: 32, kernelSize: 8, stride: 4 },
    { filters: 64, kernelSize: 4, stride: 2 },
    { filters: 64, kernelSize: 3, stride: 1 },
  ];
  return known('natureCnn', convolutions, 512, options);
}

/**
 * The network of the first paper on DQN, which learned seven Atari games: two
 * convolutions and a layer of 256, for observations of `[84, 84, 4]` or
 * `[4, 84, 84]`. With 4 actions it has 0.68 million weights, 40 % of those of
 * {@link natureCnn}, and computes a third as much.
 *
 * @param options - `dueling`, `channels` and the initializers, as in {@link CnnOptions}.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { Box, Discrete, dqnNips2013Cnn, QNetwork } from 'deepq';
 *
 * const network = new QNetwork({
 *   environment: {
 *     observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
 *     actionSpace: new Discrete(4),
 *   },
 *   network: dqnNips2013Cnn(),
 * });
 * network.architecture.parameterCount; // 677172
 * network.dispose();
 * ```
 * @see Mnih et al. 2013, https://arxiv.org/abs/1312.5602
 * @category Networks
 */
export function dqnNips2013Cnn(options: KnownCnnOptions = {}): NetworkSpec {
  const convolutions = [
    { filters: 16, kernelSize: 8, stride: 4 },
    { filters: 32, kernelSize: 4, stride: 2 },
  ];
  return known('dqnNips2013Cnn', convolutions, 256, options);
}

/**
 * The network of data-efficient Rainbow, for 100,000 steps of Atari: two
 * convolutions whose kernels do not overlap, without padding, and a layer of
 * 256, for observations of `[84, 84, 4]` or `[4, 84, 84]`. The cheapest of the
 * known ones: it computes a sixth of what {@link natureCnn} does.
 *
 * The paper has dueling streams with a hidden layer of 256 each, straight on
 * the convolutions; `dueling: true` puts the streams on the layer of 256.
 *
 * @param options - `dueling`, `channels` and the initializers, as in {@link CnnOptions}.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { Box, dataEfficientCnn, Discrete, QNetwork } from 'deepq';
 *
 * const network = new QNetwork({
 *   environment: {
 *     observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
 *     actionSpace: new Discrete(4),
 *   },
 *   network: dataEfficientCnn(),
 * });
 * network.architecture.parameterCount; // 203236
 * network.dispose();
 * ```
 * @see van Hasselt et al. 2019, https://arxiv.org/abs/1906.05243
 * @category Networks
 */
export function dataEfficientCnn(options: KnownCnnOptions = {}): NetworkSpec {
  const convolutions = [
    { filters: 32, kernelSize: 5, stride: 5 },
    { filters: 64, kernelSize: 5, stride: 5 },
  ];
  return known('dataEfficientCnn', convolutions, 256, options);
}

function known(
  name: string,
  convolutions: readonly ConvOptions[],
  units: number,
  options: KnownCnnOptions,
): NetworkSpec {
  rejectUnknownOptions(
    name,
    options,
    ['dueling', 'channels', ...initializerOptions],
    {},
    `${name}({ dueling: true })`,
  );
  return cnn({ convolutions, hidden: [units], ...options });
}
