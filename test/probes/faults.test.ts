import { describe, expect, test } from 'vitest';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { qHead } from '../../src/heads/qHead.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import type { Batch, SampledBatch } from '../../src/replay/batch.ts';
import type { Replay } from '../../src/replay/replay.ts';
import type { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { DISCOUNT, learn, worstError, type Variant } from './learn.ts';
import {
  chain,
  choices,
  constant,
  endless,
  masked,
  observed,
  stochastic,
  type Probe,
} from './worlds.ts';

/** The replay buffer, with one thing wrong about what comes out. */
function spoilt(
  spoil: (batch: SampledBatch, added: readonly Transition[]) => Partial<SampledBatch>,
): (replay: ReplayBuffer) => Replay {
  return (replay) => {
    const added: Transition[] = [];
    return {
      capacity: replay.capacity,
      get size() {
        return replay.size;
      },
      add(transition, stream) {
        added.push(transition);
        replay.add(transition, stream);
      },
      sample(batchSize) {
        const batch = replay.sample(batchSize);
        return { ...batch, ...spoil(batch, added) };
      },
      learned(batch, tdErrors) {
        replay.learned(batch, tdErrors);
      },
      getState: () => replay.getState(),
      setState: (state) => {
        replay.setState(state);
      },
    };
  };
}

/** The head, shown a batch with one thing wrong about it. */
function misled(head: Head, mislead: (batch: Batch) => Partial<Batch>): Head {
  return {
    ...head,
    evaluate(input, result) {
      const batch = { ...input.batch, ...mislead(input.batch) };
      head.evaluate({ ...input, batch }, result);
    },
  };
}

const support = { min: -2.05, max: 2.3, atoms: 33 };
const spacing = (support.max - support.min) / (support.atoms - 1);

const q: Variant = { name: 'Q', head: qHead() };
const severalSteps: Variant = { ...q, nStep: 3 };
const byPriority: Variant = { ...q, sampler: prioritized({ alpha: 1, beta: 1 }) };
const categorical: Variant = { name: 'C51', head: c51Head(support) };

const faults: readonly (readonly [string, Variant, Partial<Variant>, readonly Probe[]])[] = [
  [
    'a discount that is a little too small',
    q,
    { wrap: spoilt(({ discounts }) => ({ discounts: discounts.map((one) => one * 0.95) })) },
    [chain, choices, endless, masked],
  ],
  [
    'a discount of γ where n rewards were summed',
    severalSteps,
    {
      wrap: spoilt(({ discounts }) => ({
        discounts: discounts.map((one) => (one > 0 ? DISCOUNT : 0)),
      })),
    },
    [chain, endless],
  ],
  ['no mask', q, { wrap: spoilt(() => ({ nextActionMasks: null })) }, [masked]],
  [
    'the mask of the state before',
    q,
    { wrap: spoilt(({ actionMasks }) => ({ nextActionMasks: actionMasks })) },
    [masked],
  ],
  [
    'sums of rewards that go on into the next episode',
    severalSteps,
    {
      wrap: spoilt(({ indices }, added) => ({
        rewards: Float32Array.from(indices, (slot) =>
          added
            .slice(slot, slot + 3)
            .reduce((sum, { reward }, step) => sum + DISCOUNT ** step * reward, 0),
        ),
      })),
    },
    [constant, observed, chain, stochastic],
  ],
  [
    'sums that miss their last reward',
    severalSteps,
    {
      wrap: spoilt(({ indices, rewards }, added) => ({
        rewards: rewards.map((sum, row) => {
          const [first, second, third] = added.slice(indices[row], indices[row]! + 3);
          const isWhole =
            third && ![first, second].some((one) => one!.terminated || one!.truncated);
          return isWhole ? sum - DISCOUNT ** 2 * third.reward : sum;
        }),
      })),
    },
    [chain, endless],
  ],
  [
    'a future after the end of an episode',
    q,
    {
      wrap: spoilt(({ discounts }) => ({ discounts: discounts.map(() => DISCOUNT) })),
    },
    [constant, observed, chain, choices, masked, stochastic],
  ],
  [
    'an episode that was cut short, taken for one that ended',
    q,
    {
      wrap: spoilt(({ discounts, truncated }) => ({
        discounts: discounts.map((one, row) => (truncated[row] ? 0 : one)),
      })),
    },
    [endless],
  ],
  [
    'importance weights of 1',
    byPriority,
    { wrap: spoilt(({ weights }) => ({ weights: weights.map(() => 1) })) },
    [stochastic],
  ],
  [
    'a projection onto the atom below alone',
    categorical,
    {
      head: misled(c51Head(support), ({ rewards }) => ({
        rewards: rewards.map(
          (one) => support.min + Math.floor((one - support.min) / spacing) * spacing,
        ),
      })),
    },
    [constant, observed, chain],
  ],
  [
    'the observation after the episode in place of the final one',
    q,
    {
      wrap: spoilt(({ truncated, nextObservations }) => ({
        nextObservations: nextObservations.map((one, row) => (truncated[row] ? 1 : one)),
      })),
    },
    [
      {
        name: 'truncation at a state of its own',
        outcomes: [
          [
            { rewards: [0.5], next: 0 },
            { rewards: [0.5], next: 0 },
          ],
          [
            { rewards: [-1], next: null },
            { rewards: [-1], next: null },
          ],
        ],
        limit: 2,
      },
    ],
  ],
];

describe.each(faults)('%s', (_, sound, broken, worlds) => {
  test.each(worlds)('shows in the world: $name', async (probe) => {
    const whole = worstError(await learn(sound, probe), sound, probe);
    expect(whole, 'without the fault').toBeLessThan(0.02);
    const spoiltError = worstError(await learn({ ...sound, ...broken }, probe), sound, probe);
    expect(spoiltError, 'with the fault').toBeGreaterThan(0.03);
  });
});
