import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { State } from '../../src/state/state.ts';
import type {
  TabularEnvironment,
  Transition,
} from '../../src/environments/tabular/tabularEnvironment.ts';
import { streamOf } from './streamOf.ts';

/** Gymnasium's `P[state][action]`: probability, next state, reward, done. */
export type RecordedTable = readonly (readonly (readonly (readonly [
  number,
  number,
  number,
  number,
])[])[])[];

/** An episode that Gymnasium played; index t holds what step t led to. */
export interface RecordedEpisode {
  readonly s0: number;
  readonly actions: readonly number[];
  /** What the environment drew in each step, where it drew anything. */
  readonly u?: readonly number[];
  readonly obs: readonly number[];
  readonly reward: readonly number[];
  readonly terminated_last: number;
}

/** What test/fixtures/`name`.json holds. */
export function readFixture(name: string): unknown {
  const url = new URL(`../fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}

/** The whole table of an environment. */
export function tableOf(environment: TabularEnvironment): (readonly Transition[])[][] {
  const actions = Array.from({ length: environment.actionSpace.n }, (_, action) => action);
  return Array.from({ length: environment.observationSpace.n }, (_, state) =>
    actions.map((action) => environment.transitions(state, action)),
  );
}

/** A recorded table in the library's form. */
export function asTransitions(table: RecordedTable): Transition[][][] {
  return table.map((actions) =>
    actions.map((outcomes) =>
      outcomes.map(([probability, nextState, reward, done]) => ({
        probability,
        nextState,
        reward,
        terminated: done === 1,
      })),
    ),
  );
}

/** Puts a state in place, as if an episode had led there. */
export function moveTo(environment: TabularEnvironment, state: number, more: State = {}): void {
  const saved = environment.getState?.() ?? {};
  environment.setState?.({ ...saved, state, running: true, ...more });
}

/** Plays a recorded episode with its own draws, and compares every step exactly. */
export function expectEpisode(environment: TabularEnvironment, episode: RecordedEpisode): void {
  moveTo(environment, episode.s0);
  const played = episode.actions.map((action, t) => {
    const uniform = episode.u?.[t];
    if (uniform !== undefined) {
      environment.setState?.({ ...environment.getState?.(), random: streamOf(uniform) });
    }
    const { observation, reward, terminated, truncated } = environment.step(action);
    return { observation, reward, terminated, truncated };
  });
  const last = episode.actions.length - 1;
  expect(played).toEqual(
    episode.obs.map((observation, t) => ({
      observation,
      reward: episode.reward[t],
      terminated: t === last && episode.terminated_last === 1,
      truncated: false,
    })),
  );
}
