import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';

/**
 * The two spaces of an environment: all that networks, replay buffers and
 * agents need to know of it. Pass the environment itself.
 *
 * @category Environments
 */
export interface EnvironmentSpaces {
  /** What observations are like. */
  readonly observationSpace: ObservationSpace;
  /** Which actions there are. */
  readonly actionSpace: Discrete;
}
