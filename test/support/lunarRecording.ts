import { readFileSync } from 'node:fs';
import * as planck from 'planck';
import type { Dispersion, EpisodeDraws } from '../../src/environments/lunarLander/draws.ts';
import { requirePlanck } from '../../src/environments/lunarLander/planck.ts';
import { observeWorld, stepWorld } from '../../src/environments/lunarLander/stepWorld.ts';
import { createWorld, type WorldSettings } from '../../src/environments/lunarLander/world.ts';

/** One recorded episode; index t holds what step t drew and led to. */
export interface LunarRecording {
  readonly name: string;
  readonly settings: WorldSettings;
  readonly draws: EpisodeDraws;
  /** Of the step inside `reset`. */
  readonly firstDispersion: Dispersion;
  readonly firstObservation: readonly number[];
  readonly dispersions: readonly Dispersion[];
  readonly actions: readonly number[];
  readonly observations: readonly (readonly number[])[];
  readonly rewards: readonly number[];
}

/** What the library makes of a recorded episode. */
export interface Replayed {
  readonly firstObservation: Float32Array;
  readonly observations: readonly Float32Array[];
  readonly rewards: readonly number[];
  readonly terminated: boolean;
}

type Pair = readonly [number, number];

interface Trajectory {
  readonly policy: string;
  readonly heights_drawn: number[];
  readonly init_force: Pair;
  readonly actions: number[];
  readonly obs0: number[];
  readonly obs: number[][];
  readonly reward: number[];
}

interface GymnasiumTrajectory extends Trajectory {
  readonly seed: number;
  readonly reset_dispersion_u: Pair;
  readonly u: Pair[];
}

interface WindTrajectory extends Trajectory {
  readonly gravity: number;
  readonly wind: boolean;
  readonly wind_power: number;
  readonly turbulence_power: number;
  readonly wind_idx: number;
  readonly torque_idx: number;
  readonly reset_dispersion: Pair;
  readonly dispersion: Pair[];
}

interface Returns {
  readonly mean: number;
  readonly std: number;
  readonly mean_len: number;
  readonly n_ge_200: number;
}

interface LunarFile {
  readonly trajectories: GymnasiumTrajectory[];
  readonly returns_100: { readonly heuristic: Returns; readonly random: Returns };
}

const gymnasium = readFixture('lunarlander') as LunarFile;

/** What 100 episodes earned in Gymnasium. */
export const recordedReturns: LunarFile['returns_100'] = gymnasium.returns_100;

/** Fifteen episodes of Gymnasium, without wind. */
export const gymnasiumRecordings: readonly LunarRecording[] = gymnasium.trajectories.map(
  (trajectory) => ({
    ...common(trajectory),
    name: `seed ${trajectory.seed}, ${trajectory.policy}`,
    settings: { gravity: -10, enableWind: false, windPower: 15, turbulencePower: 1.5 },
    draws: { heights: trajectory.heights_drawn, force: trajectory.init_force },
    firstDispersion: scaled(trajectory.reset_dispersion_u),
    dispersions: trajectory.u.map(scaled),
  }),
);

/** Five episodes with wind or another gravity; the file says where they are from. */
export const windRecordings: readonly LunarRecording[] = (
  readFixture('lunarlander_wind') as { trajectories: WindTrajectory[] }
).trajectories.map((trajectory) => ({
  ...common(trajectory),
  name: `gravity ${trajectory.gravity}, wind ${trajectory.wind}, ${trajectory.policy}`,
  settings: {
    gravity: trajectory.gravity,
    enableWind: trajectory.wind,
    windPower: trajectory.wind_power,
    turbulencePower: trajectory.turbulence_power,
  },
  draws: {
    heights: trajectory.heights_drawn,
    force: trajectory.init_force,
    wind: [trajectory.wind_idx, trajectory.torque_idx],
  },
  firstDispersion: trajectory.reset_dispersion,
  dispersions: trajectory.dispersion,
}));

/** Plays the recorded actions, with the recorded draws, until the episode ends. */
export function replayRecording(recording: LunarRecording): Replayed {
  const world = createWorld(requirePlanck(planck), recording.settings, recording.draws);
  stepWorld(world, 0, recording.firstDispersion);
  const firstObservation = observeWorld(world);
  const observations: Float32Array[] = [];
  const rewards: number[] = [];
  for (const [t, action] of recording.actions.entries()) {
    const { reward, terminated } = stepWorld(world, action, recording.dispersions[t]!);
    observations.push(observeWorld(world));
    rewards.push(reward);
    if (terminated) return { firstObservation, observations, rewards, terminated };
  }
  return { firstObservation, observations, rewards, terminated: false };
}

/** The steps before anything touches the ground, and before the last one. */
export function stepsInFlight({ observations }: LunarRecording): number {
  const contact = observations.findIndex(([, , , , , , right, left]) => right! + left! > 0);
  return contact === -1 ? observations.length - 1 : contact;
}

/** The most that two arrays differ by. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, index) => Math.abs(value - b[index]!)));
}

function common(
  trajectory: Trajectory,
): Pick<LunarRecording, 'actions' | 'firstObservation' | 'observations' | 'rewards'> {
  const { actions, obs0: firstObservation, obs: observations, reward: rewards } = trajectory;
  return { actions, firstObservation, observations, rewards };
}

function scaled([along, across]: Pair): Dispersion {
  return [along / 30, across / 30];
}

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}
