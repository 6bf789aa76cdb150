import { UsageError, ValueError } from '../errors.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import { decodeUtf8Strictly } from '../state/utf8.ts';
import { checkOptions } from './checkOptions.ts';
import { chooseAction } from './choose.ts';
import { distributionOf } from './distribution.ts';
import {
  bytesOf,
  checksumOf,
  HEADER_START,
  MAGIC,
  MAX_HEADER_BYTES,
  VERSION,
} from './fileLayout.ts';
import type { PolicyObservations } from './header.ts';
import { malformed } from './malformed.ts';
import { toInput } from './observe.ts';
import { planNetwork } from './planNetwork.ts';
import { readHeader, type CheckedHeader } from './readHeader.ts';
import { readWeights } from './readWeights.ts';
import { valuesOf } from './values.ts';

/**
 * A trained policy that only acts, always greedily: what {@link loadPolicy} returns. It is an
 * `Actor` of `deepq`, so that `watch(policy, environment, …)` and `evaluate(policy, environment)`
 * have it play.
 *
 * @category Deployment
 */
export interface DeployedPolicy {
  /** What it takes. */
  readonly observations: PolicyObservations;
  /** How many actions it chooses from. */
  readonly actions: number;
  /** How its weights were stored. */
  readonly precision: 'float32' | 'float16' | 'int8';
  /** That `act` answers at once. */
  readonly reads: 'sync';
  /**
   * The action of the largest value; of several, the first.
   *
   * @param observation - A whole number, or a row of numbers of the type and length that
   *   {@link DeployedPolicy.observations} says.
   * @throws {OptionsError} If an option is unknown. Those of an `Actor` are known; of them
   *   only `actionMask` makes a difference.
   * @throws {ValueError | ShapeError} If observation or mask does not suit.
   */
  act(
    observation: number | Float32Array | Uint8Array,
    options?: {
      /** One element for each action; 0 forbids it. At least one is allowed. */
      readonly actionMask?: ArrayLike<number | boolean> | undefined;
    },
  ): number;
  /** As `act`. */
  actAsync(...given: Parameters<DeployedPolicy['act']>): Promise<number>;
  /**
   * The value of every action.
   *
   * @returns Shape `[actions]`, a new array.
   * @throws {ValueError | ShapeError} If the observation does not suit.
   */
  values(observation: number | Float32Array | Uint8Array): Float32Array;
  /**
   * What the policy takes for the returns of each action, as `network.returnDistribution`; of
   * `iqnHead` with `risk: cvar(level)` the fractions up to `level` alone.
   *
   * @throws {UsageError} If its head knew values alone, or is one of your own that reads its outputs in a
   *   way of its own.
   * @throws {ValueError | ShapeError} If the observation does not suit.
   */
  returnDistribution(observation: number | Float32Array | Uint8Array): ReturnDistribution;
}

/**
 * Reads a policy that `exportPolicy` wrote. It runs in plain JavaScript, everywhere, and needs
 * nothing else of the library.
 *
 * Files may come from strangers: nothing in them is run, every length is checked against the file
 * before memory is taken, and networks whose layers have more than 2²⁴ outputs together, or that
 * take more than 2³³ multiplications, are refused.
 *
 * @param bytes - The whole file. It may be changed afterwards.
 * @throws {CheckpointError} If the file is truncated, damaged, foreign, or of another version.
 * @example
 * ```ts
 * import { DQNAgent, exportPolicy } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { loadPolicy } from 'deepq/policy';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment });
 * const bytes = await exportPolicy(agent);
 *
 * // In the page that plays; it imports deepq/policy alone.
 * const policy = loadPolicy(bytes);
 * const { observation } = environment.reset({ seed: 1 });
 * policy.act(observation); // as agent.act(observation, { explore: false })
 * agent.dispose();
 * ```
 * @category Deployment
 */
export function loadPolicy(bytes: Uint8Array | ArrayBuffer): DeployedPolicy {
  const file = toBytes(bytes);
  const { header, data } = openFile(file);
  const plan = planNetwork(header);
  const needed = plan.tensors.reduce((sum, tensor) => sum + bytesOf(tensor, header.precision), 0);
  if (needed !== data.byteLength) {
    throw malformed(`its layers need ${needed} bytes of weights, and it has ${data.byteLength}`);
  }
  const run = plan.build(readWeights(data, plan.tensors, header.precision));
  const outputsOf = (observation: unknown): Outputs => {
    const outputs = run(toInput(header, observation));
    const result = valuesOf(header.values, outputs).slice();
    const bad = result.find((value) => !Number.isFinite(value));
    if (bad === undefined) return { outputs, values: result };
    throw new ValueError(
      `The policy gives the value ${bad} for this observation; export it again.`,
    );
  };
  const values = (observation: unknown): Float32Array => outputsOf(observation).values;
  const { observations, actions, precision } = header;
  const act: DeployedPolicy['act'] = (observation, options = {}) => {
    checkOptions(options);
    return chooseAction(values(observation), options.actionMask);
  };
  return {
    observations,
    actions,
    precision,
    reads: 'sync',
    act,
    actAsync: async (...given) => act(...given),
    values,
    returnDistribution(observation) {
      const distribution = distributionOf(header.values, outputsOf(observation).outputs);
      if (distribution) return distribution;
      throw new UsageError(
        'returnDistribution needs a policy whose head read distributions of returns as c51Head or quantileHead ' +
          'does; this one knows values alone: policy.values(observation).',
      );
    },
  };
}

/** What a policy computes of one observation. */
interface Outputs {
  readonly outputs: Float32Array;
  readonly values: Float32Array;
}

function openFile(file: Uint8Array): { readonly header: CheckedHeader; readonly data: DataView } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < HEADER_START || view.getUint32(0, true) !== MAGIC) {
    throw malformed('it does not begin as one');
  }
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw malformed(`its version is ${version}, and ${VERSION} is required`);
  const end = HEADER_START + view.getUint32(8, true);
  if (end > file.length || end > HEADER_START + MAX_HEADER_BYTES) {
    throw malformed('its header is longer than it may be');
  }
  if (checksumOf(file) !== view.getUint32(12, true)) {
    throw malformed('its checksum is not that of its bytes');
  }
  let json: unknown;
  try {
    json = JSON.parse(decodeUtf8Strictly(file.subarray(HEADER_START, end)));
  } catch {
    throw malformed('its header is not JSON');
  }
  const data = new DataView(file.buffer, file.byteOffset + end, file.length - end);
  return { header: readHeader(json), data };
}

function toBytes(bytes: unknown): Uint8Array {
  if (ArrayBuffer.isView(bytes)) {
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  if (Object.prototype.toString.call(bytes) === '[object ArrayBuffer]') {
    return new Uint8Array(bytes as ArrayBuffer);
  }
  throw new ValueError(
    'loadPolicy(bytes) needs a Uint8Array or an ArrayBuffer; ' +
      `received ${Object.prototype.toString.call(bytes)}. Of a response: await response.arrayBuffer().`,
  );
}
