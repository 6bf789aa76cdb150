import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { c51Head } from '../../src/heads/c51Head.ts';
import type { Head } from '../../src/heads/head.ts';
import { hlGaussHead } from '../../src/heads/hlGaussHead.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { munchausenHead } from '../../src/heads/munchausenHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { quantileHead } from '../../src/heads/quantileHead.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import { greedy } from '../../src/policies/greedy.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { evaluateHead } from './evaluateHead.ts';
import { batchOf } from './headLaws.ts';

const range = { min: -2, max: 2 };
const fractions = { acting: 3, online: 4, target: 5 };
const heads: readonly [string, Head][] = [true, false]
  .flatMap((double): [string, Head][] => [
    [`Q, double ${double}`, qHead({ double })],
    [`C51, double ${double}`, c51Head({ ...range, atoms: 5, double })],
    [`quantile, double ${double}`, quantileHead({ quantiles: 4, double })],
    [`HL-Gauss, double ${double}`, hlGaussHead({ ...range, bins: 5, double })],
    [`IQN, double ${double}`, iqnHead({ fractions, double })],
  ])
  .concat([
    ['Munchausen', munchausenHead()],
    ['Munchausen IQN', iqnHead({ fractions, munchausen: {} })],
  ]);
const actions = 4;

/**
 * A walk on a ring, where of four actions two are allowed: which ones changes with every step.
 * The mask is one array that it writes into again and again.
 */
function ring(): Environment<number> {
  const actionMask = new Uint8Array(actions);
  let position = 0;
  let steps = 0;
  const look = () => {
    for (let action = 0; action < actions; action++) {
      actionMask[action] = (action + position) % 2;
    }
    return { observation: position, info: { actionMask } };
  };
  return {
    observationSpace: new Discrete(5),
    actionSpace: new Discrete(actions),
    reset() {
      steps = 0;
      return look();
    },
    step(action) {
      if (actionMask[action] === 0) throw new Error(`Action ${action} is not allowed.`);
      steps++;
      position = (position + 1 + (action >> 1)) % 5;
      return { ...look(), reward: action / 4, terminated: steps === 20, truncated: false };
    },
  };
}

describe.each(heads)('%s', (_, head) => {
  const { online = 1, target = 1, acting = 1 } = head.fractions ?? {};
  const widthOf = (count: number): number => head.outputsPerAction * count;
  const size = 6;
  const batch = batchOf(
    {
      actions: [0, 1, 2, 3, 0, 1],
      rewards: [1, 0, -1, 0.5, 0, 0],
      discounts: [0.9, 0.9, 0.9, 0.5, 0.9, 0.9],
    },
    {
      // Row by row another action, and the one that was taken.
      actionMasks: Array.from({ length: size * actions }, (__, index) => {
        const [row, action] = [Math.floor(index / actions), index % actions];
        return action === row % 4 || action === (row + 2) % 4 ? 1 : 0;
      }),
      nextActionMasks: Array.from({ length: size * actions }, (__, index) =>
        (Math.floor(index / actions) + index) % 3 === 0 ? 0 : 1,
      ),
    },
  );
  const draw = (random: Random, count: number): Float32Array =>
    Float32Array.from({ length: size * actions * widthOf(count) }, () => random.normal());
  const forbid = (
    outputs: Float32Array | null,
    mask: ArrayLike<number>,
    value: number,
  ): Float32Array | null =>
    outputs?.map((output, index) =>
      mask[Math.floor(index / (outputs.length / mask.length))] ? output : value,
    ) ?? null;

  test('outputs of actions that were not allowed make no difference', () => {
    const random = createRandom(3);
    const given = {
      batch,
      actions,
      online: draw(random, online),
      nextTarget: draw(random, target),
      nextOnline: head.uses.nextOnline ? draw(random, acting) : null,
      target: head.uses.target ? draw(random, target) : null,
      fractions: head.fractions
        ? Float32Array.from({ length: size * online }, () => random.uniform())
        : null,
    };
    const expected = evaluateHead(head, given);
    expect(Number.isFinite(expected.loss)).toBe(true);
    const [here, next] = [batch.actionMasks!, batch.nextActionMasks!];
    for (const value of [1e3, -1e3, NaN]) {
      const changed = {
        ...given,
        nextTarget: forbid(given.nextTarget, next, value)!,
        nextOnline: forbid(given.nextOnline, next, value),
        target: forbid(given.target, here, value),
      };
      expect(evaluateHead(head, changed)).toEqual(expected);
      if (!Number.isNaN(value)) continue;
      // And without the masks they do.
      const free = { ...changed, batch: { ...batch, actionMasks: null, nextActionMasks: null } };
      const { loss, tdErrors } = evaluateHead(head, free);
      expect([loss, ...tdErrors].some(Number.isNaN)).toBe(true);
    }
  });

  test.each([
    ['greedy', greedy()],
    ['epsilon-greedy', epsilonGreedy({ epsilon: 0.5 })],
    ['epsilon-z-greedy', epsilonZGreedy({ epsilon: 0.5 })],
    ['Boltzmann', boltzmann({ temperature: 0.5 })],
  ])('training and evaluation take what is allowed alone: %s', async (__, policy) => {
    for (const environment of [ring(), new VectorEnvironment(2, ring)]) {
      const agent = new DQNAgent({
        environment,
        network: embedding({ size: 4 }),
        head,
        policy,
        batchSize: 8,
        learningStarts: 20,
        replay: { capacity: 100 },
      });
      await train(agent, environment, { environmentSteps: 80 }).finish();
      expect(agent.updates).toBeGreaterThan(10);
      const sampled = agent.replay.sample(32);
      expect(sampled.nextActionMasks).not.toBeNull();
      // Those of s are kept for the heads that learn from them, and for no others.
      expect(sampled.actionMasks !== null).toBe(head.uses.target);
      sampled.actionMasks?.forEach((allowed, index) => {
        const row = Math.floor(index / actions);
        expect(allowed).toBe(((index % actions) + sampled.observations[row]!) % 2);
      });
      await evaluate(agent, ring(), { episodes: 1 });
      for (let only = 0; only < actions; only++) {
        const actionMask = Uint8Array.from({ length: actions }, (___, at) => Number(at === only));
        expect(agent.act(1, { actionMask })).toBe(only);
        expect(agent.act(1, { actionMask, explore: false })).toBe(only);
      }
      agent.dispose();
    }
  });
});
