import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DQNAgent } from '../agents/dqnAgent.ts';
import { agentOfTraining } from '../agents/loadAgentState.ts';
import { makeAgent, restoreAgent } from '../agents/restoreAgent.ts';
import { file } from '../node/file.ts';
import { CheckpointFiles } from '../node/run/checkpointFiles.ts';
import { CONFIG_NAME, readConfig, type RunConfig } from '../node/run/runConfig.ts';
import type { Environment } from '../protocol/environment.ts';
import { StateReader } from '../state/stateReader.ts';
import { parseStrictJson } from '../state/strictJson.ts';
import { orDispose } from '../validation/orDispose.ts';
import { closeAll } from '../vector/closeAll.ts';
import { CommandError } from './command.ts';
import { partsOf, withKnownKinds, type CommandParts } from './ownParts.ts';
import { isRun, refuseRunsInside } from './runs.ts';
import {
  findSource,
  makeFrom,
  sourceOfConfig,
  type EnvironmentSource,
} from './environmentSource.ts';

/** An agent that was trained, and what it plays in. */
export interface LoadedAgent {
  readonly agent: DQNAgent;
  /** Which weights they are, in words. */
  readonly which: string;
  readonly source: EnvironmentSource;
  readonly environment: Environment;
}

/**
 * Loads the best weights of a run, or else its last ones; or an agent's file.
 *
 * @param path - A run's folder, or a file.
 * @param name - What it plays in, if not what the run was trained in.
 * @param isLast - The last weights, and not the best.
 * @param module - What makes parts of the user's, if not what the run was trained with.
 * @throws {CommandError} If there is nothing.
 * @throws {CheckpointError} If the settings of its run are damaged, or of a newer version.
 */
export async function loadAgent(
  path: string,
  name: string | undefined,
  isLast: boolean,
  module?: string,
): Promise<LoadedAgent> {
  const whole = resolve(path);
  if (!existsSync(whole)) throw new CommandError(`There is no file or folder ${whole}.`);
  const isFolder = statSync(whole).isDirectory();
  if (isFolder) refuseRunsInside(whole);
  const config = isFolder ? configIn(whole) : name === undefined ? configOfFile(whole) : null;
  if (isFolder && !config && name === undefined) {
    throw new CommandError(
      `There is no run in ${whole}: no ${CONFIG_NAME} in it. For weights without it, add ` +
        '--environment with an id or a module.',
    );
  }
  const found = config && sourceOfConfig(config.about);
  const source = name === undefined ? found : findSource(name, undefined);
  if (!source) {
    throw new CommandError(
      `Nothing says what the agent of ${whole} plays in; add --environment with an id or a module.`,
    );
  }
  const parts = await partsOf(module, config?.about);
  const environment = await makeFrom(source, 'evaluation');
  try {
    const loaded = isFolder ? await loadRun(whole, isLast, parts) : await loadFile(whole, parts);
    return { ...loaded, source, environment };
  } catch (error) {
    // One with a process or a connection behind it would keep the command from ending.
    await closeAll([environment]);
    throw error;
  }
}

/** The agent of a run's folder, and which weights it has. */
async function loadRun(
  folder: string,
  isLast: boolean,
  parts: CommandParts,
): Promise<Pick<LoadedAgent, 'agent' | 'which'>> {
  const best = join(folder, 'best.safetensors');
  if (isLast || !existsSync(best)) return loadLast(folder, parts);
  return { ...(await loadFile(best, parts)), which: 'best weights' };
}

/** The settings of the run in a folder; `null` where it has none. */
function configIn(folder: string): RunConfig | null {
  return isRun(folder) ? readConfig(folder) : null;
}

async function loadFile(
  path: string,
  parts: CommandParts,
): Promise<Pick<LoadedAgent, 'agent' | 'which'>> {
  const agent = await withKnownKinds(parts, () =>
    restoreAgent(file(path), { parts: parts.makers, replay: false }),
  );
  return { agent, which: `weights after ${agent.environmentSteps} steps` };
}

async function loadLast(
  folder: string,
  parts: CommandParts,
): Promise<Pick<LoadedAgent, 'agent' | 'which'>> {
  const open = await new CheckpointFiles(join(folder, 'checkpoints'), 1).open();
  if (!open) throw new CommandError(`The run in ${folder} has no checkpoint yet.`);
  try {
    const state = agentOfTraining(open.state);
    const made = new StateReader('agent', state).record('made');
    const agent = await withKnownKinds(parts, () => makeAgent(made, { parts: parts.makers }));
    orDispose(agent, () => agent.setState(state, { replay: false }));
    return { agent, which: `weights after ${agent.environmentSteps} steps` };
  } finally {
    open.close();
  }
}

/**
 * The settings of the run that a file belongs to. Folders with a config.json of another program
 * are passed over.
 *
 * @throws {CheckpointError} If the settings of the run cannot be used.
 */
function configOfFile(path: string): RunConfig | null {
  for (const folder of [dirname(path), dirname(dirname(path))]) {
    try {
      const config = readConfig(folder);
      if (config) return config;
    } catch (error) {
      if (isOfRun(folder)) throw error;
    }
  }
  return null;
}

/** Whether a config.json that cannot be used is that of a run, damaged or of a newer version. */
function isOfRun(folder: string): boolean {
  const path = join(folder, CONFIG_NAME);
  if (!existsSync(path)) return false;
  try {
    const found = parseStrictJson(readFileSync(path, 'utf8'));
    const { format, agent, training } = Object(found) as Partial<RunConfig>;
    return typeof format === 'number' && (agent !== undefined || training !== undefined);
  } catch {
    // Nothing in it can be read, so that only the run's checkpoints tell whose it is.
    return new CheckpointFiles(join(folder, 'checkpoints'), 1).list().length > 0;
  }
}
