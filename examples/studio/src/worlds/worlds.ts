import { acrobot } from './acrobot.ts';
import { cartPole } from './cartPole.ts';
import { frozenLake } from './frozenLake.ts';
import { lunarLander } from './lunarLander.ts';
import { mountainCar } from './mountainCar.ts';
import { taxi } from './taxi.ts';
import type { World } from './world.ts';

/** All worlds of the studio, as its menu lists them. */
export const worlds: readonly World[] = [
  cartPole,
  mountainCar,
  acrobot,
  taxi,
  frozenLake,
  lunarLander,
];

/** The world of an id; the first one where there is none of that id. */
export function worldOf(id: string): World {
  return worlds.find((world) => world.id === id) ?? cartPole;
}
