import { Discrete, type Environment, type Observation } from 'deepq';
import { presets } from 'deepq/environments';
import type { World } from '../worlds/world.ts';

/**
 * What an agent sees of what a world shows: its preset may put numbers into other units. The
 * wrappers of the preset are put around an environment that shows what it is given.
 */
export function lensOf(world: World): (observation: Observation) => Observation {
  const { environment } = world.make(0);
  let shown: Observation = 0;
  const mirror: Environment = {
    observationSpace: environment.observationSpace,
    actionSpace: new Discrete(world.actions.length),
    reset: () => ({ observation: shown, info: {} }),
    step: () => ({ observation: shown, reward: 0, terminated: false, truncated: false, info: {} }),
  };
  const seen = presets[world.id].evaluation(mirror);
  return (observation) => {
    shown = observation;
    return seen.reset().observation;
  };
}
