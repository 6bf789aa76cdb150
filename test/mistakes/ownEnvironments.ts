import { Box, Discrete, DQNAgent, train } from 'deepq';
import { makeAgent, type Slip, stepping, untyped } from './slip.ts';

const learn = (environment: unknown): Promise<unknown> =>
  train(makeAgent(), untyped(environment), { environmentSteps: 30 }).finish();

const shape = {
  observationSpace: new Box({ low: -1, high: 1, shape: [4] }),
  actionSpace: new Discrete(2),
};

/** Environments of one's own that do not keep the rules. */
export const ownEnvironments: readonly Slip[] = [
  {
    slip: 'step returns [observation, reward, done, info]',
    run: () =>
      learn({
        ...shape,
        reset: () => ({ observation: new Float32Array(4), info: {} }),
        step: () => [new Float32Array(4), 1, false, {}],
      }),
    mend: 'received an array; give its elements these names',
  },
  {
    slip: 'step returns done in place of terminated and truncated',
    run: () =>
      learn({
        ...shape,
        reset: () => ({ observation: new Float32Array(4), info: {} }),
        step: () => ({ observation: new Float32Array(4), reward: 1, done: false }),
      }),
    mend: 'done is terminated, or truncated where only a limit of time ended the episode',
  },
  {
    slip: 'terminated is 0 or 1',
    run: () => learn(stepping({ terminated: 0 })),
    mend: 'terminated must be true or false',
  },
  {
    slip: 'truncated is missing',
    run: () => learn(stepping({ truncated: undefined })),
    mend: 'truncated must be true or false',
  },
  {
    slip: 'the reward is NaN',
    run: () => learn(stepping({ reward: NaN })),
    mend: 'reward must be a finite number',
  },
  {
    slip: "the reward is a string, '1'",
    run: () => learn(stepping({ reward: '1' })),
    mend: 'reward must be a finite number',
  },
  {
    slip: 'the reward is missing',
    run: () => learn(stepping({ reward: undefined })),
    mend: 'reward must be a finite number',
  },
  {
    slip: 'the observation is a plain array',
    run: () => learn(stepping({ observation: [0, 0, 0, 0] })),
    mend: 'Convert it with Float32Array.from(…)',
  },
  {
    slip: 'the observation is a Float64Array',
    run: () => learn(stepping({ observation: new Float64Array(4) })),
    mend: 'Convert it with Float32Array.from(…)',
  },
  {
    slip: 'the observation has another length than the space',
    run: () => learn(stepping({ observation: new Float32Array(3) })),
    mend: 'Return all of them, or correct observationSpace',
  },
  {
    slip: 'the observation holds NaN',
    run: () => learn(stepping({ observation: Float32Array.of(0, NaN, 0, 0) })),
    mend: 'Look in the environment for a division by zero',
  },
  {
    slip: 'step returns the same array each time',
    run: () => {
      const same = new Float32Array(4);
      return learn({
        ...shape,
        reset: () => ({ observation: same, info: {} }),
        step: () => ({
          observation: same,
          reward: 1,
          terminated: false,
          truncated: false,
          info: {},
        }),
      });
    },
    mend: 'Return a copy: observation.slice()',
  },
  {
    slip: 'reset returns the observation alone',
    run: () => learn({ ...shape, reset: () => new Float32Array(4), step: () => 1 }),
    mend: 'must return { observation, info }',
  },
  {
    slip: 'reset returns [observation, info]',
    run: () => learn({ ...shape, reset: () => [new Float32Array(4), {}], step: () => 1 }),
    mend: 'must return { observation, info }',
  },
  {
    slip: 'reset returns nothing',
    run: () => learn({ ...shape, reset: () => undefined, step: () => 1 }),
    mend: 'must return { observation, info }',
  },
  {
    slip: 'a class without reset',
    run: () => learn({ ...shape, step: () => 1 }),
    mend: 'with the methods reset and step',
  },
  {
    slip: 'observationSpace is a list of lengths',
    run: () => makeAgent({ environment: { observationSpace: [4], actionSpace: new Discrete(2) } }),
    mend: 'observationSpace (a Box or a Discrete)',
  },
  {
    slip: 'actionSpace is a number',
    run: () =>
      makeAgent({ environment: { observationSpace: shape.observationSpace, actionSpace: 2 } }),
    mend: 'actionSpace (a Discrete)',
  },
  {
    slip: 'actionSpace is a Box: continuous actions',
    run: () =>
      makeAgent({
        environment: {
          observationSpace: shape.observationSpace,
          actionSpace: shape.observationSpace,
        },
      }),
    mend: 'choose a few, such as [-1, 0, 1]',
  },
  {
    slip: 'the spaces are missing',
    run: () => makeAgent({ environment: { reset: () => 1, step: () => 1 } }),
    mend: 'with its observationSpace (a Box or a Discrete) and actionSpace (a Discrete)',
  },
  {
    slip: 'new Box({ low: 1, high: -1, shape: [4] })',
    run: () => new Box({ low: 1, high: -1, shape: [4] }),
    mend: 'low must not exceed high',
  },
  {
    slip: "new Box({ …, dtype: 'float64' })",
    run: () => new Box(untyped({ low: 0, high: 1, shape: [4], dtype: 'float64' })),
    mend: "dtype must be 'float32' or 'uint8'",
  },
  {
    slip: 'new Box({ low: 0, high: 1 }) without a shape',
    run: () => new Box(untyped({ low: 0, high: 1 })),
    mend: 'needs a shape as well, such as shape: [4]',
  },
  {
    slip: 'new Box({ low: 0, high: 1, shape: 4 })',
    run: () => new Box(untyped({ low: 0, high: 1, shape: 4 })),
    mend: 'an array of lengths, such as [84, 84, 4]',
  },
  { slip: 'new Discrete(0)', run: () => new Discrete(0), mend: 'needs a whole number from 1' },
  {
    slip: 'pixels scaled to 0…1 in a space of bytes',
    run: () =>
      new DQNAgent({
        environment: {
          observationSpace: new Box({ low: 0, high: 255, shape: [4], dtype: 'uint8' }),
          actionSpace: new Discrete(2),
        },
      }).act(untyped(new Float32Array(4))),
    mend: 'correct observationSpace',
  },
];
