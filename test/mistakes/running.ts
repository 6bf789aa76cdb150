import { embedding, encodeCheckpoint, evaluate, memoryStore, mlp, train } from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

const taxi = makeEnvironment('Taxi-v3');

/** Loops, evaluation and checkpoints. */
export const running: readonly Slip[] = [
  {
    slip: 'environmentSteps: 0',
    run: () => train(makeAgent(), cartPole(), { environmentSteps: 0 }).next(),
    mend: 'a whole number of at least 1',
  },
  {
    slip: "environmentSteps: '1000'",
    run: () => train(makeAgent(), cartPole(), untyped({ environmentSteps: '1000' })).next(),
    mend: 'environmentSteps must be',
  },
  {
    slip: 'finish() of a run without an end',
    run: () => train(makeAgent(), cartPole(), { environmentSteps: Infinity }).finish(),
    mend: 'Give train a signal',
  },
  {
    slip: 'signal: controller',
    run: () =>
      train(
        makeAgent(),
        cartPole(),
        untyped({ environmentSteps: 9, signal: new AbortController() }),
      ).next(),
    mend: 'such as controller.signal',
  },
  {
    slip: 'train a disposed agent',
    run: () => {
      const agent = makeAgent();
      agent.dispose();
      return train(agent, cartPole(), { environmentSteps: 9 }).finish();
    },
    mend: 'make a new one',
  },
  {
    slip: 'two loops at once on one agent',
    run: async () => {
      const agent = makeAgent();
      await train(agent, cartPole(), { environmentSteps: 400 }).next();
      await train(agent, cartPole(), { environmentSteps: 9 }).next();
    },
    mend: 'make a second agent',
  },
  {
    slip: 'two loops at once on one environment',
    run: async () => {
      const environment = cartPole();
      await train(makeAgent(), environment, { environmentSteps: 400 }).next();
      await train(makeAgent(), environment, { environmentSteps: 9 }).next();
    },
    mend: 'make a second environment',
  },
  {
    slip: 'evaluate in the environment that train is stepping',
    run: async () => {
      const [agent, environment] = [makeAgent(), cartPole()];
      await train(agent, environment, { environmentSteps: 400 }).next();
      await evaluate(agent, environment, { episodes: 1 });
    },
    mend: 'make a second environment',
  },
  {
    slip: 'evaluation in the environment of training',
    run: () => {
      const environment = cartPole();
      return train(makeAgent(), environment, {
        environmentSteps: 9,
        evaluation: { everyEnvironmentSteps: 5, environment },
      }).finish();
    },
    mend: 'make a second one',
  },
  {
    slip: 'evaluation without an environment',
    run: () =>
      train(
        makeAgent(),
        cartPole(),
        untyped({ environmentSteps: 9, evaluation: { everyEnvironmentSteps: 5 } }),
      ).next(),
    mend: 'evaluation.environment must be',
  },
  {
    slip: "checkpoint: { …, save: 'agent.safetensors' }",
    run: () =>
      train(
        makeAgent(),
        cartPole(),
        untyped({
          environmentSteps: 9,
          checkpoint: { everyEnvironmentSteps: 5, save: 'agent.safetensors' },
        }),
      ).next(),
    mend: 'save must be',
  },
  {
    slip: "agent.save('agent.safetensors')",
    run: () => makeAgent().save(untyped('agent.safetensors')),
    mend: 'file(path) of deepq/node',
  },
  {
    slip: "agent.load('agent.safetensors')",
    run: () => makeAgent().load(untyped('agent.safetensors')),
    mend: 'file(path) of deepq/node',
  },
  {
    slip: 'a checkpoint of another network',
    run: async () => {
      const store = memoryStore();
      await makeAgent().save(store);
      await makeAgent({ network: mlp({ hidden: [5] }) }).load(store);
    },
    mend: 'Make the network with the same spec',
  },
  {
    slip: 'a checkpoint of another environment',
    run: async () => {
      const store = memoryStore();
      await makeAgent().save(store);
      await makeAgent({ environment: taxi, network: embedding({ size: 4 }) }).load(store);
    },
    mend: 'Make the network with the same spec',
  },
  {
    slip: 'a checkpoint that was never saved',
    run: () => makeAgent().load(memoryStore()),
    mend: 'write a checkpoint to it first',
  },
  {
    slip: 'a file of something else as a checkpoint',
    run: () => makeAgent().load(untyped({ read: async () => new TextEncoder().encode('hello') })),
    mend: 'load another one',
  },
  {
    slip: 'half a file as a checkpoint',
    run: async () => {
      const state = await makeAgent().getState();
      const bytes = encodeCheckpoint({ kind: 'agent', state });
      await makeAgent().load(untyped({ read: async () => bytes.subarray(0, 900) }));
    },
    mend: 'load another one',
  },
  {
    slip: 'agent.setState(agent.getState()) without await',
    run: () => {
      const agent = makeAgent();
      agent.setState(untyped(agent.getState()));
    },
    mend: 'received a promise (await it)',
  },
  {
    slip: 'evaluate(undefined)',
    run: () => evaluate(untyped(undefined), cartPole(), { episodes: 1 }),
    mend: 'needs an agent with the methods act',
  },
  {
    slip: 'evaluate(…, { episodes: 0 })',
    run: () => evaluate(makeAgent(), cartPole(), { episodes: 0 }),
    mend: 'a whole number of at least 1',
  },
];
