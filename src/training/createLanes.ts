import type { Agent } from '../agents/agent.ts';
import { isGroup } from '../protocol/environmentGroup.ts';
import { isExperienceSource } from './experienceSource.ts';
import { GroupLanes } from './groupLanes.ts';
import type { Lanes } from './lanes.ts';
import { OneLane } from './oneLane.ts';
import type { Trainable } from './trainOptions.ts';

/** The lanes of whatever `train` was given. */
export function createLanes(agent: Agent, environment: Trainable): Lanes {
  if (isExperienceSource(environment)) return environment.createLanes(agent);
  return isGroup(environment)
    ? new GroupLanes(agent, environment)
    : new OneLane(agent, environment);
}
