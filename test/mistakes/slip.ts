import { DQNAgent, mlp, type Environment, type Transition } from 'deepq';
import { makeEnvironment } from 'deepq/environments';

/** A mistake that users make, and what they are told. */
export interface Slip {
  /** What was done, as whoever did it would write it. */
  readonly slip: string;
  /** Does it: throws, or returns a promise that is rejected. */
  readonly run: () => unknown;
  /**
   * A part of the error's message that says what to do instead; or `null` where
   * the library does not refuse it, and then `instead` says what happens.
   */
  readonly mend: string | null;
  readonly instead?: string;
}

/** A value of the wrong type, as plain JavaScript would pass it. */
export const untyped = (value: unknown): never => value as never;

export const cartPole = (): Environment<Float32Array> => makeEnvironment('CartPole-v1');

/** A small agent for CartPole, with other options, right or wrong. */
export function makeAgent(options: object = {}): DQNAgent {
  return new DQNAgent({
    environment: cartPole(),
    network: mlp({ hidden: [4] }),
    learningStarts: 8,
    batchSize: 8,
    ...options,
  });
}

/** A transition of CartPole, with other members, right or wrong. */
export function transition(members: object = {}): Transition {
  return {
    observation: Float32Array.of(0, 0, 0, 0),
    action: 0,
    reward: 1,
    nextObservation: Float32Array.of(0, 0, 0, 1),
    terminated: false,
    truncated: false,
    ...members,
  };
}

/** CartPole, but for some members of what `step` returns. */
export function stepping(members: object): Environment<Float32Array> {
  const inside = cartPole();
  return {
    observationSpace: inside.observationSpace,
    actionSpace: inside.actionSpace,
    reset: (options) => inside.reset(options),
    step: (action) => ({ ...inside.step(action), ...members }),
  };
}
