import { isModelArchitecture } from '../networks/architecture.ts';
import { OptionsError } from '../errors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import { describeSchedule, type Schedule } from '../schedules/schedule.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { State, StateValue } from '../state/state.ts';
import { show } from '../validation/options.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';

/** What of an agent is described. */
interface Described {
  readonly options: ResolvedDQNAgentOptions;
  readonly network: QNetwork;
}

/** A part of an agent: what `kind` names it, and what it was made from. */
interface Part {
  readonly kind?: string;
  readonly options?: Readonly<Record<string, StateValue>>;
}

/**
 * How an agent was made, as plain JSON: its checkpoint holds it, and
 * {@link makeAgent} makes an agent of it. A part that does not say what it was made
 * from is `null`, and a schedule that does not has the kind `null`.
 *
 * @param agent - A {@link DQNAgent}.
 * @throws {OptionsError} If it is none.
 * @category Checkpoints
 */
export function describeAgent(agent: {
  readonly options: ResolvedDQNAgentOptions;
  readonly network: QNetwork;
}): State {
  const { options, network } = requireWhole(agent);
  const { environment, policy, replay, batchSize, learningStarts, beforeLearning } = options;
  const { architecture, optimizer, head, gradientClipNorm, engine } = network;
  return {
    observationSpace: describeSpace(environment.observationSpace),
    actions: environment.actionSpace.n,
    network: isModelArchitecture(architecture) ? null : plain(architecture.spec),
    optimizer: plain({ ...optimizer, learningRate: describeSchedule(optimizer.learningRate) }),
    ...{ gradientClipNorm, batchSize, learningStarts, beforeLearning },
    head: describePart(head),
    policy: describePart(policy),
    replay:
      'sample' in replay ? null : { ...plain(replay)!, sampler: describePart(replay.sampler) },
    train: plain(options.train),
    targetUpdate: plain(options.targetUpdate),
    // Only where it is not as usual, so that other checkpoints stay as they were.
    ...(network.actingWeights !== 'online' && { actingWeights: network.actingWeights }),
    seed: options.seed,
    ...describeRegime(options),
    engine: engine.name,
  };
}

/** A program in plain JavaScript may hand in anything, such as what looks like an agent. */
function requireWhole(agent: Described): Described {
  const { options, network } = Object(agent) as Partial<Described>;
  const { environment, policy, replay } = Object(options) as Partial<ResolvedDQNAgentOptions>;
  const parts: readonly unknown[] = [environment, policy, replay];
  const isWhole =
    parts.every((part) => typeof part === 'object' && part !== null) &&
    network instanceof QNetwork &&
    typeof (Object(network.architecture) as { output?: unknown }).output === 'object' &&
    'learningRate' in (Object(network.optimizer) as object);
  if (!isWhole) {
    throw new OptionsError(`describeAgent(agent) needs a DQNAgent; received ${show(agent)}.`);
  }
  requireSpaces('describeAgent', environment as EnvironmentSpaces);
  return agent;
}

/** What changes as training goes on; only what there is, so that others stay as they were. */
function describeRegime(options: ResolvedDQNAgentOptions): State {
  const { annealed, resets, dormant, augment } = options;
  const { nStep, discount } = annealed ?? {};
  return {
    ...(nStep && { nStep: describeReturns(nStep) }),
    ...(discount && { discount: describeReturns(discount) }),
    ...(resets && { resets: describePart(resets) }),
    ...(dormant && { dormant: describePart(dormant) }),
    ...(augment && { augment: describePart(augment) }),
  };
}

/** A schedule of a user's own may have anything as its options. */
function describeReturns(schedule: Schedule): StateValue {
  return plain(describeSchedule(schedule)) ?? { kind: null };
}

function describePart({ kind, options = {} }: Part): StateValue {
  const described: unknown = plain(options);
  // A policy of a user's own may have anything of these names.
  if (typeof kind !== 'string' || typeof described !== 'object' || !described) return null;
  return { kind, options: described as State };
}

/** Bounds that are all alike are one number; infinity, which JSON has not, is a text. */
function describeSpace(space: ObservationSpace): State {
  if (space.kind === 'discrete') return { kind: 'discrete', n: space.n };
  const { shape, dtype, low, high } = space;
  return { kind: 'box', shape, dtype, low: describeBound(low), high: describeBound(high) };
}

function describeBound(bound: ArrayLike<number>): StateValue {
  const values = Array.from(bound, (value) => (Number.isFinite(value) ? value : String(value)));
  return values.every((value) => value === values[0]) ? (values[0] ?? 0) : values;
}

/** A copy as JSON has it; `null` where it has none. A part of a user's own may hold anything. */
function plain(value: unknown): State | null {
  try {
    return (JSON.parse(JSON.stringify(value)) as State | undefined) ?? null;
  } catch {
    return null;
  }
}
