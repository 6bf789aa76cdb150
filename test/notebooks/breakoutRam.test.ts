/**
 * Breakout from the memory of the console as a notebook has it: dense layers over
 * 128 bytes, ε multiplied by a factor at every step, a target network copied every
 * 300 updates. A console made by hand stands in for the game.
 */
import { DQNAgent, epsilonGreedy, exponential, mlp, rmsprop, train } from 'deepq';
import { AtariEnvironment } from 'deepq/environments';
import { expect, test } from 'vitest';
import { FakeConsole } from '../support/fakeConsole.ts';
import { playSteps } from './playSteps.ts';

const makeGame = (): AtariEnvironment =>
  new AtariEnvironment(new FakeConsole(), { observations: 'ram', frameSkip: 4, stickyActions: 0 });

function makeAgent(): DQNAgent {
  return new DQNAgent({
    environment: makeGame(),
    network: mlp({ hidden: [128, 128] }),
    optimizer: rmsprop({ learningRate: 2.5e-4 }),
    policy: epsilonGreedy({ epsilon: exponential({ from: 1, factor: 0.995, to: 0.1 }) }),
    replay: { capacity: 10_000 },
    learningStarts: 32,
    targetUpdate: { everyUpdates: 300 },
    seed: 1,
  });
}

test('bytes of the console go into the dense layers, scaled to 1', async () => {
  const agent = makeAgent();
  const { observation } = makeGame().reset({ seed: 1 });
  expect(observation).toBeInstanceOf(Uint8Array);
  expect(Object.values(await agent.network.getWeights()).map(({ shape }) => shape)).toEqual([
    ...[[128, 128], [128]],
    ...[[128, 128], [128]],
    ...[[128, 4], [4]],
  ]);
  expect(agent.network.architecture.input.scale).toBeCloseTo(1 / 255, 7);
  agent.dispose();
});

test('ε is multiplied by the factor at every step, down to its end', () => {
  const agent = makeAgent();
  const environment = makeGame();
  let { observation } = environment.reset({ seed: 1 });
  let epsilon = 1;
  for (let step = 0; step < 500; step++) {
    expect(agent.exploration?.value).toBeCloseTo(epsilon, 12);
    const action = agent.act(observation);
    const { observation: nextObservation, ...rest } = environment.step(action);
    agent.observe({ observation, action, nextObservation, ...rest });
    const ended = rest.terminated || rest.truncated;
    observation = ended ? environment.reset().observation : nextObservation;
    epsilon = Math.max(0.1, epsilon * 0.995);
  }
  expect(epsilon).toBe(0.1);
  agent.dispose();
});

test('the target network is copied every 300 updates', async () => {
  const agent = makeAgent();
  const steps = await playSteps(agent, makeGame(), 650);
  const moved = steps.flatMap(({ targetMoved }, step) => (targetMoved ? [step] : []));
  // The first update is made at step 31, so update 300 is made at step 330.
  expect(moved).toEqual([330, 630]);
  expect(agent.updates).toBe(650 - 31);
  agent.dispose();
});

test('the loop trains it', async () => {
  const agent = makeAgent();
  const end = await train(agent, makeGame(), { environmentSteps: 500 }).finish();
  expect(end).toMatchObject({ environmentSteps: 500, updates: 469, nothingLearned: null });
  agent.dispose();
});
