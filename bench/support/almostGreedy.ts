import type { ActOptions, Actor } from '../../src/agents/agent.ts';
import { UsageError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import type { Observation } from '../../src/spaces/space.ts';

/**
 * An actor that is greedy but for a share ε of its actions, which are drawn from all, as in
 * the papers on Atari: it frees a game that is stuck. Layers draw no noise in it, which
 * they would where the agent explores as in training.
 *
 * `evaluate` hands in the random numbers, so that the same seed plays the same games.
 */
export function almostGreedy(actor: Actor, actions: number, epsilon: number): Actor {
  const drawn = ({ random }: ActOptions): number | null => {
    const stream = requireRandom(random);
    return stream.uniform() < epsilon ? stream.integer(actions) : null;
  };
  return {
    reads: actor.reads,
    ...(actor.spaces && { spaces: actor.spaces }),
    act: (observation: Observation, options: ActOptions = {}) =>
      drawn(options) ?? actor.act(observation, { ...options, explore: false }),
    actAsync: async (observation: Observation, options: ActOptions = {}) =>
      drawn(options) ?? (await actor.actAsync(observation, { ...options, explore: false })),
  };
}

/** Acts at random, in so many actions. */
export function randomActor(actions: number): Actor {
  const random = createRandom(5);
  return {
    reads: 'sync',
    act: () => random.integer(actions),
    actAsync: async () => random.integer(actions),
  };
}

function requireRandom(random: Random | undefined): Random {
  if (random) return random;
  throw new UsageError('almostGreedy needs random in the options of act, as evaluate gives it.');
}
