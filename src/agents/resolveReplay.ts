import { OptionsError } from '../errors.ts';
import { requireMembers } from '../protocol/requireMembers.ts';
import { describeSpaces } from '../protocol/describeSpaces.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Replay } from '../replay/replay.ts';
import { ReplayBuffer } from '../replay/replayBuffer.ts';
import { DEFAULT_DISCOUNT, returnsRanges } from '../replay/returns.ts';
import { uniform } from '../replay/samplers/uniform.ts';
import { rejectUnknownOptions, requireInteger, requireNumber } from '../validation/options.ts';
import { returnsAt, type AnnealedReturns } from './annealedReturns.ts';
import type { DQNAgentOptions, ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';

/** What the agent is told beside its replay buffer. */
const hints: Readonly<Record<string, string>> = /* @__PURE__ */ Object.fromEntries(
  ['learningStarts', 'batchSize', 'nStep', 'discount', 'train'].map((name) => [
    name,
    `${name} of the agent, beside replay: { replay, ${name} }`,
  ]),
);

/**
 * Fills in what the agent's replay buffer is made from. What the agent says of
 * returns goes there, as batches carry the discounts; of schedules, the first values.
 *
 * @throws {OptionsError} If that is out of range, or said of a replay buffer that
 *   is ready; or if that one is of another environment.
 */
export function resolveReplay(
  replay: DQNAgentOptions['replay'] = { capacity: 50_000 },
  given: Pick<DQNAgentOptions, 'discount' | 'nStep'>,
  annealed: AnnealedReturns | null,
  environment: EnvironmentSpaces,
): ResolvedDQNAgentOptions['replay'] {
  if (isReplay(replay)) {
    requireOwn(replay);
    requireSuited(replay, environment);
    // Schedules are told to it batch by batch.
    const names = Object.keys(given).filter((name) => !annealed?.[name as keyof typeof given]);
    if (names.length === 0) return replay;
    throw new OptionsError(
      `${names.join(' and ')} and a replay buffer of your own exclude each other, as its batches carry ` +
        `the discounts; leave ${names.length > 1 ? 'them' : 'it'} out, and give the replay buffer ` +
        'returns: { steps, discount }.',
    );
  }
  const known = ['capacity', 'frames', 'sampler'];
  rejectUnknownOptions(
    'replay (unless it is a replay buffer)',
    replay,
    known,
    hints,
    '{ capacity: 50_000 }',
  );
  const { capacity, frames = 'auto', sampler = uniform() } = replay;
  const { discount = DEFAULT_DISCOUNT, nStep = 1 } = given;
  const first = annealed ? returnsAt(annealed, 0) : {};
  const returns = {
    steps: first.steps ?? requireInteger('nStep', nStep, returnsRanges.steps),
    discount: first.discount ?? requireNumber('discount', discount, returnsRanges.discount),
  };
  return { capacity, frames, sampler, returns };
}

/** @throws {OptionsError} If a replay buffer of the user's own lacks something, or has it wrong. */
function requireOwn(replay: Replay): void {
  if (replay instanceof ReplayBuffer) return;
  const { size } = replay as Partial<Record<keyof Replay, unknown>>;
  requireMembers(
    'A replay buffer of your own must be an object',
    replay,
    ['add', 'sample'],
    ['beginEpisode', 'learned', 'priorities', 'getState', 'viewState', 'setState'],
    { size: Number.isSafeInteger(size) && Number(size) >= 0 },
  );
}

/** A replay buffer of another environment would refuse the first transition. */
function requireSuited(replay: object, environment: EnvironmentSpaces): void {
  if (!(replay instanceof ReplayBuffer)) return;
  const [made, needed] = [replay, environment].map(describeSpaces);
  if (made === needed) return;
  throw new OptionsError(
    `replay is a replay buffer for ${String(made)}; the environment has ${String(needed)}. Make the ` +
      'replay buffer with this environment.',
  );
}

function isReplay(replay: unknown): replay is Replay {
  const { sample, add } = (replay as Partial<Record<keyof Replay, unknown>> | null) ?? {};
  return typeof sample === 'function' && typeof add === 'function';
}
