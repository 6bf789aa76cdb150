import { expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import type { Replay } from '../../src/replay/replay.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../../src/spaces/space.ts';
import { train } from '../../src/training/train.ts';

const pictures = new Box({ low: 0, high: 255, shape: [2, 3, 3], dtype: 'uint8' });
const spaces: readonly (readonly [string, ObservationSpace, () => Observation])[] = [
  ['states', new Discrete(1), () => 0],
  ['stacks of frames', pictures, () => new Uint8Array(18).fill(7)],
];

/** A world that looks the same everywhere. */
function step(observe: () => Observation, reward: number): Transition {
  const [observation, nextObservation] = [observe(), observe()];
  return { observation, action: 0, reward, nextObservation, terminated: false, truncated: false };
}

/** Of each transition with the reward `r`, its sum and its discount. */
function sums(replay: Pick<Replay, 'sample'>, rows: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (let draw = 0; draw < 40; draw++) {
    const { rewards, discounts } = replay.sample(rows);
    for (let row = 0; row < rows; row++) found.add(`${rewards[row]} ${discounts[row]}`);
  }
  return found;
}

test.each(spaces)(
  'an episode that was broken off is not summed with the next: %s',
  (_, observationSpace, observe) => {
    const environment = { observationSpace, actionSpace: new Discrete(2) };
    const returns = { steps: 3, discount: 0.5 };
    const replay = new ReplayBuffer({ capacity: 10, environment, returns, seed: 1 });
    replay.add(step(observe, 1));
    replay.add(step(observe, 2));
    replay.add(step(observe, 50), 1);
    replay.beginEpisode();
    replay.add(step(observe, 100));
    replay.add(step(observe, 60), 1);
    replay.checkValid();
    // 1 + 2 / 2 and 2 alone; 100 alone; the other stream has gone on: 50 + 60 / 2 and 60.
    const expected = ['2 0.25', '2 0.5', '100 0.5', '80 0.25', '60 0.5'];
    expect(sums(replay, 5)).toEqual(new Set(expected));
  },
);

test('it can be said of a stream that nothing was added to', () => {
  const environment = { observationSpace: new Discrete(2), actionSpace: new Discrete(2) };
  const replay = new ReplayBuffer({ capacity: 10, environment });
  replay.beginEpisode(65_535);
  expect(replay.size).toBe(0);
  for (const stream of [-1, 0.5, 65_536, '0']) {
    expect(() => {
      replay.beginEpisode(stream as number);
    }).toThrow(/stream must be a whole number from 0 to 65535; received/);
  }
});

/** Each step of an episode earns its number; nothing can be seen of it. */
function counting(): Environment<number> {
  let steps = 0;
  return {
    observationSpace: new Discrete(1),
    actionSpace: new Discrete(2),
    reset() {
      steps = 0;
      return { observation: 0, info: {} };
    },
    step() {
      steps += 1;
      return { observation: 0, reward: steps, terminated: false, truncated: false, info: {} };
    },
  };
}

test('train begins an episode where the call before it has broken one off', async () => {
  const environment = counting();
  const agent = new DQNAgent({ environment, nStep: 3, discount: 0.5, train: 'never' });
  for (let call = 0; call < 2; call++) {
    await train(agent, environment, { environmentSteps: 2 }).finish();
  }
  expect(sums(agent.replay, 4)).toEqual(new Set(['2 0.25', '2 0.5']));
  expect(() => {
    agent.beginEpisode(-1);
  }).toThrow(/stream must be/);
  agent.dispose();
});
