import { describe, expect, test } from 'vitest';
import { Taxi } from '../../../src/environments/taxi/taxi.ts';
import { taxiActionMask } from '../../../src/environments/taxi/taxiActionMask.ts';
import { decodeTaxi, encodeTaxi } from '../../../src/environments/taxi/taxiState.ts';
import { TimeLimit } from '../../../src/wrappers/timeLimit.ts';
import { CheckpointError, OptionsError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { chiSquare, chiSquareLimit } from '../../support/chiSquare.ts';
import {
  expectEpisode,
  moveTo,
  readFixture,
  tableOf,
  type RecordedEpisode,
} from '../../support/tabularRecording.ts';

const recorded = readFixture('taxi_P') as {
  readonly P: readonly (readonly (readonly [number, number, number])[])[];
  readonly initial_state_distrib: readonly number[];
  readonly action_mask: readonly string[];
};
const { trajectories } = readFixture('taxi_traj') as {
  readonly trajectories: readonly (RecordedEpisode & { readonly truncated_last: number })[];
};
const other = readFixture('taxi_rainy_fickle') as {
  readonly rainy: {
    readonly probabilities: readonly number[];
    readonly nextStates: readonly (readonly (readonly number[])[])[];
  };
  readonly fickle: readonly RecordedEpisode[];
};

const states = Array.from({ length: 500 }, (_, state) => state);

describe('against the recordings of Gymnasium', () => {
  test('all 3000 transitions are the same', () => {
    expect(recorded.P).toHaveLength(500);
    expect(tableOf(new Taxi())).toEqual(
      recorded.P.map((actions) =>
        actions.map(([nextState, reward, done]) => [
          { probability: 1, nextState, reward, terminated: done === 1 },
        ]),
      ),
    );
  });

  test('a step does what the table says, from every state', () => {
    const environment = new Taxi();
    for (const state of states) {
      for (const [action, [nextState, reward, done]] of recorded.P[state]!.entries()) {
        moveTo(environment, state);
        expect(environment.step(action)).toEqual({
          observation: nextState,
          reward,
          terminated: done === 1,
          truncated: false,
          info: { prob: 1, actionMask: maskOf(nextState) },
        });
      }
    }
  });

  test('the distribution of first states is the same', () => {
    const own = [...new Taxi().initialStateDistribution()];
    expect(own).toEqual(recorded.initial_state_distrib);
    expect(own.filter((probability) => probability > 0)).toHaveLength(300);
  });

  test('the masks are the same, after reset and from taxiActionMask', () => {
    expect(states.map((state) => taxiActionMask(state))).toEqual(states.map(maskOf));
    const environment = new Taxi();
    for (let episode = 0; episode < 50; episode++) {
      const { observation, info } = environment.reset();
      expect(info).toEqual({ prob: 1, actionMask: maskOf(observation) });
    }
  });

  test.each(trajectories.map((episode, index) => ({ index, episode })))(
    'episode $index, step by step',
    ({ episode }) => {
      expectEpisode(new Taxi(), episode);
    },
  );

  test('the time limit of 200 steps cuts the episodes that Gymnasium cut', () => {
    for (const episode of trajectories) {
      const taxi = new Taxi();
      const environment = new TimeLimit(taxi, { maxEpisodeSteps: 200 });
      environment.reset();
      moveTo(taxi, episode.s0);
      const endings = episode.actions.map((action) => environment.step(action).truncated);
      expect(endings.indexOf(true)).toBe(episode.truncated_last === 1 ? 199 : -1);
    }
    expect(new Set(trajectories.map((episode) => episode.truncated_last)).size).toBe(2);
  });

  test('in the rain all transitions are the same', () => {
    const { probabilities, nextStates } = other.rainy;
    expect(tableOf(new Taxi({ isRainy: true }))).toEqual(
      nextStates.map((actions) =>
        actions.map((numbers, action) => {
          if (action >= 4) {
            const [nextState, reward, done] = numbers;
            return [{ probability: 1, nextState, reward, terminated: done === 1 }];
          }
          return numbers.map((nextState, index) => ({
            probability: probabilities[index],
            nextState,
            reward: -1,
            terminated: false,
          }));
        }),
      ),
    );
  });

  test('fickle passengers change their minds in the same steps', () => {
    let changes = 0;
    for (const episode of other.fickle) {
      const environment = new Taxi({ ficklePassenger: true, fickleProbability: 1 });
      moveTo(environment, episode.s0, { fickle: true });
      let state = episode.s0;
      for (const [t, action] of episode.actions.entries()) {
        const wanted = episode.obs[t]!;
        const changed = decodeTaxi(wanted).destination !== decodeTaxi(state).destination;
        if (changed) {
          changes++;
          // Which destination it is, is chance: the next draws decide it.
          const random = streamForDestination(environment, action, wanted);
          environment.setState({ ...environment.getState(), random });
        }
        const { observation, reward } = environment.step(action);
        expect({ t, observation, reward }).toEqual({
          t,
          observation: wanted,
          reward: episode.reward[t],
        });
        state = wanted;
      }
    }
    expect(other.fickle).toHaveLength(12);
    expect(changes).toBeGreaterThan(6);
  });
});

/** A stream with which the step leads where it is wanted to. */
function streamForDestination(environment: Taxi, action: number, wanted: number) {
  const before = environment.getState();
  for (let seed = 0; seed < 100; seed++) {
    const random = { ...createRandom(seed).getState() };
    environment.setState({ ...before, random });
    const { observation } = environment.step(action);
    environment.setState(before);
    if (observation === wanted) return random;
  }
  throw new Error(`No draw leads to ${wanted}.`);
}

function maskOf(state: number): Uint8Array {
  return Uint8Array.from(recorded.action_mask[state]!, Number);
}

test('the mask says which actions change something, for all 500 states', () => {
  for (const isRainy of [false, true]) {
    const table = tableOf(new Taxi({ isRainy }));
    for (const state of states) {
      const changes = table[state]!.map((outcomes) =>
        outcomes.some(({ nextState }) => nextState !== state) ? 1 : 0,
      );
      expect(taxiActionMask(state)).toEqual(Uint8Array.from(changes));
    }
  }
});

test('the mask of a step is an array of its own', () => {
  const environment = new Taxi();
  const { observation, info } = environment.reset({ seed: 1 });
  info.actionMask.fill(7);

  expect(environment.reset({ seed: 1 })).toEqual({
    observation,
    info: { prob: 1, actionMask: maskOf(observation) },
  });
});

describe('chances', () => {
  test('all 300 first states are equally likely', () => {
    const environment = new Taxi({ seed: 3 });
    const counts = new Array<number>(500).fill(0);
    for (let episode = 0; episode < 30_000; episode++)
      counts[environment.reset().observation]! += 1;

    expect(chiSquare(counts, environment.initialStateDistribution())).toBeLessThan(
      chiSquareLimit(299),
    );
  });

  test.each([0.8, 0.5])('in the rain a taxi goes straight with probability %f', (straight) => {
    const environment = new Taxi({ isRainy: true, rainyProbability: straight, seed: 1 });
    const from = encodeTaxi({ row: 2, column: 2, passenger: 0, destination: 1 });
    const outcomes = environment.transitions(from, 2);
    const counts = [0, 0, 0];
    for (let step = 0; step < 6000; step++) {
      moveTo(environment, from);
      const { observation, info } = environment.step(2);
      const index = outcomes.findIndex(({ nextState }) => nextState === observation);
      expect(info.prob).toBe(outcomes[index]!.probability);
      counts[index]! += 1;
    }
    const aside = (1 - straight) / 2;
    expect(outcomes.map(({ probability }) => probability)).toEqual([straight, aside, aside]);
    expect(chiSquare(counts, [straight, aside, aside])).toBeLessThan(chiSquareLimit(2));
  });

  test('three passengers in ten are fickle, and any other destination will do', () => {
    const environment = new Taxi({ ficklePassenger: true, seed: 2 });
    const from = { row: 0, column: 0, passenger: 4, destination: 2 };
    const counts = [0, 0, 0, 0];
    for (let episode = 0; episode < 6000; episode++) {
      environment.reset();
      moveTo(environment, encodeTaxi(from));
      const first = environment.step(1).observation;
      expect(first, 'a taxi that did not move').toBe(encodeTaxi(from));
      const { destination, ...rest } = decodeTaxi(environment.step(0).observation);
      expect(rest).toEqual({ row: 1, column: 0, passenger: 4 });
      counts[destination]! += 1;
      expect(decodeTaxi(environment.step(0).observation).destination).toBe(destination);
    }
    expect(chiSquare(counts, [0.1, 0.1, 0.7, 0.1])).toBeLessThan(chiSquareLimit(3));
  });
});

describe('encodeTaxi and decodeTaxi', () => {
  test('are the inverse of each other', () => {
    expect(states.map((state) => encodeTaxi(decodeTaxi(state)))).toEqual(states);
    expect(decodeTaxi(499)).toEqual({ row: 4, column: 4, passenger: 4, destination: 3 });
    expect(decodeTaxi(244)).toEqual({ row: 2, column: 2, passenger: 1, destination: 0 });
  });

  test.each([-1, 500, 0.5, Number.NaN, '7', undefined])('refuse the state %s', (state) => {
    expect(() => decodeTaxi(state as number)).toThrow(ValueError);
    expect(() => taxiActionMask(state as number)).toThrow('needs a whole number from 0 to 499');
  });

  test.each([
    [{ row: 5, column: 0, passenger: 0, destination: 0 }, '0 to 4 as its row; received 5'],
    [{ row: 0, column: -1, passenger: 0, destination: 0 }, '0 to 4 as its column; received -1'],
    [{ row: 0, column: 0, passenger: 5, destination: 0 }, '0 to 4 as its passenger; received 5'],
    [{ row: 0, column: 0, passenger: 0, destination: 4 }, '0 to 3 as its destination; received 4'],
    [{ row: 0, column: 0, passenger: 0 }, 'destination; received undefined'],
  ])('refuse %j', (state, message) => {
    expect(() => encodeTaxi(state as Parameters<typeof encodeTaxi>[0])).toThrow(ValueError);
    expect(() => encodeTaxi(state as Parameters<typeof encodeTaxi>[0])).toThrow(message);
  });
});

describe('options', () => {
  test.each([
    [{ isRainy: 1 }, 'Taxi isRainy must be true or false; received 1.'],
    [{ rainyProbability: 0.5 }, 'Taxi rainyProbability needs isRainy: true; received'],
    [{ isRainy: true, rainyProbability: 1.5 }, 'must be a finite number from 0 to 1; received 1.5'],
    [{ fickleProbability: 0.5 }, 'Taxi fickleProbability needs ficklePassenger: true; received'],
    [{ ficklePassenger: true, fickleProbability: -1 }, 'from 0 to 1; received -1'],
    [{ rainy: true }, "Taxi has no option 'rainy' (did you mean 'isRainy'?)"],
    [{ seed: 0.5 }, 'Taxi seed must be a whole number from 0 to 4294967295; received 0.5.'],
  ])('%j are refused', (options, message) => {
    expect(() => new Taxi(options as object)).toThrow(OptionsError);
    expect(() => new Taxi(options as object)).toThrow(message);
  });

  test('a state with a fickle passenger is refused where there is none', () => {
    const fickle = new Taxi({ ficklePassenger: true, fickleProbability: 1 });
    fickle.reset();
    const environment = new Taxi();
    const before = environment.getState();

    expect(fickle.getState()).toMatchObject({ fickle: true });
    expect(() => {
      environment.setState(fickle.getState());
    }).toThrow(CheckpointError);
    expect(environment.getState()).toEqual(before);
  });
});
