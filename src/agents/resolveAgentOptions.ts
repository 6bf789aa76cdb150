import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import { requireEngine } from '../engines/requireEngine.ts';
import { simd } from '../engines/simd/simd.ts';
import { qHead, type QHeadOptions } from '../heads/qHead.ts';
import { embedding } from '../networks/embedding.ts';
import { mlp } from '../networks/mlp.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adam } from '../optimizers/optimizer.ts';
import type { Policy } from '../policies/policy.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import { definedOnly } from '../validation/definedOnly.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireInteger,
  requireSeed,
  hintOfCall,
  show,
  without,
} from '../validation/options.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { resolveAnnealed } from './annealedReturns.ts';
import { defaultPolicy } from './defaultPolicy.ts';
import type { DQNAgentOptions, ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import { NeededNetworkError } from './neededNetworkError.ts';
import { resolveReplay } from './resolveReplay.ts';
import { resolveTargetUpdate, resolveTrain } from './rhythmOptions.ts';

const known = [
  'environment',
  'network',
  'optimizer',
  'gradientClipNorm',
  'policy',
  'replay',
  'nStep',
  'batchSize',
  'learningStarts',
  'beforeLearning',
  'train',
  'targetUpdate',
  'actingWeights',
  'resets',
  'dormant',
  'augment',
  'discount',
  'double',
  'loss',
  'huberDelta',
  'head',
  'seed',
  'engine',
] as const satisfies readonly (keyof DQNAgentOptions)[];

const hints: Readonly<Record<string, string>> = {
  relaxedSimd: 'engine: simd({ relaxed })',
  'replayRatio utdRatio': 'train: { replayRatio }',
  // An environment itself was passed.
  'observationSpace maxEpisodeSteps': '{ environment } instead of the environment itself',
};

/**
 * Checks the names of options alone, of which some may be missing.
 *
 * @throws {OptionsError} If one is unknown, inherited, or has a `null` that means nothing.
 */
export function checkAgentOptionNames(options: Partial<DQNAgentOptions>): void {
  rejectUnknownOptions('DQNAgent', options, known, hints, 'new DQNAgent({ environment })', [
    'gradientClipNorm',
  ]);
}

/** Fills in the defaults and checks what no other part checks. */
export function resolveOptions(options: DQNAgentOptions): ResolvedDQNAgentOptions {
  checkAgentOptionNames(options);
  const { discount, double, loss, huberDelta, head, replay, nStep, ...rest } = options;
  const headOptions = definedOnly({ double, loss, huberDelta }) as QHeadOptions;
  if (head && Object.keys(headOptions).length > 0) {
    throw new OptionsError(
      `head and ${Object.keys(headOptions).join(', ')} exclude each other; ` +
        'give these options to the head, or leave head out.',
    );
  }
  const environment = requireSpaces('DQNAgent', options.environment);
  const annealed = resolveAnnealed({ nStep, discount });
  const network = rest.network ?? defaultNetwork(environment);
  const resolved: ResolvedDQNAgentOptions = {
    optimizer: adam({ learningRate: 1e-3 }),
    gradientClipNorm: 10,
    policy: defaultPolicy(network),
    batchSize: 32,
    learningStarts: 1_000,
    beforeLearning: 'random',
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { everyUpdates: 500 },
    actingWeights: network instanceof QNetwork ? network.actingWeights : 'online',
    seed: 0,
    resets: null,
    dormant: null,
    augment: null,
    engine: simd(),
    ...definedOnly(rest),
    network,
    replay: resolveReplay(replay, definedOnly({ discount, nStep }), annealed, environment),
    annealed,
    environment,
    head: options.network instanceof QNetwork ? options.network.head : (head ?? qHead(headOptions)),
  };
  check(resolved);
  if (resolved.network instanceof QNetwork) requireReady(resolved.network, options, environment);
  // Copies: what the caller does to its objects later changes nothing here.
  const train = resolveTrain(resolved.train);
  return { ...resolved, train, targetUpdate: resolveTargetUpdate(resolved.targetUpdate) };
}

/** A side from which on an image is a picture: smaller ones do not fit `natureCnn()`. */
const SMALLEST_PICTURE = 36;

/** @throws {OptionsError} For pictures: dense layers over all pixels would learn next to nothing. */
function defaultNetwork({ observationSpace }: EnvironmentSpaces): NetworkSpec {
  if (observationSpace.kind === 'discrete') return embedding({ size: 32, hidden: [64] });
  const long = observationSpace.shape.filter((length) => length >= SMALLEST_PICTURE);
  if (long.length < 2) return mlp({ hidden: [64, 64] });
  throw new NeededNetworkError(
    `DQNAgent needs the option network for pictures; received none, and ${observationSpace.toString()}. ` +
      'Write network: natureCnn(), or cnn({ convolutions, hidden }); or network: mlp({ hidden: [64, 64] }) ' +
      'for dense layers over all pixels.',
  );
}

function check(resolved: ResolvedDQNAgentOptions): void {
  const { batchSize, learningStarts, replay } = resolved;
  const positive = { min: 1 };
  requirePolicy(resolved.policy);
  requireEngine(resolved.engine);
  requirePart('resets', resolved.resets, 'shrinkAndPerturb({ everyEnvironmentSteps })');
  requirePart('dormant', resolved.dormant, 'redo()');
  requirePart('augment', resolved.augment, 'randomShifts()');
  requireInteger('replay.capacity', replay.capacity, positive);
  requireInteger('batchSize', batchSize, positive);
  requireInteger('learningStarts', learningStarts, { min: 0 });
  requireSeed(resolved.seed);
  for (const [name, count] of Object.entries({ batchSize, learningStarts })) {
    if (count > replay.capacity) {
      throw new OptionsError(
        `${name} (${count}) must not exceed replay.capacity (${replay.capacity}); ` +
          `raise capacity or lower ${name}.`,
      );
    }
  }
  requireChoice('beforeLearning', resolved.beforeLearning, ['random', 'policy']);
}

/** Checks a network that is ready: its settings are its own, and it must suit the spaces. */
function requireReady(
  network: QNetwork,
  options: DQNAgentOptions,
  environment: EnvironmentSpaces,
): void {
  const given = (
    [
      ...(['head', 'double', 'loss', 'huberDelta', 'optimizer', 'gradientClipNorm'] as const),
      ...(['actingWeights', 'engine'] as const),
    ] as const
  ).filter((name) => options[name] !== undefined);
  if (given.length > 0) {
    throw new OptionsError(
      `network is a QNetwork, which has ${given.join(', ')} of its own; ` +
        'give these options to new QNetwork(…), or leave them out.',
    );
  }
  const { actionSpace, observationSpace } = environment;
  const { actions, input } = network.architecture;
  const isDiscrete = observationSpace.kind === 'discrete';
  const states = isDiscrete ? observationSpace.n : null;
  const shape = isDiscrete ? [] : observationSpace.shape;
  const suits =
    actions === actionSpace.n &&
    input.kind === observationSpace.kind &&
    input.states === states &&
    input.shape.join() === shape.join();
  if (suits) return;
  throw new OptionsError(
    `network is a QNetwork for ${actions} actions and observations of ` +
      `${input.states === null ? `shape [${input.shape.join(', ')}]` : `${input.states} states`}; the ` +
      `environment has ${actionSpace.n} actions and ${observationSpace.toString()}. ` +
      'Make the network with this environment.',
  );
}

/** Throws unless it can make a part of the agent, or is null. */
function requirePart(name: string, given: unknown, example: string): void {
  const { kind, create } = Object(given) as { readonly kind?: unknown; readonly create?: unknown };
  if (given === null || (typeof kind === 'string' && typeof create === 'function')) return;
  throw new OptionsError(
    `${name} must be made by ${example}; received ${show(given)}.${hintOfCall(given)}`,
  );
}

/** @throws {OptionsError} If it is none. */
export function requirePolicy(policy: Policy): void {
  const given = Object(policy) as Partial<Record<keyof Policy, unknown>>;
  const { memorySize = 0, acceptsMemory } = given;
  requireInteger('policy.memorySize', memorySize, { min: 0, max: 65_536 });
  const has = {
    select: typeof given.select === 'function',
    exploration: typeof given.exploration === 'function',
    // It may be left out. Kind and options may be anything in a class of somebody else.
    acceptsMemory: acceptsMemory === undefined || typeof acceptsMemory === 'function',
  };
  if (!Object.values(has).includes(false)) return;
  throw new OptionsError(
    'policy must have the methods select and exploration, as those made by epsilonGreedy({ epsilon }), ' +
      `boltzmann({ temperature }) and greedy() do; received ${show(policy)}${without(policy, has)}.` +
      hintOfCall(policy),
  );
}
