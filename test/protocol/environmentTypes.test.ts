import { expect, test } from 'vitest';
import type { ActionMask, Environment, Info, ResetResult, StepResult } from '../../src/index.ts';
import { Discrete, DQNAgent } from '../../src/index.ts';

// The compiler checks these: `npm run typecheck`.

interface Facts extends Info {
  readonly lives: number;
}

/** Two rooms; from the second one only action 1 is allowed. */
class Rooms implements Environment<number> {
  readonly observationSpace = new Discrete(2);
  readonly actionSpace = new Discrete(2);

  reset(): ResetResult<number> & { readonly info: Facts } {
    return { observation: 0, info: { lives: 3, actionMask: [true, true] } };
  }

  step(action: number): StepResult<number> {
    const info = { lives: 2, actionMask: Uint8Array.of(0, 1) };
    return { observation: action, reward: 0, terminated: false, truncated: false, info };
  }
}

test('a mask that an environment reports goes into act and observe without a cast', () => {
  const environment: Environment<number> = new Rooms();
  const agent = new DQNAgent({ environment });
  const { observation, info } = environment.reset();
  const first: ActionMask | undefined = info.actionMask;
  const action = agent.act(observation, { actionMask: first });
  const { observation: nextObservation, info: nextInfo, ...outcome } = environment.step(action);
  const nextActionMask = nextInfo.actionMask;
  agent.observe({ observation, action, nextObservation, nextActionMask, ...outcome });
  expect(agent.act(nextObservation, { actionMask: nextActionMask })).toBe(1);
  expect(agent.act(nextObservation, { actionMask: nextInfo.actionMask, explore: false })).toBe(1);
  agent.dispose();
});

test('facts of its own are read by their names', () => {
  const { info } = new Rooms().reset();
  const lives: number = info.lives;
  const unknown: unknown = new Rooms().step(1).info['lives'];
  expect([lives, unknown]).toEqual([3, 2]);
});

test('what is no mask is no mask for the compiler', () => {
  // @ts-expect-error -- A text is none.
  const text: Info = { actionMask: '10' };
  // @ts-expect-error -- Nor is a set.
  const set: Info = { actionMask: new Set([0]) };
  const agent = new DQNAgent({ environment: new Rooms() });
  // @ts-expect-error -- Nor are texts in an array.
  expect(() => agent.act(0, { actionMask: ['1', '1'] })).toThrow('must hold numbers');
  agent.dispose();
  expect([text, set]).toHaveLength(2);
});
