import { ShapeError, ValueError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { requireOwnMemory } from '../protocol/checkStep.ts';
import { ignoredMaskName } from '../protocol/maskNames.ts';
import { findMaskProblem, type MaskProblem } from '../protocol/maskProblem.ts';
import { show } from '../validation/options.ts';
import type { Transition } from '../protocol/transition.ts';

/** The largest number of a stream; the ring keeps one in 16 bits. */
export const MAX_STREAM = 65_535;

/**
 * Throws unless everything about a transition can be stored. The types prove
 * nothing here: the caller may be JavaScript.
 *
 * @throws {ValueError | ShapeError | EnvironmentError} Naming the first thing that
 *   is wrong.
 */
export function checkTransition(
  observationSpace: ObservationSpace,
  actionSpace: Discrete,
  transition: Transition,
  stream: number,
): void {
  requireTransition(transition);
  checkObservation(observationSpace, transition.observation, 'observation');
  checkObservation(observationSpace, transition.nextObservation, 'nextObservation');
  requireOwnMemory(transition.observation, transition.nextObservation);
  if (!actionSpace.contains(transition.action)) {
    throw new ValueError(
      `action must be a whole number from 0 to ${actionSpace.n - 1}, as ${actionSpace.toString()} ` +
        `has it; received ${show(transition.action)}. Pass the action that the environment took.`,
    );
  }
  checkReward(transition.reward);
  checkFlag('terminated', transition.terminated);
  checkFlag('truncated', transition.truncated);
  checkActionMask(transition, actionSpace.n);
  checkNextActionMask(transition, actionSpace.n);
  checkPriority(transition.priority);
  if (transition.demonstration !== undefined) {
    checkFlag('demonstration', transition.demonstration);
  }
  requireStream(stream);
}

/** @throws {ValueError} If it is no stream that the ring can keep. */
export function requireStream(stream: number): void {
  if (Number.isInteger(stream) && stream >= 0 && stream <= MAX_STREAM) return;
  throw new ValueError(
    `stream must be a whole number from 0 to ${MAX_STREAM}; received ${show(stream)}. ` +
      'Number the environments from 0.',
  );
}

/**
 * Throws unless a transition is an object with an observation, for who reads it first.
 *
 * @throws {ValueError}
 */
export function requireTransition(transition: Transition): void {
  const given: unknown = transition;
  if (typeof given === 'object' && given !== null && 'observation' in given) return;
  throw new ValueError(
    'A transition is an object { observation, action, reward, nextObservation, terminated, ' +
      `truncated }; received ${show(given)}${typeof given === 'object' && given !== null ? ' without an observation' : ''}.`,
  );
}

const MASKS = ['actionMask', 'nextActionMask'];

/** @throws {ValueError} If a mask has a name under which it would be ignored. */
export function requireMaskNames(transition: Transition): void {
  const name = ignoredMaskName(transition, MASKS);
  if (name === null) return;
  throw new ValueError(
    `A transition has no field '${name}', which would be ignored: write nextActionMask for the mask of the next ` +
      'state, and actionMask for the one that the action was chosen with.',
  );
}

function checkActionMask({ actionMask, action }: Transition, actions: number): void {
  if (actionMask === undefined) return;
  refuseMask('actionMask', findMaskProblem(actionMask, actions, false));
  if (actionMask[action]) return;
  throw new ValueError(
    `actionMask must allow the action of the transition; action ${action} is not allowed. ` +
      'Pass the mask that the action was chosen with; that of the next state is nextActionMask.',
  );
}

function checkNextActionMask(transition: Transition, actions: number): void {
  const { nextActionMask, terminated } = transition;
  if (nextActionMask === undefined) return;
  refuseMask('nextActionMask', findMaskProblem(nextActionMask, actions, terminated));
}

function refuseMask(name: string, problem: MaskProblem | null): void {
  if (problem === null) return;
  const Failure = problem.isShape ? ShapeError : ValueError;
  throw new Failure(`${name} ${problem.text}`);
}

function checkPriority(priority: unknown): void {
  if (priority === undefined) return;
  if (typeof priority === 'number' && Number.isFinite(priority) && priority >= 0) return;
  throw new ValueError(
    `priority must be a finite number of at least 0; received ${show(priority)}. ` +
      'Pass the size of the TD error, or leave it out.',
  );
}

function checkReward(reward: unknown): void {
  // Rewards are kept as float32, in which 1e39 would become infinity.
  if (typeof reward === 'number' && Number.isFinite(Math.fround(reward))) return;
  throw new ValueError(
    `reward must be a number that is finite as float32; received ${show(reward)}. ` +
      'Correct or scale the reward of the environment.',
  );
}

function checkFlag(name: string, flag: unknown): void {
  if (typeof flag === 'boolean') return;
  if (name === 'demonstration') {
    throw new ValueError(
      `demonstration must be true or false; received ${show(flag)}. Leave it out where it is false.`,
    );
  }
  throw new ValueError(
    `${name} must be true or false; received ${show(flag)}. ` +
      'Pass both flags of the step as the environment returned them.',
  );
}
