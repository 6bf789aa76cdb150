import type { Agent } from '../agents/agent.ts';
import type { Random } from '../random/random.ts';
import { evaluate } from './evaluate.ts';
import type { Evaluation, TrainingEvent } from './events.ts';
import type { ResolvedTrainOptions } from './trainOptions.ts';

/** Whether the agent's steps, from `before` on, have come to an evaluation or a checkpoint. */
export function isMilestone(
  agent: Agent,
  { evaluation, checkpoint }: ResolvedTrainOptions,
  before: number,
): boolean {
  const after = agent.environmentSteps;
  return (
    (evaluation !== null && isReached(before, after, evaluation.everyEnvironmentSteps)) ||
    (checkpoint !== null && isReached(before, after, checkpoint.everyEnvironmentSteps))
  );
}

/** Evaluates and saves, whichever is due since the agent's steps were `before`. */
export async function* passMilestones(
  agent: Agent,
  options: ResolvedTrainOptions,
  before: number,
  random: Random,
): AsyncGenerator<TrainingEvent, void, void> {
  const { signal, evaluation, checkpoint } = options;
  const { environmentSteps } = agent;
  if (evaluation && isReached(before, environmentSteps, evaluation.everyEnvironmentSteps)) {
    const seed = random.fork('evaluation').integer(2 ** 32);
    const found = await evaluateUnlessAborted(agent, evaluation, seed, signal);
    if (found) yield { type: 'evaluation', evaluation: found, environmentSteps };
  }
  if (signal?.aborted === true) return;
  if (checkpoint && isReached(before, environmentSteps, checkpoint.everyEnvironmentSteps)) {
    await checkpoint.save();
    yield { type: 'checkpoint', environmentSteps };
  }
}

/** Whether a count that went from `before` to `after` met or passed a multiple of `period`. */
function isReached(before: number, after: number, period: number): boolean {
  return Math.floor(after / period) > Math.floor(before / period);
}

/** An evaluation, or null where the signal came in the middle of it. */
async function evaluateUnlessAborted(
  agent: Agent,
  { environment, episodes }: NonNullable<ResolvedTrainOptions['evaluation']>,
  seed: number,
  signal: AbortSignal | null,
): Promise<Evaluation | null> {
  try {
    return await evaluate(agent, environment, { episodes, seed, ...(signal && { signal }) });
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return null;
    throw error;
  }
}
