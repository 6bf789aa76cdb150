import type { Transition } from '../../../../src/protocol/transition.ts';
import { createRandom } from '../../../../src/random/createRandom.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';

/** Stacks of four small frames. */
export const pictures: { readonly observationSpace: Box<'uint8'>; readonly actionSpace: Discrete } =
  {
    observationSpace: new Box({ low: 0, high: 255, shape: [4, 6, 6], dtype: 'uint8' }),
    actionSpace: new Discrete(3),
  };

/** Random steps of two environments in turn, which show their newest four frames. */
export function pictureSteps(seed: number): () => [transition: Transition, stream: number] {
  const random = createRandom(seed);
  const draw = (): Uint8Array => Uint8Array.from({ length: 36 }, () => random.integer(256));
  const open: (Uint8Array | null)[] = [null, null];
  let turn = 0;
  return () => {
    const stream = turn++ % 2;
    const observation = open[stream] ?? Uint8Array.of(...new Uint8Array(108), ...draw());
    const nextObservation = Uint8Array.of(...observation.subarray(36), ...draw());
    const terminated = random.uniform() < 0.1;
    open[stream] = terminated ? null : nextObservation;
    const [action, reward] = [random.integer(3), random.normal()];
    return [{ observation, action, reward, nextObservation, terminated, truncated: false }, stream];
  };
}
