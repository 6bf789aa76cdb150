import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { EnvironmentSpaces } from '../../src/protocol/environmentSpaces.ts';
import { ShapeError, ValueError } from '../../src/errors.ts';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation } from '../../src/spaces/space.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from '../engines/engineNamed.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

const actionSpace = new Discrete(3);
const floats = { observationSpace: new Box({ low: -9, high: 9, shape: [2] }), actionSpace };
const pixels = {
  observationSpace: new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' }),
  actionSpace,
};
const states = { observationSpace: new Discrete(7), actionSpace };

function observationOf({ observationSpace }: EnvironmentSpaces, value: number): Observation {
  if (observationSpace.kind === 'discrete') return value;
  return observationSpace.dtype === 'uint8'
    ? Uint8Array.of(value * 30, 255 - value * 30)
    : Float32Array.of(value - 3, 1);
}

describe.each(['simd', 'tfjs'] as const)('on the engine %s', (engine) => {
  test.each([
    ['floats', floats],
    ['pixels', pixels],
    ['states', states],
  ] as const)('chooses as act does for one after the other: %s', async (_, environment) => {
    for (const policy of [epsilonGreedy({ epsilon: 0.4 }), boltzmann({ temperature: 0.3 })]) {
      const agent = new DQNAgent({ environment, engine: engineNamed(engine), policy, seed: 5 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat({ max: 6 }), fc.constantFrom(undefined, [1, 0, 1], [0, 1, 0])), {
            minLength: 1,
            maxLength: 9,
          }),
          fc.boolean(),
          fc.nat(),
          async (rows, explore, seed) => {
            const observations = rows.map(([value]) => observationOf(environment, value));
            const actionMasks = rows.map(([, mask]) => mask);
            const inTurn = createRandom(seed);
            const expected = observations.map((observation, row) => {
              const actionMask = actionMasks[row];
              return agent.act(observation, {
                explore,
                random: inTurn,
                ...(actionMask && { actionMask }),
              });
            });
            for (const late of [false, true]) {
              const random = createRandom(seed);
              const options = { explore, random, actionMasks };
              const actions = late
                ? await agent.actManyAsync(observations, options)
                : agent.actMany(observations, options);
              expect(actions).toEqual(expected);
              expect(random.getState()).toEqual(inTurn.getState());
            }
          },
        ),
        { numRuns: 40 },
      );
      agent.dispose();
    }
  });
});

test('draws from the stream of the agent', () => {
  const make = (): DQNAgent => new DQNAgent({ environment: floats, seed: 1 });
  const [one, other] = [make(), make()];
  const observations = Array.from({ length: 6 }, (_, value) => observationOf(floats, value));
  const first = one.actMany(observations);
  expect(first).toEqual(observations.map((observation) => other.act(observation)));
  expect(one.actMany(observations)).not.toEqual(first);
  one.dispose();
  other.dispose();
});

test('refuses what does not fit', async () => {
  const agent = new DQNAgent({ environment: floats });
  const good = Float32Array.of(1, 2);
  for (const [observations, error, message] of [
    [[], ValueError, /at least one observation; received none/],
    [good, ValueError, /For a single one there is act/],
    [[good, Float32Array.of(1)], ShapeError, /observations\[1\] must have 2 elements/],
    [[Float32Array.of(NaN, 1)], ValueError, /observations\[0\]/],
    [new Array(2), ValueError, /observations\[0\].*received undefined/],
  ] as const) {
    const given = observations as unknown as Float32Array[];
    expect(() => agent.actMany(given)).toThrow(error);
    expect(() => agent.actMany(given)).toThrow(message);
    await expect(agent.actManyAsync(given)).rejects.toThrow(message);
  }
  expect(() => agent.actMany([good], { actionMasks: [] })).toThrow(/for each of 1 observations/);
  agent.dispose();
  expect(() => agent.actMany([good])).toThrow(/disposed/);
});
