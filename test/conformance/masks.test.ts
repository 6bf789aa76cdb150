import { describe, expect, test } from 'vitest';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { EnvironmentError } from '../../src/errors.ts';
import type { Environment, Info } from '../../src/protocol/environment.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { State } from '../../src/state/state.ts';

/** Six places in a row. A step off the left end throws, as the mask says. */
function line(
  infoOf = (place: number): Info => ({
    actionMask: Uint8Array.of(place > 0 ? 1 : 0, place < 5 ? 1 : 0),
  }),
): Environment<number> & { taken: number } {
  let place = 0;
  let running = false;
  return {
    taken: 0,
    observationSpace: new Discrete(6),
    actionSpace: new Discrete(2),
    reset() {
      place = 0;
      running = true;
      return { observation: place, info: infoOf(place) };
    },
    step(action) {
      if (!running || (action === 0 && place === 0)) throw new Error('Not allowed here.');
      this.taken++;
      place += action === 1 ? 1 : -1;
      running = place < 5;
      return {
        observation: place,
        reward: 0,
        terminated: !running,
        truncated: false,
        info: infoOf(place),
      };
    },
    getState: (): State => ({ place, running }),
    setState(state) {
      place = state['place'] as number;
      running = state['running'] as boolean;
    },
  };
}

test('takes allowed actions alone', () => {
  const environment = line();
  expect(() => checkEnvironment(environment)).not.toThrow();
  expect(environment.taken).toBeGreaterThan(1000);
  // Without a mask it would step off the end.
  expect(() => checkEnvironment(line(() => ({})))).toThrow(
    'unless info.actionMask of reset and step',
  );
});

test('with a mask, no step is tried after the end', () => {
  let place = 0;
  const info = (): Info => ({ actionMask: Uint8Array.of(place > 0 ? 1 : 0, place < 5 ? 1 : 0) });
  const world: Environment<number> = {
    observationSpace: new Discrete(6),
    actionSpace: new Discrete(2),
    reset() {
      place = 0;
      return { observation: place, info: info() };
    },
    step(action) {
      if (info().actionMask?.[action] === 0) throw new Error('Not allowed here.');
      place += action === 1 ? 1 : -1;
      return {
        observation: place,
        reward: 0,
        terminated: place === 5,
        truncated: false,
        info: info(),
      };
    },
  };
  expect(() => checkEnvironment(world)).not.toThrow();
});

test('a mask that is written over is as good', () => {
  const mask = new Uint8Array(2);
  const environment = line((place) => {
    mask.set([place > 0 ? 1 : 0, place < 5 ? 1 : 0]);
    return { actionMask: mask };
  });
  expect(() => checkEnvironment(environment)).not.toThrow();
});

test('where the episode terminated nothing need be allowed', () => {
  const environment = line((place) => ({ actionMask: place === 5 ? [0, 0] : [place > 0, true] }));
  expect(() => checkEnvironment(environment)).not.toThrow();
});

describe('masks that are none', () => {
  test.each([
    [{ actionMask: Uint8Array.of(1) }, 'must have one element for each of 2 actions; received 1.'],
    [{ actionMask: [0, 0] }, 'allows none of 2 actions'],
    [{ actionMask: '11' }, 'must be an array with an element for each of 2 actions'],
    [
      { actionMask: ['0', '1'] },
      "must hold numbers, 0 where an action is not allowed; received '0'",
    ],
    [{ actionMask: new Set([0]) }, 'received an object'],
    [{ action_mask: [1, 1] }, 'write actionMask instead of action_mask'],
    [{ actionMasks: [1, 1] }, 'write actionMask instead of actionMasks'],
  ])('%o', (reported, message) => {
    // As a program in plain JavaScript may report it.
    const info = reported as Info;
    const environment = line((place) => (place === 0 ? { actionMask: [0, 1] } : info));
    expect(() => checkEnvironment(environment)).toThrow(EnvironmentError);
    expect(() => checkEnvironment(environment)).toThrow(message);
    expect(() => checkEnvironment(line(() => info))).toThrow(message);
  });
});
