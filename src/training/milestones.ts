import type { Agent } from '../agents/agent.ts';
import type { Evaluation, TrainingEvent } from './events.ts';
import { evaluate } from './evaluate.ts';
import { seedOfEvaluations } from './evaluationOptions.ts';
import type { Lanes } from './lanes.ts';
import type { Meter } from './meter.ts';
import { replaceState, saveState } from './stateOf.ts';
import type { Training } from './training.ts';
import type { ResolvedTrainOptions } from './trainOptions.ts';

/** Something to be done whenever so many environment steps were taken, such as an evaluation. */
export interface Milestone {
  /** Due whenever the agent's environment steps come to a multiple of this. */
  readonly everyEnvironmentSteps: number;
  /** Whether it is due before the first step of the run as well. */
  readonly atStart?: boolean;
  /** Whether it is due after the last step of the run as well. */
  readonly atEnd?: boolean;
  /** Whether it is due at once, whatever the steps. */
  isUrgent?(): boolean;
  /**
   * Does it.
   *
   * @param passed - To be called once, with what is to be reported, as soon as a state of the
   *   training that is taken need not have it done again. Not called where the signal came.
   */
  pass(
    training: Training,
    passed: (...events: readonly TrainingEvent[]) => void,
  ): void | Promise<void>;
}

/** Those that the options of `train` ask for, in their order. */
export function milestonesOf(
  agent: Agent,
  lanes: Lanes,
  meter: Meter,
  options: ResolvedTrainOptions,
  seed: number,
): Milestone[] {
  const { report, evaluation, checkpoint, signal } = options;
  return [
    ...(report ? [reportMilestone(meter, report.everyEnvironmentSteps)] : []),
    ...(evaluation ? [evaluationMilestone(agent, evaluation, seed, signal)] : []),
    ...(checkpoint ? [checkpointMilestone(agent, lanes, checkpoint)] : []),
  ];
}

/** Whether a count that went from `before` to `after` met or passed a multiple of `period`. */
export function isReached(before: number, after: number, period: number): boolean {
  return Math.floor(after / period) > Math.floor(before / period);
}

function reportMilestone(meter: Meter, everyEnvironmentSteps: number): Milestone {
  return {
    everyEnvironmentSteps,
    pass(_, passed) {
      passed(...meter.takeEvents());
    },
  };
}

function evaluationMilestone(
  agent: Agent,
  evaluation: NonNullable<ResolvedTrainOptions['evaluation']>,
  seed: number,
  signal: AbortSignal | null,
): Milestone {
  const { everyEnvironmentSteps, atStart, atEnd, seed: given, ...rest } = evaluation;
  // Each evaluation of a run plays the same episodes.
  const seedOfEpisodes = given ?? seedOfEvaluations(seed);
  return {
    ...{ everyEnvironmentSteps, atStart, atEnd },
    async pass(_, passed) {
      const found = await evaluateUnlessAborted(agent, rest, seedOfEpisodes, signal);
      const { environmentSteps } = agent;
      if (found) passed({ type: 'evaluation', evaluation: found, environmentSteps });
    },
  };
}

function checkpointMilestone(
  agent: Agent,
  lanes: Lanes,
  { everyEnvironmentSteps, save }: NonNullable<ResolvedTrainOptions['checkpoint']>,
): Milestone {
  return {
    everyEnvironmentSteps,
    isUrgent: () => lanes.needsCheckpoint === true,
    async pass(training, passed) {
      // First, so that the state that is saved has this checkpoint behind it.
      passed({ type: 'checkpoint', environmentSteps: agent.environmentSteps });
      await save(training);
    },
  };
}

/** An evaluation, or null where the signal came in the middle of it. */
async function evaluateUnlessAborted(
  agent: Agent,
  {
    environment,
    ...options
  }: Pick<
    NonNullable<ResolvedTrainOptions['evaluation']>,
    'environment' | 'episodes' | 'maxEpisodeSteps' | 'explore'
  >,
  seed: number,
  signal: AbortSignal | null,
): Promise<Evaluation | null> {
  // The evaluation is made anew when the training goes on: its environment is to be as it was.
  const before = signal && saveState(environment);
  try {
    return await evaluate(agent, environment, { ...options, seed, ...(signal && { signal }) });
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error;
    if (before) replaceState(environment, before);
    return null;
  }
}
