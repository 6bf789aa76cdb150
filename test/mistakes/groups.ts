import { AsyncVectorEnvironment, createRandom, evaluate, train, VectorEnvironment } from 'deepq';
import { registerEnvironment } from 'deepq/environments';
import { file, GymnasiumEnvironment, modelFolder, showProgress, videoFiles } from 'deepq/node';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

/** Copies of an environment, files, and Python. */
export const groups: readonly Slip[] = [
  {
    slip: 'new VectorEnvironment(environment)',
    run: () => new VectorEnvironment(untyped(cartPole()), untyped(undefined)),
    mend: 'count must be a whole number from 1',
  },
  {
    slip: 'new VectorEnvironment(4, environment), one instance',
    run: () => new VectorEnvironment(4, untyped(cartPole())),
    mend: "() => makeEnvironment('CartPole-v1')",
  },
  {
    slip: 'new VectorEnvironment(4, () => environment), always the same',
    run: () => {
      const environment = cartPole();
      return new VectorEnvironment(4, () => environment);
    },
    mend: 'create must make a new environment at each call',
  },
  {
    slip: 'evaluate(agent, group)',
    run: () => evaluate(makeAgent(), untyped(new VectorEnvironment(2, cartPole)), { episodes: 1 }),
    mend: 'Make one environment for it',
  },
  {
    slip: 'evaluation.environment is a group',
    run: () =>
      train(makeAgent(), cartPole(), {
        environmentSteps: 9,
        evaluation: {
          everyEnvironmentSteps: 5,
          environment: untyped(new VectorEnvironment(2, cartPole)),
        },
      }).next(),
    mend: 'Make one environment for it',
  },
  {
    slip: 'group.step(0), one action for all',
    run: () => {
      const group = new VectorEnvironment(2, cartPole);
      group.reset();
      return group.step(untyped(0));
    },
    mend: 'needs an array of 2 actions, one for each copy',
  },
  {
    slip: 'await AsyncVectorEnvironment.create(cartPole)',
    run: () => AsyncVectorEnvironment.create(untyped(cartPole), untyped(undefined)),
    mend: 'count must be a whole number from 1',
  },
  {
    slip: "registerEnvironment('Mine-v0', Mine), the class",
    run: () => {
      registerEnvironment(untyped('Mine-v0'), untyped(VectorEnvironment));
    },
    mend: 'needs an object of options (create',
  },
  {
    slip: 'createRandom()',
    run: () => createRandom(untyped(undefined)),
    mend: 'seed must be a whole number from 0',
  },
  {
    slip: 'createRandom(Math.random())',
    run: () => createRandom(0.123),
    mend: 'seed must be a whole number from 0',
  },
  {
    slip: 'file()',
    run: () => file(untyped(undefined)),
    mend: "Pass one such as 'output/agent.safetensors'",
  },
  {
    slip: "agent.load(file('not-there.safetensors'))",
    run: () => makeAgent().load(file('not-there.safetensors')),
    mend: 'check the path, or save a checkpoint first',
  },
  {
    slip: 'modelFolder()',
    run: () => modelFolder(untyped(undefined)),
    mend: "Pass one such as 'output/model'",
  },
  {
    slip: 'videoFiles()',
    run: () => videoFiles(untyped(undefined)),
    mend: "Pass one such as 'output/videos'",
  },
  {
    slip: 'showProgress()',
    run: () => showProgress(untyped(undefined)),
    mend: 'such as train(agent, environment, { environmentSteps })',
  },
  {
    slip: "new GymnasiumEnvironment('CartPole-v1')",
    run: () => new (GymnasiumEnvironment as unknown as new (id: string) => unknown)('CartPole-v1'),
    mend: 'write await GymnasiumEnvironment.create(',
  },
  {
    slip: 'GymnasiumEnvironment without a Python',
    run: () => GymnasiumEnvironment.create('CartPole-v1', { python: '/nowhere/python' }),
    mend: 'give the path of an interpreter as the option python',
  },
];
