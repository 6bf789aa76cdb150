import type { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { ACTIONS } from './constants.ts';
import { EpisodeLog } from './episodeLog.ts';
import type { CheckedPlanck } from './planck.ts';
import { replay } from './play.ts';
import { observeWorld } from './stepWorld.ts';
import type { LanderWorld, WorldSettings } from './world.ts';

/** How far a replayed observation may be off, where another machine saved it. */
const TOLERANCE = 1e-3;

/**
 * An episode as plain data. The inner state of the physics (what touched what,
 * how hard, what has been at rest for how long) cannot be taken out of planck,
 * so this is how the episode came about.
 *
 * @param world - `undefined` before the first episode.
 */
export function episodeState(
  settings: WorldSettings,
  log: EpisodeLog,
  world: LanderWorld | undefined,
): State {
  const actions = log.actions();
  const observation = world === undefined ? new Float32Array(8) : observeWorld(world);
  return {
    ...settings,
    started: world !== undefined,
    start: { ...log.start },
    actions: { shape: [actions.length], data: actions },
    observation: { shape: [observation.length], data: observation },
  };
}

/**
 * Plays a saved episode again.
 *
 * @param reader - Of a state with the members of {@link episodeState}, and
 *   `running`.
 * @throws {CheckpointError} If a member is amiss, the settings are others, or
 *   the episode does not come out the same.
 */
export function readEpisode(
  reader: StateReader,
  planck: CheckedPlanck,
  settings: WorldSettings,
): { readonly log: EpisodeLog; readonly world: LanderWorld | undefined } {
  requireSameSettings(reader, settings);
  const random = reader.random('start');
  const log = new EpisodeLog(random.getState(), readActions(reader));
  const observation = reader.tensor('observation', Float32Array, [8]);
  const running = reader.boolean('running');
  if (!reader.boolean('started')) {
    if (!running) return { log, world: undefined };
    throw reader.error('running must be false where started is');
  }
  const played = replay(planck, settings, random, log.actions());
  if (played?.terminated === !running && near(observeWorld(played.world), observation)) {
    return { log, world: played.world };
  }
  throw reader.error(
    'its actions must lead to its observation when they are played again, and here they do not',
  );
}

/** Actions replayed under other settings would lead elsewhere. */
function requireSameSettings(reader: StateReader, settings: WorldSettings): void {
  const saved: WorldSettings = {
    gravity: reader.number('gravity'),
    enableWind: reader.boolean('enableWind'),
    windPower: reader.number('windPower'),
    turbulencePower: reader.number('turbulencePower'),
  };
  for (const name of ['gravity', 'enableWind', 'windPower', 'turbulencePower'] as const) {
    if (saved[name] === settings[name]) continue;
    throw reader.error(`${name} must be ${settings[name]}, as here; received ${saved[name]}`);
  }
}

function readActions(reader: StateReader): Uint8Array {
  const actions = reader.tensor('actions', Uint8Array, [null]);
  const bad = actions.find((action) => action >= ACTIONS);
  if (bad === undefined) return actions;
  throw reader.error(`actions must be from 0 to ${ACTIONS - 1}; received ${bad}`);
}

function near(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, index) => Math.abs(value - (b[index] as number)) <= TOLERANCE);
}
