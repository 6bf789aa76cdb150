import type { Environment } from '../../src/protocol/environment.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/**
 * An environment that shows pictures in turn, from the first one again at each
 * reset, and ends with the last one. Rewards are 1, lives those of a list.
 */
export function showing(
  pictures: readonly Uint8Array[],
  shape: readonly number[],
  lives: readonly number[] = [],
): Environment<Uint8Array> {
  let shown = 0;
  const info = (): { lives?: number } =>
    lives[shown] === undefined ? {} : { lives: lives[shown]! };
  return {
    observationSpace: new Box({ low: 0, high: 255, shape, dtype: 'uint8' }),
    actionSpace: new Discrete(4),
    reset: () => {
      shown = 0;
      return { observation: pictures[0]!, info: info() };
    },
    step: () => {
      shown++;
      const terminated = shown === pictures.length - 1;
      const observation = pictures[shown]!;
      return { observation, reward: 1, terminated, truncated: false, info: info() };
    },
  };
}
