import * as planck from 'planck';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/state/encode.ts';
import type { State, StateArray, StateTensor } from '../../../src/state/state.ts';
import type { StepResult } from '../../../src/protocol/environment.ts';
import { LunarLander } from '../../../src/environments/lunarLander/lunarLander.ts';
import { CheckpointError, UsageError } from '../../../src/errors.ts';
import { landLunarLander } from '../../support/landLunarLander.ts';

/** Flies seed 0 by hand for some steps; it stands on both legs from step 160 on or so. */
function flown(steps: number, environment = new LunarLander({ planck })): LunarLander {
  let { observation } = environment.reset({ seed: 0 });
  for (let step = 0; step < steps; step++) {
    ({ observation } = environment.step(landLunarLander(observation)));
  }
  return environment;
}

/** The rest of this episode, and the first steps of the next one. */
function goOn(environment: LunarLander): StepResult<Float32Array>[] {
  const results: StepResult<Float32Array>[] = [];
  for (const action of [2, 1, 0, 3]) results.push(environment.step(action));
  while (results.at(-1)?.terminated === false) results.push(environment.step(0));
  const { observation } = environment.reset();
  results.push({ observation, reward: 0, terminated: false, truncated: false, info: {} });
  for (const action of [2, 2, 1]) results.push(environment.step(action));
  return results;
}

/** A million numbers are too many for `toEqual`. */
function samePicture(a: LunarLander, b: LunarLander): boolean {
  return Buffer.from(a.render().data).equals(Buffer.from(b.render().data));
}

/** As it comes back from a file. */
function stored(state: State): State {
  return decodeCheckpoint(encodeCheckpoint({ kind: 'environment', state }), {
    kind: 'environment',
  });
}

/** The steps of seed 0 until both legs stand, and until it sleeps. */
function landing(): { readonly standing: number; readonly steps: number } {
  const environment = new LunarLander({ planck });
  let { observation } = environment.reset({ seed: 0 });
  let standing = 0;
  for (let steps = 1; ; steps++) {
    const result = environment.step(landLunarLander(observation));
    ({ observation } = result);
    if (standing === 0 && observation[6]! + observation[7]! === 2) standing = steps;
    if (!result.terminated) continue;
    expect(result.reward).toBe(100);
    return { standing, steps };
  }
}

const { standing, steps } = landing();

describe('a saved episode goes on exactly, to the last bit', () => {
  test.each([
    ['at its start', 0],
    ['in flight', 60],
    ['with both legs on the ground', standing + 1],
    ['about to sleep', steps - 3],
  ])('%s', (_, at) => {
    const environment = flown(at);
    const state = stored(environment.getState());
    const other = new LunarLander({ planck, seed: 9 });
    other.reset();
    other.setState(state);

    expect(samePicture(other, environment)).toBe(true);
    expect(goOn(other)).toEqual(goOn(environment));
    // The state was not changed by the steps since.
    other.setState(state);
    expect(other.getState()).toEqual(state);
  });

  test('with wind', () => {
    const windy = (): LunarLander => new LunarLander({ planck, enableWind: true, gravity: -8 });
    const environment = flown(50, windy());
    const other = windy();
    other.setState(environment.getState());
    expect(goOn(other)).toEqual(goOn(environment));
  });

  test('after its end, and before the first one', () => {
    const ended = flown(steps);
    const other = new LunarLander({ planck, seed: 9 });
    other.setState(ended.getState());
    expect(() => other.step(0)).toThrow(UsageError);
    expect(samePicture(other, ended)).toBe(true);
    expect(other.reset()).toEqual(ended.reset());

    const fresh = new LunarLander({ planck, seed: 3 });
    other.setState(fresh.getState());
    expect(() => other.step(0)).toThrow(UsageError);
    expect(() => other.render()).toThrow(UsageError);
    expect(other.reset()).toEqual(fresh.reset());
  });
});

describe('a state that is not one', () => {
  const good = flown(40).getState();
  const actions = (good['actions'] as { readonly data: Uint8Array }).data;
  const tensor = (data: StateArray): StateTensor => ({ shape: [data.length], data });

  test.each<[string, object]>([
    ['with another gravity', { gravity: -9 }],
    ['with wind', { enableWind: true }],
    ['with other actions', { actions: tensor(actions.map((action) => 3 - action)) }],
    ['with fewer actions', { actions: tensor(actions.subarray(1)) }],
    ['with no such action', { actions: tensor(Uint8Array.of(4)) }],
    ['with actions after the end', { actions: tensor(new Uint8Array(1000)) }],
    ['with actions as float32', { actions: tensor(Float32Array.from(actions)) }],
    ['that has ended, but goes on', { running: false }],
    ['that never began, but is running', { started: false }],
    ['with another observation', { observation: tensor(new Float32Array(8)) }],
    ['with a short observation', { observation: tensor(new Float32Array(7)) }],
    ['without its random streams', { random: null }],
    ['without the stream at its start', { start: {} }],
    ['of nothing', { started: undefined }],
  ])('%s is refused, and nothing changes', (_, change) => {
    const environment = flown(20);
    const before = environment.getState();
    const bad = { ...good, ...change };
    expect(() => {
      environment.setState(bad);
    }).toThrow(CheckpointError);
    expect(environment.getState()).toEqual(before);
    expect(goOn(environment)).toEqual(goOn(flown(20)));
  });
});
