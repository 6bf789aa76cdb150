import { expect, test } from 'vitest';
import { makeEnvironment } from '../../src/environments.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { TimeAwareObservation } from '../../src/wrappers/timeAwareObservation.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { Rover } from '../support/rover.ts';

/** Observes the number of its steps, and never ends. */
function counter(dtype: 'float32' | 'uint8' = 'float32'): Environment<Float32Array | Uint8Array> {
  let steps = 0;
  const observation = (): Float32Array | Uint8Array =>
    dtype === 'uint8' ? Uint8Array.of(steps, 3) : Float32Array.of(steps * 0.1, steps % 3);
  return {
    observationSpace: new Box({ low: [dtype === 'uint8' ? 0 : -9, 0], high: [9, 3], dtype }),
    actionSpace: new Discrete(2),
    reset() {
      steps = 0;
      return { observation: observation(), info: {} };
    },
    step() {
      steps++;
      return {
        ...{ observation: observation(), reward: 1, terminated: false, truncated: false },
        info: {},
      };
    },
  };
}

/** What Gymnasium 1.3 shows of the same world: the last elements of an episode, and of the one after it. */
const GYMNASIUM = {
  false: [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2],
  true: [
    ...[0, 0.1428571492433548, 0.2857142984867096, 0.4285714328289032, 0.5714285969734192],
    ...[0.7142857313156128, 0.8571428656578064, 1, 0, 0.1428571492433548, 0.2857142984867096],
  ],
};

test.each([false, true])('shows the time as Gymnasium does; normalised: %s', (normalizeTime) => {
  const limited = new TimeLimit(counter(), { maxEpisodeSteps: 7 });
  const environment = new TimeAwareObservation(limited, { normalizeTime });
  const seen: Float32Array[] = [];
  for (const steps of [7, 2]) {
    seen.push(environment.reset().observation);
    for (let step = 1; step <= steps; step++) {
      const result = environment.step(0);
      seen.push(result.observation);
      expect(result.truncated).toBe(step === 7);
    }
  }
  expect(seen.map((observation) => observation[2])).toEqual(GYMNASIUM[`${normalizeTime}`]);
  expect(seen[5]).toEqual(Float32Array.of(0.5, 2, normalizeTime ? 5 / 7 : 5));
  const high = [9, 3, normalizeTime ? 1 : 7];
  expect(environment.observationSpace).toEqual(new Box({ low: [-9, 0, 0], high }));
});

test('the limit is that of any TimeLimit inside, or the one that is given', () => {
  expect(new TimeAwareObservation(makeEnvironment('CartPole-v1')).maxEpisodeSteps).toBe(500);
  const limited = new TimeLimit(counter(), { maxEpisodeSteps: 7 });
  expect(new TimeAwareObservation(limited, { maxEpisodeSteps: 9 }).maxEpisodeSteps).toBe(9);
  const free = new TimeAwareObservation(counter('uint8'), { maxEpisodeSteps: 2 });
  free.reset();
  const last = [1, 2, 3].map(() => free.step(0).observation).at(-1);
  // Nothing ended the episode: the time stays within its space.
  expect(last).toEqual(Float32Array.of(3, 3, 2));
});

test('says what it needs', () => {
  expect(() => new TimeAwareObservation(counter())).toThrow(OptionsError);
  expect(() => new TimeAwareObservation(counter())).toThrow('there is no TimeLimit inside');
  const limited = new TimeLimit(counter(), { maxEpisodeSteps: 7 });
  expect(() => new TimeAwareObservation(limited, { normalize: true } as never)).toThrow(
    'normalizeTime',
  );
  expect(() => new TimeAwareObservation(limited, { maxEpisodeSteps: 0 })).toThrow(OptionsError);
  const rover = new TimeLimit(new Rover(), { maxEpisodeSteps: 7 });
  expect(() => new TimeAwareObservation(rover as never)).toThrow(EnvironmentError);
  expect(() => new TimeAwareObservation(rover as never)).toThrow('OneHot');
});

test('an episode that is begun anew, or restored, shows its own time', () => {
  const make = () => new TimeAwareObservation(makeEnvironment('CartPole-v1'));
  const [one, other] = [make(), make()];
  const last = ({ observation }: { readonly observation: Float32Array }) => observation.at(-1);
  one.reset({ seed: 1 });
  for (const step of [1, 2, 3]) expect(last(one.step(step % 2))).toBe(step);
  other.setState!(one.getState!());
  expect(other.step(0)).toEqual(one.step(0));
  expect(last(other.step(1))).toBe(5);
  // In the middle.
  expect(last(one.reset())).toBe(0);
  expect(last(one.step(0))).toBe(1);
});

test('sums of several rewards lead to the time of their last step, or of the end', () => {
  const environment = new TimeAwareObservation(
    new TimeLimit(counter(), { maxEpisodeSteps: 5 }),
  ) as unknown as Environment<Float32Array>;
  const replay = new ReplayBuffer({
    capacity: 64,
    environment,
    returns: { steps: 3, discount: 0.5 },
    seed: 1,
  });
  let { observation } = environment.reset();
  for (let step = 1; step <= 50; step++) {
    const result = environment.step(0);
    const { reward, terminated, truncated, observation: nextObservation } = result;
    replay.add({ observation, action: 0, reward, nextObservation, terminated, truncated });
    observation = truncated ? environment.reset().observation : nextObservation;
  }
  const { observations, nextObservations, size } = replay.sample(50);
  const times = (of: ArrayLike<number>) => Array.from({ length: size }, (_, i) => of[3 * i + 2]!);
  const [from, to] = [times(observations), times(nextObservations)];
  // Three steps on, or the end of the episode.
  expect(to).toEqual(from.map((time) => Math.min(time + 3, 5)));
  expect(new Set(from)).toEqual(new Set([0, 1, 2, 3, 4]));
});
