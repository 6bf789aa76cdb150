import type { Agent } from '../agents/agent.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Lanes } from './lanes.ts';

/**
 * Where experience comes from that actors elsewhere have made: in other threads, other processes,
 * or on other machines. {@link train} takes one in place of an environment: it steps in none then,
 * and learns from what arrives. `RemoteExperience` of `deepq/distributed` is one.
 *
 * @category Training
 */
export interface ExperienceSource extends EnvironmentSpaces {
  /** Tells it from an environment. */
  readonly kind: 'experience';
  /**
   * What the training loop takes its steps from.
   *
   * @param agent - Observes what arrives.
   */
  createLanes(agent: Agent): Lanes;
  /** Gives back what it holds, such as connections or threads. */
  close?(): Promise<void> | void;
}

/** Whether it is a source of experience, and no environment. */
export function isExperienceSource(given: object): given is ExperienceSource {
  return 'kind' in given && given.kind === 'experience';
}
