import type { State, StateValue } from '../checkpoint/state.ts';
import type { EngineState } from '../engines/engine.ts';
import { CheckpointError, DeepQError, DivergenceError, ValueError } from '../errors.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import { show } from '../validation/options.ts';
import type { Architecture } from './architecture.ts';
import { fromTensors, toTensors } from './weightTensors.ts';

/** What makes two networks alike: the spec, its input and its outputs. */
export function describeArchitecture(architecture: Architecture): State {
  const { spec, input, outputs } = architecture;
  return JSON.parse(JSON.stringify({ spec, input, outputs })) as State;
}

/** An engine's state as named tensors, for a checkpoint. */
export function encodeNetworkState(
  architecture: Architecture,
  optimizer: OptimizerSpec,
  state: EngineState,
): State {
  const vectors = [state.online, state.target, ...Object.values(state.optimizer)];
  if (!vectors.every((vector) => vector.every(Number.isFinite))) {
    throw new DivergenceError(
      'The network has diverged: its weights hold NaN or infinity, and a checkpoint of them would ' +
        'be of no use. Load the last good one, or start again with a smaller learning rate.',
    );
  }
  return {
    architecture: describeArchitecture(architecture),
    online: toTensors(architecture, state.online),
    target: toTensors(architecture, state.target),
    optimizer: {
      type: optimizer.type,
      slots: Object.fromEntries(
        Object.entries(state.optimizer).map(([name, vector]) => [
          name,
          toTensors(architecture, vector),
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
  architecture: Architecture,
  optimizer: OptimizerSpec,
  slots: readonly string[],
  state: State,
): EngineState {
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
  const saved = record(state['optimizer'], 'optimizer');
  if (saved['type'] !== optimizer.type) {
    throw new CheckpointError(
      `The checkpoint was trained with the optimizer ${show(saved['type'])}, ` +
        `this network has '${optimizer.type}'; make it with the same optimizer.`,
    );
  }
  const savedSlots = record(saved['slots'], 'optimizer slots');
  const names = Object.keys(savedSlots).sort();
  if (names.join() !== [...slots].sort().join()) {
    throw new CheckpointError(
      `The optimizer's state holds [${names.join(', ')}], but this network's keeps ` +
        `[${slots.join(', ')}]; make it with the same optimizer options.`,
    );
  }
  const { updates } = state;
  if (!Number.isSafeInteger(updates) || (updates as number) < 0) {
    throw new CheckpointError(
      `The checkpoint's update counter must be a whole number of at least 0; received ${show(updates)}.`,
    );
  }
  try {
    const vector = (value: unknown, what: string): Float32Array =>
      fromTensors(architecture, record(value, what));
    const squares = (name: string): Float32Array => {
      const values = vector(savedSlots[name], `optimizer slot ${name}`);
      if (averagesOfSquares.includes(name) && values.some((value) => value < 0)) {
        throw new ValueError(`The optimizer slot ${name} holds negative numbers.`);
      }
      return values;
    };
    return {
      online: vector(state['online'], 'online weights'),
      target: vector(state['target'], 'target weights'),
      optimizer: Object.fromEntries(names.map((name) => [name, squares(name)])),
      updates: updates as number,
    };
  } catch (error) {
    if (!(error instanceof DeepQError) || error instanceof CheckpointError) throw error;
    throw new CheckpointError(`The checkpoint does not fit this network: ${error.message}`, {
      cause: error,
    });
  }
}

/** Slots whose square root is taken. */
const averagesOfSquares: readonly string[] = ['secondMoment', 'meanSquare'];

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

function record(value: unknown, what: string): State {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as State;
  throw new CheckpointError(`The checkpoint lacks the ${what}; it is damaged or foreign.`);
}
