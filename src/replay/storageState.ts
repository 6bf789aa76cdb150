import { StateReader } from '../state/stateReader.ts';
import type { State, StateTensor } from '../state/state.ts';
import { CheckpointError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { MAX_STREAM } from './checkTransition.ts';
import { requireAll } from './observationState.ts';
import { mapColumns, type SlotColumns } from './columns.ts';

/** What a storage ring consists of, but for the observations. */
export interface StorageContent extends SlotColumns {
  readonly capacity: number;
  readonly size: number;
  readonly head: number;
  /** By stream, the slot that its next transition may follow on; −1: none. */
  readonly open: Int32Array;
  /** Shape `[slots, actions]`; `null` if no transition came with a mask of its state. */
  readonly actionMasks: Uint8Array | null;
  /** Shape `[slots, actions]`; `null` if no transition came with a mask of its next state. */
  readonly nextActionMasks: Uint8Array | null;
}

/** What a storage ring must be like for a state to fit. */
export interface StorageLimits {
  readonly capacity: number;
  readonly actionSpace: Discrete;
}

/**
 * Writes the used part.
 *
 * @param observations - The observations, as their store writes them; `next`
 *   is among them.
 */
export function writeStorageState(content: StorageContent, observations: State): State {
  const { size, capacity, head, actionMasks, nextActionMasks, ...columns } = content;
  const streams = [...content.open.keys()].filter((stream) => (content.open[stream] ?? -1) >= 0);
  return {
    capacity,
    size,
    head,
    ...observations,
    ...mapColumns((name) => ({ shape: [size], data: columns[name] }), ['next']),
    openStreams: { shape: [streams.length], data: Int32Array.from(streams) },
    openSlots: {
      shape: [streams.length],
      data: Int32Array.from(streams, (stream) => content.open[stream] ?? -1),
    },
    // Only where there are any, so that checkpoints without them stay as they were.
    ...(actionMasks && { actionMasks: maskTensor(actionMasks, size) }),
    ...(nextActionMasks && { nextActionMasks: maskTensor(nextActionMasks, size) }),
  };
}

/**
 * Reads what `writeStorageState` wrote, believing nothing. What `next` refers
 * to apart from slots, and the observations, are for their store to judge.
 *
 * @throws {CheckpointError} If a part is missing, does not fit the limits, or
 *   contradicts another.
 */
export function readStorageState(
  state: State,
  { capacity, actionSpace }: StorageLimits,
): StorageContent {
  const reader = new StateReader('replay buffer', state);
  const savedCapacity = reader.integer('capacity', { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (savedCapacity !== capacity) {
    throw new CheckpointError(
      `The replay buffer was saved with a capacity of ${savedCapacity}, but this one has ${capacity}. ` +
        `Make it with capacity ${savedCapacity}, or load the agent without it: ` +
        'agent.load(store, { replay: false }).',
    );
  }
  const size = reader.integer('size', { min: 0, max: capacity });
  // Until the ring is full, the head is where the next slot begins.
  const partlyFull = size < capacity;
  const head = reader.integer('head', {
    min: partlyFull ? size : 0,
    max: partlyFull ? size : capacity - 1,
  });
  const readMasks = (name: string): Uint8Array | null =>
    Object.hasOwn(state, name) ? reader.tensor(name, Uint8Array, [size, actionSpace.n]) : null;
  const content = {
    capacity,
    size,
    head,
    ...readColumns(reader, size),
    actionMasks: readMasks('actionMasks'),
    nextActionMasks: readMasks('nextActionMasks'),
  };
  requireAll(reader, 'actions', content.actions, (action) => actionSpace.contains(action));
  requireAll(reader, 'rewards', content.rewards, Number.isFinite);
  requireAll(reader, 'terminated', content.terminated, isFlag);
  requireAll(reader, 'truncated', content.truncated, isFlag);
  checkMasks(reader, content);
  checkReferences(reader, content);
  return { ...content, open: readOpen(reader, content) };
}

function readColumns(reader: StateReader, size: number): SlotColumns {
  const read = mapColumns((name, type) =>
    // The type of each column goes with its name.
    reader.tensor<Int32Array | Float32Array | Uint8Array>(name, type, [size]),
  );
  return read as unknown as SlotColumns;
}

function isFlag(value: number): boolean {
  return value === 0 || value === 1;
}

function checkMasks(
  reader: StateReader,
  {
    size,
    actions: taken,
    actionMasks,
    nextActionMasks: masks,
    terminated,
  }: Omit<StorageContent, 'open'>,
): void {
  if (actionMasks) {
    requireAll(reader, 'actionMasks', actionMasks, isFlag);
    const width = actionMasks.length / size;
    const wrong = taken.findIndex((action, slot) => actionMasks[slot * width + action] === 0);
    if (wrong >= 0) throw reader.error(`actionMasks does not allow the action of slot ${wrong}`);
  }
  if (!masks) return;
  requireAll(reader, 'nextActionMasks', masks, isFlag);
  const actions = masks.length / size;
  for (let slot = 0; slot < size; slot++) {
    if (terminated[slot] === 1) continue;
    const isAllowed = masks.subarray(slot * actions, (slot + 1) * actions).includes(1);
    if (!isAllowed) throw reader.error(`nextActionMasks allows no action after slot ${slot}`);
  }
}

function maskTensor(masks: Uint8Array, size: number): StateTensor {
  return { shape: [size, masks.length / size], data: masks };
}

type Links = Pick<
  StorageContent,
  'capacity' | 'size' | 'head' | 'next' | 'terminated' | 'truncated'
>;

/** Successors are younger, one to one, and none follows an end. */
function checkReferences(reader: StateReader, content: Links): void {
  const { capacity, size, head, next } = content;
  const age = (slot: number): number => (slot < head ? slot + capacity - head : slot - head);
  const followed = new Uint8Array(size);
  for (let slot = 0; slot < size; slot++) {
    const reference = next[slot] as number;
    if (reference < 0) continue;
    if (
      reference >= size ||
      age(reference) <= age(slot) ||
      followed[reference] !== 0 ||
      hasEnded(content, slot)
    ) {
      throw reader.error(`next[${slot}] is ${reference}, which cannot follow on slot ${slot}`);
    }
    followed[reference] = 1;
  }
}

function hasEnded({ terminated, truncated }: Links, slot: number): boolean {
  return terminated[slot] === 1 || truncated[slot] === 1;
}

/** The table of streams that may go on: by stream, the slot, or −1. */
function readOpen(reader: StateReader, content: Links): Int32Array {
  const slots = reader.tensor('openSlots', Int32Array, [null]);
  const streams = reader.tensor('openStreams', Int32Array, [slots.length]);
  const taken = new Set<number>();
  slots.forEach((slot, index) => {
    const stream = streams[index] as number;
    const inOrder = stream > (streams[index - 1] ?? -1) && stream <= MAX_STREAM;
    const next = content.next[slot] ?? 0;
    if (!inOrder || next >= 0 || hasEnded(content, slot) || taken.has(slot)) {
      throw reader.error(`stream ${stream} cannot go on after slot ${slot}`);
    }
    taken.add(slot);
  });
  // Only now is the last stream known to be the largest, and small enough.
  const open = new Int32Array((streams.at(-1) ?? 0) + 1).fill(-1);
  slots.forEach((slot, index) => (open[streams[index] as number] = slot));
  return open;
}
