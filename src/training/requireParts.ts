import type { Actor, Agent } from '../agents/agent.ts';
import { OptionsError } from '../errors.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { isGroup, type EnvironmentGroup } from '../protocol/environmentGroup.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { receivedInstead } from '../protocol/receivedInstead.ts';
import { describeSpaces } from '../protocol/describeSpaces.ts';
import { continuousHint, requireSpaces } from '../protocol/requireSpaces.ts';
import { isExperienceSource, type ExperienceSource } from './experienceSource.ts';
import type { Trainable } from './trainOptions.ts';
import { requireChoice, requireInteger, requireNumber, show } from '../validation/options.ts';

/** @throws {OptionsError} If `signal` is no AbortSignal. */
export function requireSignal(signal: AbortSignal): void {
  const given = signal as Partial<AbortSignal> | null;
  const methods = [given?.throwIfAborted, given?.addEventListener, given?.removeEventListener];
  const areThere = methods.every((method) => typeof method === 'function');
  if (typeof given?.aborted === 'boolean' && areThere) return;
  throw new OptionsError(
    `signal must be an AbortSignal, such as controller.signal; received ${show(signal)}.`,
  );
}

/** @throws {OptionsError} If `environment` cannot be stepped. */
export function requireEnvironment(
  name: string,
  environment: Environment | AsyncEnvironment,
): void {
  requireMethods(name, environment);
  if (!isGroup(environment)) return;
  throw new OptionsError(
    `${name} must be a single environment; received a group of ${show(environment.count)}. ` +
      'Make one environment for it.',
  );
}

function requireMethods(
  name: string,
  environment: Environment | AsyncEnvironment | EnvironmentGroup,
): void {
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset === 'function' && typeof given.step === 'function') {
    requireActions(name, given.actionSpace);
    return;
  }
  throw new OptionsError(
    `${name} must be an environment with the methods reset and step; ` +
      receivedInstead(environment),
  );
}

function requireActions(name: string, space: unknown): void {
  const { n } = Object(space) as { readonly n?: unknown };
  if (Number.isSafeInteger(n) && Number(n) >= 1) return;
  throw new OptionsError(
    `${name} must have an actionSpace, such as new Discrete(2); received ${show(space)}.` +
      continuousHint(space),
  );
}

/**
 * @param call - What it was handed to, for messages.
 * @throws {OptionsError} If `agent` cannot act.
 */
export function requireActor(agent: Actor, call = 'evaluate(agent, environment, options)'): void {
  const { act, actAsync } = (agent as Partial<Actor> | null | undefined) ?? {};
  if (typeof act === 'function' && typeof actAsync === 'function') return;
  throw new OptionsError(
    `${call} needs an agent with the methods act and actAsync; received ${show(agent)}.`,
  );
}

/**
 * @param name - Of the environment, for messages.
 * @throws {OptionsError} If the environment has other spaces than the agent was made for.
 */
export function requireSuited(agent: Actor, name: string, environment: EnvironmentSpaces): void {
  if (!agent.spaces) return;
  const spaces = requireSpaces("The agent's spaces", agent.spaces);
  const [made, given] = [spaces, requireSpaces(name, environment)].map(describeSpaces);
  if (made === given) return;
  throw new OptionsError(
    `${name} must have the spaces that the agent was made for, ${String(made)}; received one with ` +
      `${String(given)}. Make the agent with this environment, and the same wrappers around both.`,
  );
}

/** What an agent may lack; in a program in plain JavaScript it may be anything. */
const OPTIONAL = ['beginEpisode', 'actMany', 'actManyAsync', 'getState', 'setState'] as const;

function requireCounts(agent: Agent): void {
  const wrong = OPTIONAL.find((name) => !['function', 'undefined'].includes(typeof agent[name]));
  const missing = (['actAsync', 'learnAsync'] as const).find(
    (name) => agent.reads === 'async' && typeof agent[name] !== 'function',
  );
  const notFunction = wrong ?? missing;
  if (notFunction !== undefined) {
    const received = (agent as unknown as Record<string, unknown>)[notFunction];
    throw new OptionsError(
      `The agent's ${notFunction} must be a function; received ${show(received)}.`,
    );
  }
  requireChoice("The agent's reads", agent.reads, ['sync', 'async']);
  for (const name of ['environmentSteps', 'updates', 'updatesDue'] as const) {
    requireNumber(`The agent's ${name}`, agent[name]);
  }
}

/** @throws {OptionsError} If what `train` was given is no agent. */
export function requireAgent(agent: Agent): void {
  const { act, observe, learn } = (agent as Partial<Agent> | null | undefined) ?? {};
  if (![act, observe, learn].every((method) => typeof method === 'function')) {
    throw new OptionsError(
      'train(agent, environment, options) needs an agent with the methods act, observe and learn; ' +
        `received ${show(agent)}.`,
    );
  }
  requireCounts(agent);
}

/** @throws {OptionsError} If what `train` was given is no agent, or no environment. */
export function requireTrainable(agent: Agent, environment: Trainable): void {
  requireAgent(agent);
  if (!isSource(environment)) requireMethods('environment', environment);
  if (isGroup(environment)) requireInteger('environment.count', environment.count, { min: 1 });
  requireSuited(agent, 'environment', environment);
}

function isSource(given: Trainable): given is ExperienceSource {
  // A program in plain JavaScript may hand in anything.
  return typeof given === 'object' && (given as unknown) !== null && isExperienceSource(given);
}
