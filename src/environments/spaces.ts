import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';

/**
 * The two spaces of an environment: all that networks, replay buffers and
 * agents need to know of it. Pass the environment itself.
 *
 * @category Environments
 */
export interface EnvironmentSpaces {
  readonly observationSpace: ObservationSpace;
  readonly actionSpace: Discrete;
}
