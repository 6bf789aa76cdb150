import { train } from 'deepq';
import { CartPole, makeEnvironment } from 'deepq/environments';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

const learn = (environment: unknown): Promise<unknown> =>
  train(makeAgent(), untyped(environment), { environmentSteps: 30 }).finish();

/** How an environment is named, made and asked. */
export const usingEnvironments: readonly Slip[] = [
  {
    slip: "train(agent, 'CartPole-v1', …)",
    run: () => learn('CartPole-v1'),
    mend: "Make it first: makeEnvironment('CartPole-v1')",
  },
  {
    slip: "new DQNAgent({ environment: 'CartPole-v1' })",
    run: () => makeAgent({ environment: 'CartPole-v1' }),
    mend: "Make it first: makeEnvironment('CartPole-v1')",
  },
  {
    slip: 'new DQNAgent({ environment: CartPole }), the class',
    run: () => makeAgent({ environment: CartPole }),
    mend: 'Pass an instance',
  },
  {
    slip: 'train(agent, CartPole, …), the class',
    run: () => learn(CartPole),
    mend: 'Pass an instance',
  },
  {
    slip: "makeEnvironment('CartPole')",
    run: () => makeEnvironment(untyped('CartPole')),
    mend: "did you mean 'CartPole-v1'?",
  },
  {
    slip: "makeEnvironment('cartpole-v1')",
    run: () => makeEnvironment(untyped('cartpole-v1')),
    mend: "did you mean 'CartPole-v1'?",
  },
  {
    slip: "makeEnvironment('ALE/Pong-v5')",
    run: () => makeEnvironment(untyped('ALE/Pong-v5')),
    mend: "await GymnasiumEnvironment.create('ALE/Pong-v5'), of deepq/node",
  },
  {
    slip: "makeEnvironment('LunarLander-v3') without planck",
    run: () => makeEnvironment('LunarLander-v3', untyped(undefined)),
    mend: 'npm install planck',
  },
  {
    slip: "makeEnvironment('CartPole-v1', { render_mode: 'human' })",
    run: () => makeEnvironment('CartPole-v1', untyped({ render_mode: 'human' })),
    mend: 'call environment.render()',
  },
  {
    slip: "makeEnvironment('CartPole-v1', { max_episode_steps: 9 })",
    run: () => makeEnvironment('CartPole-v1', untyped({ max_episode_steps: 9 })),
    mend: "did you mean 'maxEpisodeSteps'?",
  },
  {
    slip: 'environment.step(0) before reset()',
    run: () => cartPole().step(0),
    mend: 'call reset() first',
  },
  {
    slip: 'environment.step(0) after the end of the episode',
    run: () => {
      const environment = cartPole();
      environment.reset();
      while (true) environment.step(0);
    },
    mend: 'call reset() first',
  },
  {
    slip: 'environment.step(2) of two actions',
    run: () => {
      const environment = cartPole();
      environment.reset();
      environment.step(2);
    },
    mend: 'needs 0 (push left) or 1 (push right)',
  },
  {
    slip: 'environment.step(qValues)',
    run: () => {
      const environment = cartPole();
      environment.reset();
      environment.step(untyped(Float32Array.of(0, 1)));
    },
    mend: 'needs 0 (push left) or 1 (push right)',
  },
  {
    slip: 'environment.step(agent.actAsync(…)) without await',
    run: () => {
      const environment = cartPole();
      const { observation } = environment.reset();
      environment.step(untyped(makeAgent().actAsync(observation)));
    },
    mend: 'received a promise (await it)',
  },
  {
    slip: 'environment.reset(1), the seed alone',
    run: () => cartPole().reset(untyped(1)),
    mend: 'call reset({ seed: 1 })',
  },
  {
    slip: "environment.reset({ seed: '1' })",
    run: () => cartPole().reset(untyped({ seed: '1' })),
    mend: 'seed must be a whole number',
  },
  {
    slip: 'environment.reset({ seed: Date.now() })',
    run: () => cartPole().reset({ seed: 1_700_000_000_000 }),
    mend: 'from 0 to 4294967295',
  },
  {
    slip: 'environment.reset({ options: {} })',
    run: () => cartPole().reset(untyped({ options: {} })),
    mend: 'known options: seed',
  },
  {
    slip: 'two environments in a list',
    run: () => learn([cartPole(), cartPole()]),
    mend: 'an environment with the methods reset and step',
  },
];
