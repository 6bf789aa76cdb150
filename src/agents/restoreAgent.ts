import { CheckpointError, DeepQError, OptionsError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import { qHead } from '../heads/qHead.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import type { Risk } from '../heads/risk.ts';
import { greedy } from '../policies/greedy.ts';
import type { Policy } from '../policies/policy.ts';
import type { Augmentation } from '../regimes/augmentation.ts';
import type { RecyclingSpec, ResetsSpec } from '../regimes/resets.ts';
import type { SamplerSpec } from '../replay/sampler.ts';
import { uniform } from '../replay/samplers/uniform.ts';
import { linear } from '../schedules/linear.ts';
import type { Schedule } from '../schedules/schedule.ts';
import { Box } from '../spaces/box.ts';
import type { BoxDtype } from '../spaces/boxDtype.ts';
import { Discrete } from '../spaces/discrete.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { State, StateValue } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { CheckpointReader } from '../state/store.ts';
import { definedOnly } from '../validation/definedOnly.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { requireMethod } from '../state/requireMethod.ts';
import { resolveParts } from './checkpointParts.ts';
import { DQNAgent } from './dqnAgent.ts';
import type { DQNAgentOptions } from './dqnAgentOptions.ts';
import { loadAgentState } from './loadAgentState.ts';
import { checkAgentOptionNames } from './resolveAgentOptions.ts';
import { UnknownKindError } from './unknownKindError.ts';

/**
 * Makes a head, a sampler, a policy, a schedule or another part of the options that it was
 * made from: `c51Head`, `prioritized`, `boltzmann`, `cosine` and their like, or a function
 * of your own.
 *
 * @category Checkpoints
 */
export type PartMaker = (
  options: never,
) => Head | SamplerSpec | Policy | Schedule | Risk | ResetsSpec | RecyclingSpec | Augmentation;

/**
 * Options of {@link restoreAgent}.
 *
 * @category Checkpoints
 */
export interface RestoreOptions {
  /**
   * What makes the parts of the checkpoint, by their kinds. The usual ones are known:
   * `qHead`, `uniform`, `epsilonGreedy`, `greedy` and `linear`. `agentParts` holds all
   * of the library.
   *
   * @default {}
   */
  readonly parts?: Readonly<Record<string, PartMaker>>;
  /**
   * Takes the place of what the checkpoint says: an engine, which no checkpoint
   * names; a policy or a network of your own that does not say what it was made from. What is
   * `undefined` here stays as the checkpoint says.
   *
   * @default {}
   */
  readonly options?: Partial<DQNAgentOptions>;
  /**
   * Whether the replay buffer is loaded, if the checkpoint holds it.
   *
   * @default true
   */
  readonly replay?: boolean;
}

/**
 * Makes an agent from its checkpoint alone: what `agent.save` wrote says how the
 * agent was made, and so does a checkpoint in the folder of a run. It is a function beside `DQNAgent`, and no method of it, so that
 * a program that never calls it does not carry it.
 *
 * @throws {CheckpointError} If there is nothing, it is damaged, a part of it is of a
 *   kind that `parts` does not make, or it does not say what a part was made from.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { c51Head, DQNAgent, memoryStore, prioritized, restoreAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const head = c51Head({ min: 0, max: 100 });
 * const agent = new DQNAgent({ environment, head, replay: { capacity: 1000, sampler: prioritized() } });
 * const store = memoryStore();
 * await agent.save(store);
 *
 * const restored = await restoreAgent(store, { parts: { c51: c51Head, prioritized } });
 * restored.options.head.kind; // 'c51'
 * for (const each of [agent, restored]) each.dispose();
 * ```
 * @category Checkpoints
 */
export async function restoreAgent(
  store: CheckpointReader,
  options: RestoreOptions = {},
): Promise<DQNAgent> {
  requireMethod('restoreAgent', store, 'read');
  checkOptions(options);
  return loadAgentState('restoreAgent', store, (state) => {
    const agent = makeAgent(readMade(state), options);
    try {
      agent.setState(state, { replay: options.replay ?? true });
    } catch (error) {
      agent.dispose();
      throw error;
    }
    return agent;
  });
}

/**
 * Makes a fresh agent as {@link describeAgent} has described one, such as in the field
 * `agent` of a run's `config.json`. `replay` of the options has no meaning here.
 *
 * @throws {CheckpointError | OptionsError} As {@link restoreAgent}.
 * @category Checkpoints
 */
export function makeAgent(made: State, options: RestoreOptions = {}): DQNAgent {
  checkOptions(options);
  const makers = { ...usualParts, ...options.parts };
  // One that is left undefined takes no place: it is as the checkpoint says.
  const instead: Partial<DQNAgentOptions> = definedOnly(options.options ?? {});
  const reader = new StateReader('agent', made);
  const part = <T>(key: keyof DQNAgentOptions): Record<string, T> => {
    if (instead[key] !== undefined) return {};
    return { [key]: makePart(key, made[key] ?? null, makers) as T };
  };
  // Asked one by one, so that what is handed in needs no description.
  const data = ['gradientClipNorm', 'batchSize', 'learningStarts', 'beforeLearning', 'train'];
  const settings = [...data, 'targetUpdate', 'actingWeights', 'seed'].map((key) => [
    key,
    made[key],
  ]);
  const given: Record<string, unknown> = {
    environment: instead.environment ?? {
      observationSpace: makeSpace(reader.record('observationSpace')),
      actionSpace: new Discrete(reader.integer('actions', { min: 1, max: 2 ** 31 })),
    },
    ...(Object.fromEntries(settings) as object),
    ...part<Head>('head'),
    ...part<Policy>('policy'),
    ...(instead.network === undefined && { network: requireMade('network', made['network']) }),
    ...(instead.optimizer === undefined && {
      optimizer: makeSchedules('optimizer', reader.record('optimizer'), makers),
    }),
    ...makeRegime(made, instead, makers),
    ...(instead.replay === undefined && { replay: makeReplay(made['replay'], makers) }),
  };
  const isOwnHead = ['double', 'loss', 'huberDelta'].some((key) => key in instead);
  if (isOwnHead) delete given['head'];
  return attempt(() => new DQNAgent({ ...given, ...instead } as DQNAgentOptions));
}

/** @internal The kinds that need no mention in `parts`. */
export const usualParts: Readonly<Record<string, PartMaker>> = {
  q: qHead,
  uniform,
  epsilonGreedy,
  greedy,
  linear,
};

/**
 * @internal Returns what was given as `parts`.
 *
 * @param where - The name of the function that takes them.
 * @throws {OptionsError} If they are no functions by their kinds.
 */
export function requirePartMakers(
  where: string,
  parts: Readonly<Record<string, PartMaker>>,
): Readonly<Record<string, PartMaker>> {
  if (isRecord(parts) && Object.values(parts).every((maker) => typeof maker === 'function')) {
    return parts;
  }
  throw new OptionsError(
    `${where} parts must hold a function for each kind, such as { c51: c51Head, prioritized }; ` +
      `received ${show(parts)}.`,
  );
}

function isRecord(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function checkOptions(options: RestoreOptions): void {
  rejectUnknownOptions('restoreAgent', options, ['parts', 'options', 'replay'], {
    engine: 'options: { engine }',
    environment: 'options: { environment }',
  });
  const { parts = {}, options: instead = {}, replay = true } = options;
  resolveParts({ replay });
  requirePartMakers('restoreAgent', parts);
  if (!isRecord(instead)) {
    throw new OptionsError(
      `restoreAgent options must be options of DQNAgent, such as { engine }; received ${show(instead)}.`,
    );
  }
  checkAgentOptionNames(instead);
}

function readMade(state: State): State {
  const made = new StateReader('agent', state);
  if (Object.hasOwn(state, 'made')) return made.record('made');
  throw new CheckpointError(
    'This checkpoint does not say how its agent was made, as old ones and those of training.getState() do ' +
      'not; training.save(store) and agent.save(store) write it. Make the agent with new DQNAgent({ … }) as it was made then, and call agent.load(store).',
  );
}

function makeReplay(
  replay: StateValue | undefined,
  makers: Readonly<Record<string, PartMaker>>,
): object {
  const { capacity, frames, sampler } = requireMade('replay', replay);
  return {
    capacity,
    frames,
    sampler: makePart('replay.sampler', sampler ?? null, makers) as SamplerSpec,
  };
}

/**
 * The returns, which a replay buffer that is handed in ready-made sees to by itself, and what
 * changes as training goes on: as far as the checkpoint says it, and nothing takes its place.
 */
function makeRegime(
  made: State,
  instead: Partial<DQNAgentOptions>,
  makers: Readonly<Record<string, PartMaker>>,
): Record<string, unknown> {
  const regime: Record<string, unknown> = {};
  const replay = made['replay'] ?? null;
  if (replay !== null && !('sample' in (Object(instead.replay) as object))) {
    const reader = new StateReader("agent's replay", requireMade('replay', replay));
    const returns = new StateReader("agent's replay", reader.record('returns'));
    regime['nStep'] = returns.integer('steps', { min: 1, max: 1_000 });
    regime['discount'] = returns.number('discount');
  }
  for (const name of ['nStep', 'discount', 'resets', 'dormant', 'augment'] as const) {
    if (!Object.hasOwn(made, name) || instead[name] !== undefined) continue;
    const described: StateValue = made[name] ?? requireMade(name, null);
    // A constant schedule is described as its number.
    regime[name] = isDescription(described) ? makeDescribed(name, described, makers) : described;
  }
  return regime;
}

/** Makes a part of `{ kind, options }`, with the schedules in its options. */
function makePart(
  name: string,
  described: StateValue,
  makers: Readonly<Record<string, PartMaker>>,
): ReturnType<PartMaker> {
  const reader = new StateReader(`agent's ${name}`, requireMade(name, described));
  const kind = reader.string('kind');
  const maker = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (!maker) {
    throw new UnknownKindError(name, kind, Object.keys(makers));
  }
  const options = makeSchedules(name, reader.record('options'), makers);
  return attempt(() => maker(options as never));
}

/** Replaces schedules as data by schedules. */
function makeSchedules(
  name: string,
  options: State,
  makers: Readonly<Record<string, PartMaker>>,
): Readonly<Record<string, unknown>> {
  const made = Object.entries(options).map(([key, value]): [string, unknown] => {
    return [key, isDescription(value) ? makeDescribed(`${name}.${key}`, value, makers) : value];
  });
  return Object.fromEntries(made);
}

function isDescription(value: StateValue): value is State {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function makeDescribed(
  name: string,
  described: State,
  makers: Readonly<Record<string, PartMaker>>,
): unknown {
  return makePart(name, described['kind'] === null ? null : described, makers);
}

function requireMade(name: string, described: StateValue | undefined): State {
  if (described !== null && described !== undefined) return described as State;
  const [option = name] = name.split('.');
  throw new CheckpointError(
    `The checkpoint does not say what the agent's ${name} was made from: it was of your own. Give it ` +
      `a kind and options, or pass it: restoreAgent(store, { options: { ${option} } }).`,
  );
}

function makeSpace(state: State): ObservationSpace {
  const reader = new StateReader("agent's observationSpace", state);
  if (reader.string('kind') === 'discrete') {
    return new Discrete(reader.integer('n', { min: 1, max: 2 ** 31 }));
  }
  const { shape, dtype, low, high } = state;
  return attempt(
    () =>
      new Box<BoxDtype>({
        low: makeBound(low) as number,
        high: makeBound(high) as number,
        shape: shape as readonly number[],
        dtype: dtype as BoxDtype,
      }),
  );
}

function makeBound(bound: StateValue | undefined): unknown {
  if (Array.isArray(bound)) return bound.map(makeBound);
  return typeof bound === 'string' ? Number(bound) : bound;
}

/** What a file says may be out of range as well as what a program says. */
function attempt<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof DeepQError) || cause instanceof CheckpointError) throw cause;
    throw new CheckpointError(`The agent cannot be made as it is described: ${cause.message}`, {
      cause,
    });
  }
}
