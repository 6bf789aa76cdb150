import type { ActManyOptions, ActOptions, Agent } from '../agents/agent.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Observation } from '../spaces/space.ts';
import type { EnvironmentGroup, GroupStepResult } from '../protocol/environmentGroup.ts';
import { readActionMask } from '../protocol/readActionMask.ts';
import { requireGroupReset, requireGroupSteps } from '../protocol/checkGroup.ts';
import { requireOwnArray } from '../protocol/checkStep.ts';
import { EpisodeTally } from './episodeTally.ts';
import type { EpisodeEvent, TrainingEvent } from './events.ts';
import { isPromise } from '../protocol/isPromise.ts';
import { Meter } from './meter.ts';
import { isMilestone, passMilestones } from './milestones.ts';
import type { ResolvedTrainOptions } from './trainOptions.ts';
import { createTurnTaker } from '../protocol/turnTaker.ts';

/**
 * The loop of `train` for several copies stepped together: each is a stream of
 * its own to the agent. What falls due while they all take a step is made up
 * for after it.
 */
export async function* trainGroup(
  agent: Agent,
  group: EnvironmentGroup,
  options: ResolvedTrainOptions,
): AsyncGenerator<TrainingEvent, void, void> {
  const { environmentSteps, seed, signal } = options;
  const { count, actionSpace } = group;
  const { n } = actionSpace;
  const isAsync = agent.reads === 'async';
  const isAborted = (): boolean => signal?.aborted === true;
  const meter = new Meter(agent);
  const turns = createTurnTaker();
  const random = createRandom(seed);
  const tallies = Array.from({ length: count }, () => new EpisodeTally());
  let episodes = 0;
  try {
    // An agent that goes on training is not to meet the same episodes again.
    const episodesSeed = random.fork(`environment ${agent.environmentSteps}`).integer(2 ** 32);
    const first = group.reset({ seed: episodesSeed });
    const begun = requireGroupReset(isPromise(first) ? await first : first, count);
    let observations = begun.map(({ observation }) => observation);
    let actionMasks = begun.map(({ info }) => readActionMask(info, n));

    for (let taken = 0; taken < environmentSteps && !isAborted(); taken += count) {
      const before = agent.environmentSteps;
      const actions = isAsync
        ? await chooseAsync(agent, observations, actionMasks)
        : choose(agent, observations, actionMasks);
      const pending = group.step(actions);
      const results = requireGroupSteps(isPromise(pending) ? await pending : pending, count);
      const ended: Omit<EpisodeEvent, 'episode'>[] = [];
      for (let copy = 0; copy < count; copy++) {
        const result = results[copy] as GroupStepResult;
        const { reward, terminated, truncated, finalObservation } = result;
        const observation = observations[copy] as Observation;
        const nextObservation = finalObservation ?? result.observation;
        const action = actions[copy] as number;
        requireOwnArray(observation, nextObservation);
        const info = terminated || truncated ? result.finalInfo : result.info;
        const nextActionMask = readActionMask(info, n, terminated);
        const transition = { observation, action, reward, nextObservation, terminated, truncated };
        agent.observe(nextActionMask ? { ...transition, nextActionMask } : transition, copy);
        meter.countStep();
        const tally = tallies[copy] as EpisodeTally;
        tally.add(reward);
        if (terminated || truncated) ended.push(tally.end(result, agent.environmentSteps));
      }
      observations = results.map(({ observation }) => observation);
      actionMasks = results.map(({ info }) => readActionMask(info, n));

      while (agent.updatesDue > 0 && !isAborted()) {
        meter.countUpdate(isAsync ? await agent.learnAsync() : agent.learn());
        if (turns.isDue()) {
          yield* meter.takeEvents();
          await turns.give();
        }
      }
      for (const event of ended) yield { ...event, episode: ++episodes };
      if (isAborted()) break;
      if (isMilestone(agent, options, before)) {
        yield* passMilestones(agent, options, before, random);
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

type Masks = readonly (ArrayLike<number> | undefined)[];

function choose(
  agent: Agent,
  observations: readonly Observation[],
  actionMasks: Masks,
): readonly number[] {
  if (agent.actMany) return agent.actMany(observations, together(actionMasks));
  return observations.map((observation, copy) => agent.act(observation, single(actionMasks[copy])));
}

async function chooseAsync(
  agent: Agent,
  observations: readonly Observation[],
  actionMasks: Masks,
): Promise<readonly number[]> {
  if (agent.actManyAsync) return agent.actManyAsync(observations, together(actionMasks));
  const actions: number[] = [];
  // In turn: the agent draws from one random stream.
  for (const [copy, observation] of observations.entries()) {
    actions.push(await agent.actAsync(observation, single(actionMasks[copy])));
  }
  return actions;
}

function together(actionMasks: Masks): ActManyOptions | undefined {
  return actionMasks.some((mask) => mask !== undefined) ? { actionMasks } : undefined;
}

function single(actionMask: ArrayLike<number> | undefined): ActOptions | undefined {
  return actionMask && { actionMask };
}
