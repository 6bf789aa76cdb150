import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import { RemoteExperience } from '../../../src/distributed/remoteExperience.ts';
import type { Preset, PresetId } from '../../../src/presets/presets.ts';
import { trainRun, type TrainResult } from '../trainRun.ts';
import { environmentOf } from './actorSetup.ts';
import { openProcesses, openThreads, type FleetOf } from './openActors.ts';

/** How a training gets its steps. */
export interface Way {
  readonly transport: 'one process' | 'threads' | 'redis';
  readonly actors: number;
  /** How long each step waits, in milliseconds. */
  readonly sleepMs: number;
  readonly exploration: 'apex' | 'agent';
}

/** A few words that tell a way from others. */
export function nameOf({ transport, actors, sleepMs, exploration }: Way): string {
  const by = transport === 'one process' ? transport : `${actors} × ${transport}, ${exploration}`;
  return sleepMs === 0 ? by : `${by}, ${sleepMs} ms a step`;
}

/** Trains with a preset, and judges the final weights. */
export function trainBy(
  way: Way,
  id: PresetId,
  preset: Preset,
  seed: number,
  server: RedisServer,
): Promise<TrainResult> {
  const { transport, actors, sleepMs, exploration } = way;
  const world = { id, usesPreset: true, stepMs: sleepMs, slowness: 'sleeps' } as const;
  // While an evaluation is played, actors would go on: what takes their time is measured without.
  const looks = transport === 'one process' && sleepMs === 0;
  if (transport === 'one process') {
    const environment = environmentOf(world);
    const close = (): Promise<void> => Promise.resolve();
    return trainRun(id, preset, seed, {
      looks,
      open: async () => ({ source: environment, close }),
    });
  }
  const fleet: FleetOf = { ...world, actors, seed, uses: null };
  return trainRun(id, preset, seed, {
    looks,
    async open(agent) {
      const opened = await (transport === 'threads'
        ? openThreads(fleet)
        : openProcesses(server, fleet));
      const { channel } = opened;
      const source = new RemoteExperience({ agent, channel, exploration, acknowledge: 'applied' });
      return {
        source,
        async close() {
          await source.finish();
          await opened.close();
        },
      };
    },
  });
}
