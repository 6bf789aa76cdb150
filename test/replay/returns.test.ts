import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../support/inOrder.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { OptionsError } from '../../src/errors.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { qHead } from '../../src/heads/qHead.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const actionSpace = new Discrete(2);
const environments = {
  whole: { observationSpace: new Discrete(1000), actionSpace },
  frames: {
    observationSpace: new Box({ low: 0, high: 255, shape: [2, 3, 3], dtype: 'uint8' }),
    actionSpace,
  },
} as const;

/** A state: a number, or two frames that say which. */
function show(kind: keyof typeof environments, state: number): number | Uint8Array {
  if (kind === 'whole') return state;
  const frame = (n: number): number[] => new Array<number>(9).fill(1 + (n % 250));
  return Uint8Array.from([...frame(state), ...frame(state + 1)]);
}

type Kind = keyof typeof environments;
interface Step {
  readonly stream: number;
  readonly end: 'terminated' | 'truncated' | null;
  /** Whether the caller leaves a step out before it. */
  readonly gap: boolean;
  readonly reward: number;
}

const steps = fc.array(
  fc.record({
    stream: fc.nat(2),
    end: fc.oneof(
      { weight: 6, arbitrary: fc.constant(null) },
      fc.constantFrom('terminated' as const, 'truncated' as const),
    ),
    gap: fc.oneof({ weight: 8, arbitrary: fc.constant(false) }, fc.constant(true)),
    reward: fc.integer({ min: -8, max: 8 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** What the steps come to: transitions, in order, each with that it is followed by. */
function unroll(kind: Kind, script: readonly Step[]): { transition: Transition; stream: number }[] {
  const states = [10, 300, 600];
  return script.map(({ stream, end, gap, reward }) => {
    states[stream]! += gap ? 5 : 0;
    const from = states[stream]!;
    states[stream]! += end === null ? 1 : 3;
    return {
      stream,
      transition: {
        observation: show(kind, from),
        action: from % 2,
        reward,
        nextObservation: show(kind, from + 1),
        terminated: end === 'terminated',
        truncated: end === 'truncated',
        nextActionMask: [1, from % 2],
      },
    };
  });
}

const listOf = (observation: number | Uint8Array | Float32Array): number[] =>
  typeof observation === 'number' ? [observation] : [...observation];

describe.each(['whole', 'frames'] as const)('observations kept: %s', (kind) => {
  test('sums of several steps are those of a list of transitions', () => {
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 5 }),
        (script, capacity, n) => {
          const discount = 0.5;
          const replay = new ReplayBuffer({
            capacity,
            environment: environments[kind],
            random: inOrder(),
            returns: { steps: n, discount },
          });
          const all = unroll(kind, script);
          for (const { transition, stream } of all) replay.add(transition, stream);
          const kept = all.slice(-capacity);
          const batch = replay.sample(replay.size);
          const size = listOf(kept[0]!.transition.observation).length;
          for (let row = 0; row < batch.size; row++) {
            // Slot by slot; the oldest one kept lies where the ring begins.
            const serial = serialInSlot(row, all.length, capacity);
            const expected = naiveSum(all, serial, n, discount);
            expect({
              observation: [...batch.observations.slice(row * size, (row + 1) * size)],
              action: batch.actions[row],
              reward: batch.rewards[row],
              next: [...batch.nextObservations.slice(row * size, (row + 1) * size)],
              terminated: batch.terminated[row],
              truncated: batch.truncated[row],
              discount: batch.discounts[row],
              mask: [...batch.nextActionMasks!.slice(2 * row, 2 * row + 2)],
            }).toEqual(expected);
          }
        },
      ),
    );
  });
});

function serialInSlot(slot: number, added: number, capacity: number): number {
  const last = added - 1;
  return last - ((((last - slot) % capacity) + capacity) % capacity);
}

/** By the definition, over a plain list. */
function naiveSum(
  all: readonly { transition: Transition; stream: number }[],
  serial: number,
  n: number,
  discount: number,
): object {
  const first = all[serial]!;
  let last = first.transition;
  let reward = last.reward;
  let count = 1;
  for (let at = serial + 1; at < all.length && count < n; at++) {
    const { transition, stream } = all[at]!;
    if (stream !== first.stream) continue;
    const goesOn =
      !last.terminated &&
      !last.truncated &&
      listOf(last.nextObservation).join() === listOf(transition.observation).join();
    if (!goesOn) break;
    reward += discount ** count * transition.reward;
    last = transition;
    count++;
  }
  return {
    observation: listOf(first.transition.observation),
    action: first.transition.action,
    reward,
    next: listOf(last.nextObservation),
    terminated: Number(last.terminated),
    truncated: Number(last.truncated),
    discount: last.terminated ? 0 : discount ** count,
    mask: Array.from(last.nextActionMask!, Number),
  };
}

test('the value of what comes after k steps counts γ to the power of k', () => {
  const replay = new ReplayBuffer({
    capacity: 3,
    environment: environments.whole,
    random: inOrder(),
    returns: { steps: 3, discount: 0.5 },
  });
  const ends = [null, null, 'terminated'] as const;
  const script = ends.map((end) => ({ stream: 0, end, gap: false, reward: 1 }));
  for (const { transition } of unroll('whole', script.slice(0, 2))) replay.add(transition);
  // The newest transition has no successor yet: one reward, then γ.
  expect([...replay.sample(2).discounts]).toEqual([0.25, 0.5]);
  replay.add(unroll('whole', script)[2]!.transition);
  // The slots are drawn in turn, from the third on.
  const { indices, rewards, discounts } = replay.sample(3);
  const bySlot = new Map([...indices].map((slot, row) => [slot, [rewards[row], discounts[row]]]));
  expect([0, 1, 2].map((slot) => bySlot.get(slot))).toEqual([
    [1.75, 0],
    [1.5, 0],
    [1, 0],
  ]);
});

test('a copy of a batch keeps every column while the replay buffer is sampled again', async () => {
  const options = {
    environment: environments.whole,
    network: embedding({ size: 2 }),
    head: qHead({ loss: 'mse' }),
    optimizer: sgd({ learningRate: 0.1 }),
    seed: 3,
  };
  const outcomes = [];
  for (const again of [false, true]) {
    const replay = new ReplayBuffer({
      capacity: 100,
      environment: environments.whole,
      returns: { steps: 3, discount: 0.5 },
      seed: 5,
    });
    const script = Array.from({ length: 40 }, (_, index) => ({
      stream: 0,
      end: index % 2 === 1 ? ('terminated' as const) : null,
      gap: false,
      reward: 1,
    }));
    for (const { transition } of unroll('whole', script)) replay.add(transition);
    const network = new QNetwork(options);
    const running = network.updateAsync(replay.sample(8));
    if (again) replay.sample(8);
    await running;
    outcomes.push(await network.getWeights());
    network.dispose();
  }
  expect(outcomes[1]).toEqual(outcomes[0]);
});

test('an agent hands γ and n to its replay buffer', () => {
  const environment = environments.whole;
  const agent = new DQNAgent({ environment, nStep: 3, discount: 0.9, head: qHead() });
  expect(agent.options.replay).toMatchObject({ returns: { steps: 3, discount: 0.9 } });
  agent.dispose();
  const replay = new ReplayBuffer({ capacity: 100, environment });
  for (const own of [{ nStep: 3 }, { discount: 0.9 }]) {
    const make = (): unknown =>
      new DQNAgent({ environment, replay, batchSize: 8, learningStarts: 8, ...own });
    expect(make).toThrow(OptionsError);
    expect(make).toThrow(/(nStep|discount) and a replay buffer of your own exclude each other/);
  }
  expect(() => new DQNAgent({ environment, nStep: 0 })).toThrow(/nStep must be a whole number/);
});

test.each([
  [{ steps: 0, discount: 0.9 }, 'returns.steps'],
  [{ steps: 2, discount: 1.5 }, 'returns.discount'],
  [{ n: 2, discount: 0.9 }, "'n'"],
  [3, 'returns'],
])('refuses %o', (returns, message) => {
  const make = (): unknown =>
    new ReplayBuffer({ capacity: 5, environment: environments.whole, returns } as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});
