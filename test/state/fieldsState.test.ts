import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import { fieldsState } from '../../src/state/fieldsState.ts';
import { joinStates, whenTakenOver } from '../../src/state/joinStates.ts';

const makeMemory = () => ({ steps: 3, reward: -0.5, running: true });
const stateOf = (memory: ReturnType<typeof makeMemory>) =>
  fieldsState('Walk', memory, { steps: 'count', reward: 'number', running: 'boolean' });

describe('the state of a few fields', () => {
  test('is a copy of them, and is taken over into the memory itself', () => {
    const memory = makeMemory();
    const part = stateOf(memory);
    const saved = part.getState();
    expect(saved).toEqual({ steps: 3, reward: -0.5, running: true });
    memory.steps = 9;
    memory.running = false;
    expect(saved['steps']).toBe(3);
    const takeOver = part.prepareState(saved);
    expect(memory).toEqual({ steps: 9, reward: -0.5, running: false });
    takeOver();
    expect(memory).toEqual(makeMemory());
  });

  test('leaves other fields of the state alone', () => {
    const memory = makeMemory();
    stateOf(memory).prepareState({ steps: 1, reward: 2, running: false, random: 4 })();
    expect(memory).toEqual({ steps: 1, reward: 2, running: false });
  });

  test.each([
    [{ steps: -1 }, 'steps must be a whole number from 0 to 281474976710656; received -1'],
    [{ steps: 0.5 }, 'steps must be a whole number'],
    [{ steps: 2 ** 53 - 1 }, 'steps must be a whole number from 0 to 281474976710656'],
    [{ reward: Infinity }, 'reward must be a finite number; received Infinity'],
    [{ running: 1 }, 'running must be true or false; received 1'],
    [{ running: undefined }, 'running must be true or false'],
  ])('refuses %o, and stays as it was', (wrong, message) => {
    const memory = makeMemory();
    const part = stateOf(memory);
    const load = (): unknown => part.prepareState({ ...part.getState(), ...wrong } as never);
    expect(load).toThrow(CheckpointError);
    expect(load).toThrow(`State of the Walk: ${message}`);
    expect(memory).toEqual(makeMemory());
  });
});

describe('joined states', () => {
  const makeJoined = () => {
    const left = { episodes: 1 };
    const right = { lives: 2 };
    const log: string[] = [];
    const part = joinStates(
      fieldsState('Game', left, { episodes: 'count' }),
      whenTakenOver(() => log.push(`${left.episodes} ${right.lives}`)),
      fieldsState('Game', right, { lives: 'count' }),
    );
    return { left, right, log, part };
  };

  test('stand side by side in one state, and are taken over in their order', () => {
    const { left, right, log, part } = makeJoined();
    expect(Object.entries(part.getState())).toEqual([
      ['episodes', 1],
      ['lives', 2],
    ]);
    const takeOver = part.prepareState({ episodes: 5, lives: 6 });
    expect(log).toEqual([]);
    takeOver();
    expect([left.episodes, right.lives]).toEqual([5, 6]);
    expect(log).toEqual(['5 2']);
  });

  test('where one part refuses, no other has taken anything over', () => {
    const { left, log, part } = makeJoined();
    expect(() => part.prepareState({ episodes: 5, lives: -1 })).toThrow(CheckpointError);
    expect(left.episodes).toBe(1);
    expect(log).toEqual([]);
  });
});
