import type { Agent } from '../agents/agent.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { createRandom } from '../random/createRandom.ts';
import { isGroup, type EnvironmentGroup } from '../protocol/environmentGroup.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import { requireOwnArray, requireReset, requireStep } from '../protocol/checkStep.ts';
import { EpisodeTally } from './episodeTally.ts';
import type { TrainingEvent } from './events.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { Meter } from './meter.ts';
import { isMilestone, passMilestones } from './milestones.ts';
import { trainGroup } from './trainGroup.ts';
import {
  requireTrainable,
  resolveTrainOptions,
  type ResolvedTrainOptions,
  type TrainOptions,
} from './trainOptions.ts';
import { createTurnTaker } from '../protocol/turnTaker.ts';

/**
 * Trains an agent in an environment, and reports what happens as a stream of
 * events. **Calling `train` runs nothing, and so does `await train(…)`: iterate
 * it**, with `for await`. The loop goes on when the next event is asked for;
 * `break` ends it.
 *
 * It runs without a pause where environment and backend answer at once, and
 * gives the event loop a turn at least every 16 ms.
 *
 * @param agent - Such as a {@link DQNAgent}. It is trained in place; a second
 *   call goes on where the first one ended.
 * @param environment - Reset at the start; nobody else should step in it. With
 *   a {@link VectorEnvironment} the steps of all copies are counted, each copy
 *   begins its next episode by itself, and what is due in the middle of a
 *   common step comes after it. Where `info.actionMask` of a `reset` or `step` is
 *   there, a non-zero element for each action that is allowed next, the agent
 *   takes no other, and learns that no other will be taken.
 * @throws {OptionsError} If an option is unknown or out of range, or
 *   `evaluation.environment` is the environment of training. As all errors, at
 *   the first event that is asked for.
 * @throws {EnvironmentError} If the environment does not return a proper
 *   result, reports a mask of another length or one that allows nothing, or
 *   writes into the array that it returned before.
 * @throws {DivergenceError} If the loss becomes NaN or infinite.
 * @throws {ShapeError | ValueError} If the environment returns what does not
 *   fit its spaces, or holds NaN or infinity.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { DQNAgent, train } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * await ready();
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, learningStarts: 100 });
 * for await (const event of train(agent, environment, { environmentSteps: 200 })) {
 *   if (event.type === 'episode') console.log(event.environmentSteps, event.return);
 * }
 * agent.dispose();
 * ```
 * @category Training
 */
export async function* train(
  agent: Agent,
  environment: Environment | AsyncEnvironment | EnvironmentGroup,
  options: TrainOptions,
): AsyncGenerator<TrainingEvent, void, void> {
  requireTrainable(agent, environment);
  const resolved = resolveTrainOptions(options, environment);
  yield* isGroup(environment)
    ? trainGroup(agent, environment, resolved)
    : trainOne(agent, environment, resolved);
}

async function* trainOne(
  agent: Agent,
  environment: Environment | AsyncEnvironment,
  resolved: ResolvedTrainOptions,
): AsyncGenerator<TrainingEvent, void, void> {
  const { environmentSteps, seed, signal } = resolved;
  const isAsync = agent.reads === 'async';
  const isAborted = (): boolean => signal?.aborted === true;
  const meter = new Meter(agent);
  const turns = createTurnTaker();
  const random = createRandom(seed);
  const { n } = environment.actionSpace;
  const tally = new EpisodeTally();
  let episodes = 0;
  try {
    // An agent that goes on training is not to meet the same episodes again.
    const episodesSeed = random.fork(`environment ${agent.environmentSteps}`).integer(2 ** 32);
    const first = environment.reset({ seed: episodesSeed });
    let { observation, info } = requireReset(isPromise(first) ? await first : first);
    let actionMask = readActionMask(info, n);

    for (let step = 1; step <= environmentSteps && !isAborted(); step++) {
      const before = agent.environmentSteps;
      const choice = actionMask && { actionMask };
      const action = isAsync
        ? await agent.actAsync(observation, choice)
        : agent.act(observation, choice);
      const pending = environment.step(action);
      const outcome = requireStep(isPromise(pending) ? await pending : pending);
      const { observation: nextObservation, reward, terminated, truncated } = outcome;
      requireOwnArray(observation, nextObservation);
      const nextActionMask = readActionMask(outcome.info, n, terminated);
      const transition = { observation, action, reward, nextObservation, terminated, truncated };
      agent.observe(nextActionMask ? { ...transition, nextActionMask } : transition);
      meter.countStep();
      tally.add(reward);
      observation = nextObservation;
      actionMask = nextActionMask;

      while (agent.updatesDue > 0 && !isAborted()) {
        meter.countUpdate(isAsync ? await agent.learnAsync() : agent.learn());
        if (turns.isDue()) {
          yield* meter.takeEvents();
          await turns.give();
        }
      }
      if (terminated || truncated) {
        yield { ...tally.end(outcome, agent.environmentSteps), episode: ++episodes };
        const next = environment.reset();
        ({ observation, info } = requireReset(isPromise(next) ? await next : next));
        actionMask = readActionMask(info, n);
      }
      if (isAborted()) break;
      if (isMilestone(agent, resolved, before)) {
        yield* passMilestones(agent, resolved, before, random);
        if (isAborted()) break;
      }
      if (turns.isDue()) {
        yield* meter.takeEvents();
        await turns.give();
      }
    }
    yield* meter.takeEvents();
    yield meter.end(isAborted() ? 'aborted' : 'completed', episodes);
  } finally {
    turns.close();
  }
}
