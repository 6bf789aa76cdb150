import { createTurnTaker } from '../../protocol/turnTaker.ts';
import { occupy } from '../../training/inUse.ts';
import { requireJoined } from '../channelAnswers.ts';
import { randomHex } from '../randomHex.ts';
import { resolveActorOptions, type ActorOptions } from './actorOptions.ts';
import { ActorRun } from './actorRun.ts';

/**
 * What an actor has done.
 *
 * @category Distributed
 */
export interface ActorSummary {
  /** Steps that it has taken. */
  readonly environmentSteps: number;
  /** Episodes that have ended. */
  readonly episodes: number;
  /** Blocks that it has sent. */
  readonly blocks: number;
}

/** Weights come with the second turn after they were asked for: an environment that is never idle gives them. */
const TURN_MS = 2;

/**
 * Acts for a learner until it is told to stop: steps in the environment with the learner's latest
 * weights, and sends what came of it in blocks of consecutive steps. It waits for a learner that
 * is not there yet, or not any more, and for room where the learner is slower.
 *
 * @returns What it has done, once the run is over or the signal came.
 * @throws {OptionsError} If an option is unknown or out of range, or the environment is another
 *   one than the learner's.
 * @throws What the environment throws; what was collected before has been sent then.
 * @example
 * ```ts no-run
 * import { redisActor, runActor } from 'deepq/distributed';
 * import { makeEnvironment } from 'deepq/environments';
 * import { createClient } from 'redis';
 *
 * const client = await createClient({ url: 'redis://127.0.0.1:6379' }).connect();
 * const environment = makeEnvironment('CartPole-v1');
 * await runActor({ channel: redisActor({ client, run: 'cartpole' }), environment });
 * ```
 * @category Distributed
 */
export async function runActor(options: ActorOptions): Promise<ActorSummary> {
  const resolved = resolveActorOptions(options);
  const { channel, environment } = resolved;
  const signal = resolved.signal ?? new AbortController().signal;
  const release = occupy('runActor', { environment });
  const turns = createTurnTaker(TURN_MS);
  const summary = { environmentSteps: 0, episodes: 0, blocks: 0 };
  try {
    for (;;) {
      // Another session for each run: sequence numbers begin anew.
      const session = randomHex(8);
      const spec = signal.aborted ? null : requireJoined(await channel.join(session, signal));
      if (!spec) return summary;
      const run = new ActorRun(resolved, { session, spec, signal, turns }, summary);
      try {
        if ((await run.play()) !== 'changed') return summary;
      } finally {
        run.dispose();
      }
    }
  } finally {
    turns.close();
    release();
    await channel.close();
  }
}
