import * as planck from 'planck';
import type { Environment } from '../../src/protocol/environment.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import type { Preset, PresetId } from '../../src/presets/presets.ts';
import { Taxi } from '../../src/environments/taxi/taxi.ts';
import { taxiActionMask } from '../../src/environments/taxi/taxiActionMask.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { EveryStart } from './everyStart.ts';

/** The environment of a preset, as it is trained in. */
export function trainingOf(id: PresetId, preset: Preset): Environment {
  return preset.training(plain(id));
}

/** The environment that a preset is judged by, and for how many episodes. */
export function evaluationOf(
  id: PresetId,
  preset: Preset,
): { environment: Environment; episodes: number } {
  if (id !== 'Taxi-v3') return { environment: preset.evaluation(plain(id)), episodes: 100 };
  const everyStart = new EveryStart(new Taxi(), (state) => ({
    actionMask: taxiActionMask(state),
  }));
  return {
    environment: preset.evaluation(new TimeLimit(everyStart, { maxEpisodeSteps: 200 })),
    episodes: everyStart.starts.length,
  };
}

function plain(id: PresetId): Environment {
  return id === 'LunarLander-v3' ? makeEnvironment(id, { planck }) : makeEnvironment(id);
}
