import * as planck from 'planck';
import { describe, expect, test } from 'vitest';
import { requirePlanck } from '../../../src/environments/lunarLander/planck.ts';
import { createWorld } from '../../../src/environments/lunarLander/world.ts';
import {
  distance,
  gymnasiumRecordings,
  replayRecording,
  stepsInFlight,
  windRecordings,
  type LunarRecording,
  type Replayed,
} from '../../support/lunarRecording.ts';

// At the 160th step a foot is 0.019997 m above the ground, and contact begins
// at 0.02 m; in Gymnasium's float32 it is a few millionths higher. Box2D 2.3.1
// itself, built with double in place of float, goes our way.
const knifeEdge = gymnasiumRecordings.find(({ name }) => name === 'seed 4, heuristic')!;
const others = gymnasiumRecordings.filter((recording) => recording !== knifeEdge);

function expectSameFlight(recording: LunarRecording, replayed: Replayed): void {
  expect(distance(replayed.firstObservation, recording.firstObservation)).toBeLessThan(1e-6);
  for (let t = 0; t < stepsInFlight(recording); t++) {
    const error = distance(replayed.observations[t]!, recording.observations[t]!);
    expect(error, `step ${t}`).toBeLessThan(1e-4);
    expect(replayed.rewards[t], `step ${t}`).toBeCloseTo(recording.rewards[t]!, 2);
  }
}

function expectSameEnding(recording: LunarRecording, replayed: Replayed): void {
  expect(replayed.terminated).toBe(true);
  expect(replayed.rewards).toHaveLength(recording.rewards.length);
  expect(replayed.rewards.at(-1)).toBe(recording.rewards.at(-1));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('against the recordings of Gymnasium', () => {
  test('there are 15 episodes, in which 5 land and 10 crash or leave', () => {
    const endings = gymnasiumRecordings.map(({ rewards }) => rewards.at(-1));
    expect(endings.filter((reward) => reward === 100)).toHaveLength(5);
    expect(endings.filter((reward) => reward === -100)).toHaveLength(10);
  });

  test.each(others)('$name: the same flight, length, ending and return', (recording) => {
    const replayed = replayRecording(recording);
    expectSameFlight(recording, replayed);
    expectSameEnding(recording, replayed);
    expect(Math.abs(sum(replayed.rewards) - sum(recording.rewards))).toBeLessThan(0.2);
  });

  test('seed 4, heuristic: the same until a foot passes the ground by a hair', () => {
    const replayed = replayRecording(knifeEdge);
    expectSameFlight(knifeEdge, replayed);
    for (let t = 0; t < 160; t++) {
      expect(distance(replayed.observations[t]!, knifeEdge.observations[t]!)).toBeLessThan(1e-4);
    }
  });
});

describe('with wind or another gravity', () => {
  test.each(windRecordings)('$name: the same flight, length and ending', (recording) => {
    const replayed = replayRecording(recording);
    expectSameFlight(recording, replayed);
    expectSameEnding(recording, replayed);
  });
});

test('the bodies have the masses, inertias and centres that Box2D gives them', () => {
  const { draws, settings } = gymnasiumRecordings[0]!;
  const { lander, legs } = createWorld(requirePlanck(planck), settings, draws);

  expect(lander.getMass()).toBeCloseTo(4.816666603088379, 6);
  expect(lander.getInertia()).toBeCloseTo(0.8333148956298828, 6);
  expect(lander.getLocalCenter().y).toBeCloseTo(0.10130719095468521, 7);
  for (const leg of legs) {
    expect(leg.getMass()).toBeCloseTo(0.07111112028360367, 7);
    expect(leg.getInertia()).toBeCloseTo(0.0017909470479935408, 8);
    expect(leg.getFixtureList()?.getFriction()).toBe(0.2);
  }
});
