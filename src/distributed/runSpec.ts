import { describeAgent } from '../agents/describeAgent.ts';
import type { DQNAgent } from '../agents/dqnAgent.ts';
import { ValueError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { show } from '../validation/options.ts';
import { MAX_STEPS } from './blocks/format.ts';
import { observationLayout } from './blocks/observationLayout.ts';

/**
 * What actors need to know of a run, as plain data.
 *
 * @category Distributed
 */
export interface RunSpec {
  /** The version of this description. */
  readonly format: 1;
  /** Tells runs apart: 32 hexadecimal digits. */
  readonly run: string;
  /** How the learner's agent was made, as {@link describeAgent} has it. */
  readonly agent: State;
  /** Tells spaces apart. */
  readonly fingerprint: number;
  /** Steps of a block. */
  readonly blockSteps: number;
  /** Steps between two looks for new weights. */
  readonly fetchEverySteps: number;
  /** How actors explore: `'apex'`, each with its own ε, or as the `'agent'` does. */
  readonly exploration: 'apex' | 'agent';
  /** How first priorities are computed; `null` where nobody reads them. */
  readonly priorities: {
    /** Rewards in a sum. */
    readonly steps: number;
    /** γ of one step. */
    readonly discount: number;
  } | null;
  /** Data of the user's own, such as how the environment is made. */
  readonly about: State;
}

/** What is chosen of a {@link RunSpec}. */
export type RunSettings = Pick<RunSpec, 'blockSteps' | 'fetchEverySteps' | 'exploration' | 'about'>;

/** Describes a run for its actors. */
export function makeRunSpec(agent: DQNAgent, run: string, settings: RunSettings): RunSpec {
  const { replay, environment } = agent.options;
  const kind = 'sampler' in replay ? replay.sampler.kind : null;
  const isPrioritized = kind === 'prioritized' || kind === 'ranked';
  const { steps = 1, discount = 0.99 } = 'returns' in replay ? replay.returns : {};
  return {
    format: 1,
    run,
    agent: describeAgent(agent),
    fingerprint: observationLayout(environment).fingerprint,
    ...settings,
    priorities: isPrioritized ? { steps, discount } : null,
  };
}

/** @throws {ValueError} If what a channel gave is no description of a run. */
export function requireRunSpec(given: unknown): RunSpec {
  const { format, run, agent, blockSteps, fetchEverySteps, exploration, priorities, about } =
    Object(given) as Partial<RunSpec>;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
  const isRecord = (value: unknown): boolean => typeof value === 'object' && value !== null;
  const isSpec =
    format === 1 &&
    typeof run === 'string' &&
    /^[\da-f]{32}$/.test(run) &&
    isRecord(agent) &&
    isRecord(about) &&
    isCount(blockSteps) &&
    Number(blockSteps) <= MAX_STEPS &&
    isCount(fetchEverySteps) &&
    (exploration === 'apex' || exploration === 'agent') &&
    (priorities === null || (isCount(priorities?.steps) && Number.isFinite(priorities?.discount)));
  if (isSpec) return given as RunSpec;
  throw new ValueError(
    `The learner's description of its run must be one of this version of deepq; received ${show(given)}. ` +
      'Run the same version for learner and actors.',
  );
}
