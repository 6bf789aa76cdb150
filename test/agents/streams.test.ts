import { expect, test } from 'vitest';
import { simd } from '../../src/engines/simd/simd.ts';
import {
  boltzmann,
  DQNAgent,
  epsilonGreedy,
  epsilonZGreedy,
  greedy,
  mlp,
  train,
  VectorEnvironment,
  type Observation,
  type Policy,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';

const FIGURES = 3;
const group = (): VectorEnvironment =>
  new VectorEnvironment(FIGURES, () => makeEnvironment('CartPole-v1', { maxEpisodeSteps: 12 }));

const makeAgent = (policy: Policy, noisy: boolean): DQNAgent =>
  new DQNAgent({
    environment: makeEnvironment('CartPole-v1'),
    network: mlp({ hidden: [8], ...(noisy && { noisy: {} }) }),
    policy,
    ...{ learningStarts: 20, batchSize: 8, nStep: 3, replay: { capacity: 200 } },
    engine: simd({ relaxed: false }),
    beforeLearning: 'policy',
    seed: 5,
  });

/** Several figures in a loop of one's own: each acts and observes by its stream. */
function play(agent: DQNAgent, world: VectorEnvironment, rounds: number, seed: number): void {
  let observations: Observation[] = world.reset({ seed }).map(({ observation }) => observation);
  for (let stream = 0; stream < FIGURES; stream++) agent.beginEpisode(stream);
  for (let round = 0; round < rounds; round++) {
    const actions = observations.map((observation, stream) => agent.act(observation, { stream }));
    const results = world.step(actions);
    results.forEach((result, stream) => {
      const { reward, terminated, truncated, finalObservation } = result;
      const nextObservation = finalObservation ?? result.observation;
      const observation = observations[stream]!;
      const action = actions[stream]!;
      agent.observe(
        { observation, action, reward, nextObservation, terminated, truncated },
        stream,
      );
    });
    observations = results.map(({ observation }) => observation);
    while (agent.updatesDue > 0) agent.learn();
  }
}

test.each<[string, Policy, boolean]>([
  ['epsilonGreedy', epsilonGreedy({ epsilon: 0.3 }), false],
  ['epsilonZGreedy', epsilonZGreedy({ epsilon: 0.4 }), false],
  ['boltzmann', boltzmann({ temperature: 0.5 }), false],
  ['greedy', greedy(), false],
])(
  '%s: figures with streams learn bit for bit as a group does in train',
  async (_, policy, noisy) => {
    const [one, other] = [makeAgent(policy, noisy), makeAgent(policy, noisy)];
    const seeds: unknown[] = [];
    const trained = group();
    const { reset } = trained;
    trained.reset = (options) => {
      seeds.push(options?.seed);
      return reset.call(trained, options);
    };
    await train(one, trained, { environmentSteps: 40 * FIGURES, seed: 8 }).finish();
    play(other, group(), 40, seeds[0] as number);
    expect(await other.getState()).toEqual(await one.getState());
    expect(other.updates).toBeGreaterThan(50);
    for (const agent of [one, other]) agent.dispose();
  },
);

test('sums of rewards are those of one figure, with a noisy network too', () => {
  const agent = makeAgent(greedy(), true);
  play(agent, group(), 40, 3);
  // Each reward is 1: the sum says how many there were, and the discount must agree.
  const sums = [1, 1.99, 2.9701];
  const { rewards, discounts, terminated } = agent.replay.sample(100);
  rewards.forEach((reward, row) => {
    const steps = 1 + sums.findIndex((sum) => Math.abs(sum - reward) < 1e-5);
    expect(discounts[row]).toBeCloseTo(terminated[row] === 1 ? 0 : 0.99 ** steps, 6);
  });
  expect(new Set(rewards).size).toBe(3);
  agent.dispose();
});
