import type { AsyncEnvironment, Environment } from '../../../src/protocol/environment.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { presets, type PresetId } from '../../../src/presets/presets.ts';
import { trainingOf } from '../learningEnvironments.ts';
import { slowed, type Slowness } from './slowed.ts';

/** What an actor of a benchmark is told, in the environment variable {@link ACTOR_VARIABLE}. */
export interface ActorSetup {
  readonly id: PresetId;
  /** Whether it acts in what the preset puts around the environment. */
  readonly usesPreset: boolean;
  /** How long a step takes more than the environment's own, in milliseconds. */
  readonly stepMs: number;
  readonly slowness: Slowness;
  /** Where Redis is, and the run; `null` for a thread. */
  readonly redis: { readonly url: string; readonly run: string } | null;
  readonly actor: number;
  readonly actors: number;
  readonly seed: number;
  /** The file that is to tell when which weights were used first; `null` for none. */
  readonly uses: string | null;
}

export const ACTOR_VARIABLE = 'DEEPQ_BENCH_ACTOR';

/** What it acts in. */
export function environmentOf(
  setup: Pick<ActorSetup, 'id' | 'usesPreset' | 'stepMs' | 'slowness'>,
): Environment | AsyncEnvironment {
  const { id, usesPreset, stepMs, slowness } = setup;
  const inner = usesPreset ? trainingOf(id, presets[id]) : makeEnvironment(id);
  return stepMs === 0 ? inner : slowed(inner, stepMs, slowness);
}

/** Milliseconds by a clock that all processes of this machine share. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
