import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { describeAgent } from '../../agents/describeAgent.ts';
import { isGroup } from '../../protocol/environmentGroup.ts';
import { DeepQError, OptionsError, UsageError } from '../../errors.ts';
import type { Run } from './run.ts';
import { show } from '../../validation/options.ts';
import { explain } from '../fileErrors.ts';
import { makeFolder } from '../filePaths.ts';
import { CheckpointFiles } from './checkpointFiles.ts';
import { addCommand } from './commandFile.ts';
import { collectFacts } from './facts.ts';
import { takeLock, type Lock } from './lock.ts';
import { ActiveRun } from './activeRun.ts';
import {
  CONFIG_FORMAT,
  readConfig,
  requireSameRun,
  writeConfig,
  type RunConfig,
} from './runConfig.ts';
import {
  describeTraining,
  resolveRunOptions,
  type ResolvedRunOptions,
  type RunOptions,
} from './runOptions.ts';

/**
 * Trains in a folder that keeps all there is to know of the run: its settings, versions
 * and commit; `progress.csv`, `0.monitor.csv`, `evaluations.npz` and TensorBoard's
 * events; checkpoints and the best weights; and `report.html`.
 *
 * The same call goes on where the run in the folder was broken off: by Ctrl-C, which
 * writes a checkpoint, or by whatever killed the process, from the last checkpoint on.
 * Weights and files are in the end those of a run that was never broken off, bit for
 * bit, columns of time and `command.txt` apart. (Where the environment has no `getState`, such as one of
 * Python, it goes on with a new episode.)
 *
 * @param folder - Relative to the working directory of this moment; created where it is
 *   missing.
 * @throws {OptionsError} If an option is unknown or out of range, or the agent is for
 *   another environment.
 * @throws {UsageError} If another process is at work in the folder, it holds other
 *   files, or a run with other settings, or one that has taken more steps than the new ones say.
 * @throws {CheckpointError} If a checkpoint is damaged; nothing changes then.
 * @example
 * ```ts
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { openRun } from 'deepq/node';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, learningStarts: 100 });
 * const run = await openRun('output/run', { agent, environment, environmentSteps: 500 });
 * await run.finish();
 * agent.dispose();
 * ```
 * @category Runs
 */
export async function openRun(folder: string, options: RunOptions): Promise<Run> {
  if (typeof folder !== 'string' || folder === '') {
    throw new OptionsError(
      `openRun(folder, options) needs the path of a folder; received ${show(folder)}. ` +
        "Pass one such as 'runs/cartpole'.",
    );
  }
  const resolved = resolveRunOptions(options);
  // Of one that was disposed this throws, before anything is written.
  await resolved.agent.network.getWeights();
  const path = resolve(folder);
  const lock = lockFolder(path);
  try {
    return await open(path, resolved, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function lockFolder(path: string): Lock {
  try {
    // Before anything is made: a folder of other files is left as it is.
    readConfig(path);
    makeFolder(path);
    return takeLock(path);
  } catch (cause) {
    if (cause instanceof DeepQError) throw cause;
    throw new DeepQError(`The folder ${path} cannot be used: ${explain(cause)}.`, { cause });
  }
}

async function open(path: string, options: ResolvedRunOptions, lock: Lock): Promise<Run> {
  const there = readConfig(path);
  const config = configOf(options, there);
  if (there && !options.newSettings) requireSameRun(path, there, config);
  const checkpoints = new CheckpointFiles(join(path, 'checkpoints'), options.checkpoint.keep);
  if (options.newSettings) requireStepsAhead(path, options, checkpoints);
  const from = await checkpoints.open();
  try {
    if (!there || options.newSettings) await writeConfig(path, config);
    const taken = checkpoints.list().at(-1)?.steps ?? 0;
    // A run that is over does not go on where it is opened once more.
    if (taken < options.environmentSteps) await addCommand(path, there ? taken : null);
    return new ActiveRun({ folder: path, options, config, checkpoints, lock, from });
  } catch (cause) {
    from?.close();
    if (cause instanceof DeepQError) throw cause;
    throw new DeepQError(`The folder ${path} cannot be written to: ${explain(cause)}.`, { cause });
  }
}

/** Settings that say less than was done would make a run of what it is not. */
function requireStepsAhead(
  path: string,
  { environment, environmentSteps }: ResolvedRunOptions,
  checkpoints: CheckpointFiles,
): void {
  const taken = checkpoints.list().at(-1)?.steps ?? 0;
  // A group takes whole rounds, and so up to a round more than it was told.
  const more = isGroup(environment) ? environment.count - 1 : 0;
  if (environmentSteps + more >= taken) return;
  throw new UsageError(
    `environmentSteps (${environmentSteps}) must not be fewer than the ${taken} steps that the run in ${path} has ` +
      'taken already; raise it, or begin a run in another folder.',
  );
}

function configOf(options: ResolvedRunOptions, there: RunConfig | null): RunConfig {
  const seconds = Math.floor(Date.now() / 1000);
  return {
    format: CONFIG_FORMAT,
    about: options.about,
    agent: describeAgent(options.agent),
    training: describeTraining(options),
    events: there?.events ?? `events.out.tfevents.${seconds}.${hostname()}`,
    facts: there && !options.newSettings ? there.facts : collectFacts(),
  };
}
