import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { make, outcomeOf, STEPS, take, throughBytes } from './run.ts';
import { worlds, type World } from './worlds.ts';

/** The loop takes a turn, and reports it, wherever it looks at the clock. */
beforeEach(() => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 20));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const whole = async (world: World): Promise<{ outcome: unknown; count: number }> => {
  const made = make(world);
  const events = await take(made.training);
  const outcome = await outcomeOf(made, events);
  made.agent.dispose();
  return { outcome, count: events.length };
};

describe.each(worlds)('$name', (world) => {
  test('stopped after any event, saved and put back, ends as if it had never stopped', async () => {
    const { outcome, count } = await whole(world);
    expect(count).toBeGreaterThan(20);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: count - 1 }), async (stop) => {
        const first = make(world);
        const before = await take(first.training, stop);
        const state = throughBytes(await first.training.getState());
        await first.training.return();
        first.agent.dispose();
        expect(state['resumes']).toBe('step');

        const second = make(world, { from: state });
        const after = await take(second.training);
        expect(await outcomeOf(second, [...before, ...after])).toEqual(outcome);
        second.agent.dispose();
      }),
      { numRuns: 6 },
    );
  });

  test('aborted at any step, and put back, ends as if it had never stopped', async () => {
    const { outcome } = await whole(world);
    const withoutTurns = (events: unknown): unknown =>
      (events as { type: string }[]).filter(
        // Updates that an abort has left are made later, and resets come with them.
        ({ type }) => !['steps', 'updates', 'reset', 'end'].includes(type),
      );
    const expected = outcome as { events: unknown };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: STEPS }), async (stop) => {
        const controller = new AbortController();
        const first = make(world, { signal: controller.signal });
        const { agent } = first;
        const { observe } = agent;
        agent.observe = (...given) => {
          observe.apply(agent, given);
          if (agent.environmentSteps >= stop) controller.abort();
        };
        const before = await take(first.training);
        expect(before.at(-1)).toMatchObject({ type: 'end', reason: 'aborted' });
        const state = throughBytes(await first.training.getState());
        agent.dispose();

        const second = make(world, { from: state });
        const after = await take(second.training);
        const found = (await outcomeOf(second, [...before, ...after])) as { events: unknown };
        expect({ ...found, events: withoutTurns(found.events) }).toEqual({
          ...expected,
          events: withoutTurns(expected.events),
        });
        second.agent.dispose();
      }),
      { numRuns: 3 },
    );
  });
});
