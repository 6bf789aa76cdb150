import type { Head } from '../heads/head.ts';
import type { Architecture, ModelArchitecture } from '../networks/architecture.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';

/**
 * A network before it has an engine.
 *
 * @category Networks
 */
export interface ResolvedNetwork {
  /** Its layers and where each weight is. */
  readonly architecture: Architecture | ModelArchitecture;
  /** The weights to start from, shape `[parameters]`; `null` for weights drawn by the seed. */
  readonly weights: Float32Array | null;
}

/**
 * Where a network comes from if no {@link NetworkSpec} is written for it, such as
 * a model of another library; `layersModel(model)` of `deepq/tfjs` makes one.
 * {@link QNetwork} and {@link DQNAgent} take it as `network`.
 *
 * @category Networks
 */
export interface NetworkSource {
  /**
   * Gives the architecture and the weights, for observations, actions and a head.
   *
   * @throws {OptionsError} If the network does not suit them.
   */
  resolveNetwork(spaces: EnvironmentSpaces, head: Head): ResolvedNetwork;
}

/** Tells a source from a spec. */
export function isNetworkSource(network: NetworkSpec | NetworkSource): network is NetworkSource {
  // A program in plain JavaScript may hand in anything.
  const given = network as Partial<NetworkSource> | null | undefined;
  return typeof given?.resolveNetwork === 'function';
}
