import type { Random } from '../../random/random.ts';
import { drawDispersion, drawEpisode } from './draws.ts';
import type { CheckedPlanck } from './planck.ts';
import { stepWorld, type WorldStep } from './stepWorld.ts';
import { createWorld, type LanderWorld, type WorldSettings } from './world.ts';

/** Starts an episode; like Gymnasium's, it begins with a step without engines. */
export function begin(planck: CheckedPlanck, settings: WorldSettings, random: Random): LanderWorld {
  const world = createWorld(planck, settings, drawEpisode(random, settings.enableWind));
  advance(world, 0, random);
  return world;
}

/** Takes one step in a world. */
export function advance(world: LanderWorld, action: number, random: Random): WorldStep {
  return stepWorld(world, action, drawDispersion(random));
}

/**
 * Plays an episode again: the same draws and actions lead to the same world,
 * to the last bit.
 *
 * @param random - As it was when the episode began; left as it was at its end.
 * @returns `undefined` if the episode ends before the last action.
 */
export function replay(
  planck: CheckedPlanck,
  settings: WorldSettings,
  random: Random,
  actions: Uint8Array,
): { readonly world: LanderWorld; readonly terminated: boolean } | undefined {
  const world = begin(planck, settings, random);
  let terminated = false;
  for (const action of actions) {
    if (terminated) return undefined;
    terminated = advance(world, action, random).terminated;
  }
  return { world, terminated };
}
