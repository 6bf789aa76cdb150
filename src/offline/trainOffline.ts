import type { Agent } from '../agents/agent.ts';
import type { Training } from '../training/training.ts';
import type { TrainOfflineOptions } from './offlineOptions.ts';
import { OfflineRun } from './offlineRun.ts';

/**
 * Trains an agent on what its replay buffer holds, without an environment: on recorded
 * transitions alone, or before it takes its first step. It calls `agent.learn` and reports
 * as {@link train} does: `updates`, `evaluation`, `checkpoint`, `warning` and `end`.
 *
 * The agent needs `learningStarts` transitions at most as many as were recorded, and a
 * target network that is renewed by updates. Learning from recordings alone needs a
 * penalty on actions that they do not show: the head {@link cql}.
 *
 * @returns The run, which goes on when its next event is asked for; `finish()` runs it to
 *   its end, and `getState()` is where it can go on bit for bit.
 * @throws {OptionsError} If an option is unknown or out of range, or the agent cannot learn
 *   offline: at the call. All other errors come when an event is asked for.
 * @throws {UsageError} If the agent is in use by another training, or its replay buffer
 *   holds too little.
 * @throws {CheckpointError} If `from` does not fit; nothing changes then. A state of `train` is
 *   refused at the call.
 * @throws {DivergenceError} If the loss becomes NaN or infinite.
 * @example
 * ```ts
 * import { cql, DQNAgent, evaluate, fillReplay, recordEpisodes, trainOffline } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, head: cql({ alpha: 0.5 }), learningStarts: 100 });
 * await fillReplay(agent.replay, recordEpisodes(agent, environment, { episodes: 20, explore: true }));
 * await trainOffline(agent, { updates: 100 }).finish();
 * const { mean } = await evaluate(agent, environment, { episodes: 5 });
 * agent.dispose();
 * ```
 * @category Offline
 */
export function trainOffline(agent: Agent, options: TrainOfflineOptions): Training {
  return new OfflineRun(agent, options);
}
