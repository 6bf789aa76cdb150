import { StateReader } from '../state/stateReader.ts';
import type { State, StateValue } from '../state/state.ts';
import type { EngineState } from '../engines/engine.ts';
import { CheckpointError, DeepQError, DivergenceError, ValueError } from '../errors.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import { isMeanOfSquares } from '../optimizers/slots.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../networks/architecture.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { fromTensors, viewTensors } from '../networks/weightTensors.ts';
import { areFinite } from '../validation/areFinite.ts';

/**
 * What makes two networks alike: the spec, its input and its outputs. What
 * makes no difference is not in it: whether a default scale was written out,
 * and the activation of hidden layers that are not there. Nor is the usual
 * order of channels, which checkpoints from before there was another do not name.
 */
export function describeArchitecture(architecture: Architecture | ModelArchitecture): State {
  const { input, outputs } = architecture;
  const described = {
    spec: isModelArchitecture(architecture)
      ? architecture.topology
      : describeSpec(architecture.spec),
    input: { ...input, channels: input.channels === 'first' ? 'first' : undefined },
    outputs,
  };
  return JSON.parse(JSON.stringify(described)) as State;
}

function describeSpec({ layers, dueling }: NetworkSpec): object {
  const streams = dueling?.hidden.length === 0 ? { hidden: [], activation: null } : dueling;
  return {
    layers: layers.map(withoutInitializers),
    dueling: streams && withoutInitializers(streams),
  };
}

/** How weights began makes no difference to those that are there now. */
function withoutInitializers(part: object): object {
  return Object.fromEntries(Object.entries(part).filter(([key]) => !key.endsWith('Initializer')));
}

/** Where two architectures differ first, in words; null if they do not. */
export function differenceBetween(
  ours: Architecture | ModelArchitecture,
  theirs: Architecture | ModelArchitecture,
): string | null {
  const [one, other] = [ours, theirs].map(describeArchitecture) as [State, State];
  return findDifference(one, other, 'architecture');
}

/** An engine's state, which is a copy, as named tensors for a checkpoint: views of it. */
export function encodeNetworkState(
  architecture: Architecture | ModelArchitecture,
  optimizer: OptimizerSpec,
  state: EngineState,
): State {
  const vectors = [state.online, state.target, ...Object.values(state.optimizer)];
  if (!vectors.every(areFinite)) {
    throw new DivergenceError(
      'The network has diverged: its weights hold NaN or infinity, and a checkpoint of them would ' +
        'be of no use. Load the last good one, or start again with a smaller learning rate.',
    );
  }
  return {
    architecture: describeArchitecture(architecture),
    online: viewTensors(architecture, state.online),
    target: viewTensors(architecture, state.target),
    optimizer: {
      type: optimizer.type,
      slots: Object.fromEntries(
        Object.entries(state.optimizer).map(([name, vector]) => [
          name,
          viewTensors(architecture, vector),
        ]),
      ),
    },
    updates: state.updates,
  };
}

/**
 * The reverse of {@link encodeNetworkState}, with every part checked.
 *
 * @throws {CheckpointError} If the state belongs to another architecture or
 *   optimizer, or is damaged.
 */
export function decodeNetworkState(
  architecture: Architecture | ModelArchitecture,
  optimizer: OptimizerSpec,
  slots: readonly string[],
  state: State,
): EngineState {
  const reader = new StateReader('network', state);
  const difference = findDifference(
    describeArchitecture(architecture),
    state['architecture'] ?? null,
    'architecture',
  );
  if (difference !== null) {
    throw new CheckpointError(
      `The checkpoint holds a network of another architecture: ${difference}. Make the network with ` +
        'the same spec, for an environment with the same spaces, before loading.',
    );
  }
  const saved = new StateReader('optimizer', reader.record('optimizer'));
  const type = saved.string('type');
  if (type !== optimizer.type) {
    throw new CheckpointError(
      `The checkpoint was trained with the optimizer '${type}', ` +
        `this network has '${optimizer.type}'; make it with the same optimizer.`,
    );
  }
  const savedSlots = saved.record('slots');
  const names = Object.keys(savedSlots).sort();
  if (names.join() !== [...slots].sort().join()) {
    throw new CheckpointError(
      `The optimizer's state holds [${names.join(', ')}], but this network's keeps ` +
        `[${slots.join(', ')}]; make it with the same optimizer options.`,
    );
  }
  const updates = reader.count('updates');
  const slotReader = new StateReader("optimizer's slots", savedSlots);
  try {
    const slot = (name: string): Float32Array => {
      const values = fromTensors(architecture, slotReader.record(name));
      if (isMeanOfSquares(name) && values.some((value) => value < 0)) {
        throw new ValueError(`The optimizer slot ${name} holds negative numbers.`);
      }
      return values;
    };
    return {
      online: fromTensors(architecture, reader.record('online')),
      target: fromTensors(architecture, reader.record('target')),
      optimizer: Object.fromEntries(names.map((name) => [name, slot(name)])),
      updates,
    };
  } catch (error) {
    if (!(error instanceof DeepQError) || error instanceof CheckpointError) throw error;
    throw new CheckpointError(`The checkpoint does not fit this network: ${error.message}`, {
      cause: error,
    });
  }
}

/** Where two pieces of plain data differ first, in words; null if they do not. */
function findDifference(ours: StateValue, theirs: StateValue, path: string): string | null {
  if (isRecord(ours) && isRecord(theirs)) {
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const inside = findDifference(ours[key] ?? null, theirs[key] ?? null, `${path}.${key}`);
      if (inside !== null) return inside;
    }
    return null;
  }
  const texts = [ours, theirs].map((value) => JSON.stringify(value));
  return texts[0] === texts[1] ? null : `${path} is ${texts[0]} here and ${texts[1]} there`;
}

/** A record, or a list by its indices. */
function isRecord(value: StateValue): value is State {
  return typeof value === 'object' && value !== null;
}
