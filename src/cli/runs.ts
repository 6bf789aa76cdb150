import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { DQNAgent } from '../agents/dqnAgent.ts';
import { CONFIG_NAME, readConfig, type RunConfig } from '../node/run/runConfig.ts';
import { shellWord } from '../node/shellWord.ts';
import type { RunOptions } from '../node/run/runOptions.ts';
import type { TagStyle } from '../runs/logs/tags.ts';
import type { State } from '../state/state.ts';
import { closeAll } from '../vector/closeAll.ts';
import { agentFor, type AgentPlan } from './agentFor.ts';
import { CommandError } from './command.ts';
import { makeFrom, presetOf, type EnvironmentSource } from './environmentSource.ts';
import { LIBRARY_PARTS } from './ownParts.ts';
import type { Rhythm } from './rhythm.ts';

/** What a training of the command line is made from. */
export interface RunPlan extends AgentPlan {
  readonly environmentSteps: number;
  /** Whose names the curves in TensorBoard have. */
  readonly tags?: TagStyle;
  /** When it is evaluated and saved, where that is not as usual. */
  readonly rhythm?: Rhythm;
}

/** Steps of a training where neither the command line nor a preset says. */
const DEFAULT_STEPS = 100_000;

/**
 * The most steps of an evaluation's episode in an environment of a module, which may have no
 * limit of its own: a policy that has learned nothing would play on for ever.
 */
const MODULE_STEPS = 5_000;

/** How many steps a training takes where the command line does not say. */
export function stepsOf(source: EnvironmentSource): number {
  return presetOf(source)?.environmentSteps ?? DEFAULT_STEPS;
}

/** Makes agent and environments of a plan: what `openRun` needs. */
export async function makeRun(plan: RunPlan): Promise<RunOptions> {
  const { source, seed, environmentSteps, rhythm, settings } = plan;
  const parts = plan.parts ?? LIBRARY_PARTS;
  const { environment, evaluation, agent } = await makeParts(source, (training) =>
    agentFor(plan, training),
  );
  return {
    ...{ agent, environment, environmentSteps, seed, environmentId: source.id },
    evaluation: {
      everyEnvironmentSteps: Math.ceil(environmentSteps / 20),
      environment: evaluation,
      episodes: 10,
      ...(source.from === 'module' && { maxEpisodeSteps: MODULE_STEPS }),
      ...rhythm?.evaluation,
    },
    ...(rhythm && { checkpoint: rhythm.checkpoint }),
    log: { ...(plan.tags && { tags: plan.tags }) },
    about: {
      command: 'train',
      environment: { ...source },
      ...(parts.module !== null && { parts: parts.module }),
      settings: [...settings],
    } as unknown as State,
  };
}

/** What a run needs, of which some has to be given back: an environment may be a process. */
export interface RunParts {
  readonly environment: MadeEnvironment;
  readonly evaluation: MadeEnvironment;
  readonly agent: DQNAgent;
}

type MadeEnvironment = Awaited<ReturnType<typeof makeFrom>>;

/** Makes the environments of a run and its agent; where one of them fails, none is left over. */
export async function makeParts(
  source: EnvironmentSource,
  agentFor: (environment: MadeEnvironment) => DQNAgent,
): Promise<RunParts> {
  const made: MadeEnvironment[] = [];
  const make = async (use: 'training' | 'evaluation'): Promise<MadeEnvironment> => {
    const environment = await makeFrom(source, use);
    made.push(environment);
    return environment;
  };
  try {
    const environment = await make('training');
    const evaluation = await make('evaluation');
    return { environment, evaluation, agent: agentFor(environment) };
  } catch (error) {
    // What fails here must not hide what went wrong before.
    void closeAll(made);
    throw error;
  }
}

/**
 * Makes the agent of each of several plans with one source, and gives it back.
 *
 * @param mayLack - Whether nothing is tried where the environment cannot be made on this machine.
 * @throws {DeepQError} If an agent, or the environment, cannot be made.
 */
export async function requireAgents(plans: readonly AgentPlan[], mayLack: boolean): Promise<void> {
  const { source } = plans[0] as AgentPlan;
  const reached: MadeEnvironment[] = [];
  try {
    const { environment, evaluation, agent } = await makeParts(source, (training) => {
      reached.push(training);
      for (const plan of plans.slice(1)) agentFor(plan, training).dispose();
      return agentFor(plans[0] as AgentPlan, training);
    });
    agent.dispose();
    void closeAll([environment, evaluation]);
  } catch (error) {
    if (reached.length > 0 || !mayLack) throw error;
  }
}

/** Gives back what agent and environments hold, such as a process of Python. */
export function release({ agent, environment, evaluation }: RunOptions): void {
  try {
    agent.dispose();
  } finally {
    void closeAll([environment, evaluation?.environment]);
  }
}

/** The settings of the run in a folder. @throws {CommandError} If there is none. */
export function requireConfig(folder: string): RunConfig {
  const path = resolve(folder);
  refuseRunsInside(path);
  const config = isRun(path) ? readConfig(path) : null;
  if (config) return config;
  throw new CommandError(
    `There is no run in ${path}; give a folder that npx deepq train, or openRun, has made.`,
  );
}

/** @throws {CommandError} For a folder that holds runs, where that of one of them is needed. */
export function refuseRunsInside(path: string): void {
  const runs = isRun(path) ? [] : runsInside(path);
  if (runs.length === 0) return;
  throw new CommandError(
    `${path} is not the folder of a run, but holds ${runs.length}; give one of them, such as ` +
      `${shellWord(runs.at(-1) as string)}.`,
  );
}

function runsInside(path: string): readonly string[] {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  return (isFolder ? readdirSync(path).sort() : []).map((name) => join(path, name)).filter(isRun);
}

/** Whether a folder holds the settings of a run, sound or not. */
export function isRun(folder: string): boolean {
  const path = join(folder, CONFIG_NAME);
  return existsSync(path) && statSync(path).isFile();
}

/**
 * The folders of runs: those that are given, or that lie in one that is given. Each of them once,
 * since a run that counts twice makes intervals too narrow.
 */
export function findRuns(folders: readonly string[]): readonly string[] {
  const found = folders.flatMap((folder) => {
    const path = resolve(folder);
    if (!existsSync(path)) throw new CommandError(`There is no folder ${path}.`);
    if (isRun(path)) return [path];
    const runs = runsInside(path);
    if (runs.length > 0) return runs;
    throw new CommandError(
      `There is no run in ${path}: no config.json in it, nor in a folder in it.`,
    );
  });
  // A link to a run is that run.
  const seen = new Map<string, string>();
  for (const path of found) {
    const real = realpathSync(path);
    if (!seen.has(real)) seen.set(real, path);
  }
  return [...seen.values()];
}
