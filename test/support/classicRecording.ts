import { expect } from 'vitest';
import type { State } from '../../src/state/state.ts';
import type { Environment } from '../../src/protocol/environment.ts';

/** One episode that Gymnasium 1.4.0 played; index t holds what step t led to. */
export interface ClassicRecording {
  readonly name: string;
  readonly init: readonly number[];
  readonly actions: readonly number[];
  readonly obs: readonly (readonly number[])[];
  readonly state: readonly (readonly number[])[];
  readonly reward?: readonly number[];
  readonly reward_const?: number;
  readonly terminated_last: 0 | 1;
  readonly truncated_last: 0 | 1;
}

/** The recordings in a file. */
export function parseClassicRecordings(file: string, text: string): ClassicRecording[] {
  const { trajectories } = JSON.parse(text) as {
    trajectories: (ClassicRecording & { readonly label: string })[];
  };
  return trajectories.map((recording) => ({ ...recording, name: `${file} ${recording.label}` }));
}

/**
 * Starts a limited environment as if `episodeSteps` had led to `numbers`.
 *
 * @param names - What the numbers are called in the state of the world.
 */
export function startFrom(
  environment: Environment<Float32Array>,
  names: readonly string[],
  numbers: readonly number[],
  episodeSteps: number,
): void {
  const { environment: world } = environment.getState?.() as { readonly environment: State };
  const fields = Object.fromEntries(names.map((name, index) => [name, numbers[index] as number]));
  const inside = { ...world, ...fields, running: true };
  environment.setState?.({ episodeSteps, running: true, environment: inside });
}

/** Takes every step from its recorded state, and compares all of its result. */
export function expectEveryStep(
  environment: Environment<Float32Array>,
  names: readonly string[],
  recording: ClassicRecording,
): void {
  const states = [recording.init, ...recording.state];
  for (const [t, action] of recording.actions.entries()) {
    startFrom(environment, names, states[t]!, t);
    expect(environment.step(action), `step ${t}`).toEqual(resultOf(recording, t));
  }
}

/** Plays the episode from its first state, without being put right on the way. */
export function expectWholeEpisode(
  environment: Environment<Float32Array>,
  names: readonly string[],
  recording: ClassicRecording,
): void {
  startFrom(environment, names, recording.init, 0);
  for (const [t, action] of recording.actions.entries()) {
    expect(environment.step(action), `step ${t}`).toEqual(resultOf(recording, t));
  }
}

function resultOf(recording: ClassicRecording, t: number): object {
  const last = t === recording.actions.length - 1;
  return {
    observation: Float32Array.from(recording.obs[t]!),
    reward: recording.reward?.[t] ?? recording.reward_const,
    terminated: last && recording.terminated_last === 1,
    truncated: last && recording.truncated_last === 1,
    info: {},
  };
}
