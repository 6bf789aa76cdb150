import type { Agent } from '../agents/agent.ts';
import type { Training } from './training.ts';
import { TrainingRun } from './trainingRun.ts';
import type { Trainable, TrainOptions } from './trainOptions.ts';

/**
 * Trains an agent in an environment, and reports what happens as a stream of
 * events. **Calling `train` runs nothing, and so does `await train(…)`: iterate
 * it**, with `for await`, or call `finish()`, which runs it to the end. The loop goes on
 * when the next event is asked for; `break` ends it. `getState()` gives a state from
 * which another call goes on, bit for bit (`from`).
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
 *   takes no other, and learns that no other will be taken. An {@link ExperienceSource} in its
 *   place brings the steps of actors elsewhere.
 * @throws {OptionsError} If an option is unknown or out of range, or
 *   `evaluation.environment` is the environment of training, or agent or environment
 *   is none: at the call. All other errors come when an event is asked for.
 * @throws {UsageError} If another training, running or paused, is at work with the agent
 *   or the environment, be it through other wrappers. A training has them from its first
 *   event to its end.
 * @throws {CheckpointError} If `from` does not fit; nothing changes then.
 * @throws {EnvironmentError} If the environment does not return a proper
 *   result, reports a mask of another length or one that allows nothing, or
 *   writes into the array that it returned before.
 * @throws {DivergenceError} If the loss becomes NaN or infinite.
 * @throws {ShapeError | ValueError} If the environment returns what does not
 *   fit its spaces, or holds NaN or infinity.
 * @example
 * ```ts
 * import { DQNAgent, train } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, learningStarts: 100 });
 * for await (const event of train(agent, environment, { environmentSteps: 200 })) {
 *   if (event.type === 'episode') console.log(event.environmentSteps, event.return);
 * }
 * agent.dispose();
 * ```
 * @category Training
 */
export function train(agent: Agent, environment: Trainable, options: TrainOptions): Training {
  return new TrainingRun(agent, environment, options);
}
