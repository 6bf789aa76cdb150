import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { forEachElement, type TensorInParts } from '../state/tensorInParts.ts';
import { CheckpointError } from '../errors.ts';
import type { Discrete } from '../spaces/discrete.ts';
import { MAX_STREAM } from './checkTransition.ts';
import { requireBelow, requireFinite } from './observationState.ts';
import { mapColumns, type SlotTensors } from './columns.ts';
import { checkReferences, hasEnded, type Links } from './references.ts';
import { addFlags } from './slotLoops.ts';
import { TERMINATED, TRUNCATED_BIT, type ReadSlots } from './slotTable.ts';

/** What a storage ring consists of, but for the observations. */
export interface StorageContent {
  readonly capacity: number;
  readonly size: number;
  readonly head: number;
  /** Transitions added so far, those that were overwritten included. */
  readonly added: number;
  /** How many of the first slots hold demonstrations, which are never overwritten. */
  readonly demonstrations: number;
  readonly slots: SlotTensors;
  /** By stream, the slot that its next transition may follow on; −1: none. */
  readonly open: Int32Array;
  /** Shape `[slots, actions]`; `null` if no transition came with a mask of its state. */
  readonly actionMasks: TensorInParts<Uint8Array> | null;
  /** Shape `[slots, actions]`; `null` if none came with a mask of its next state. */
  readonly nextActionMasks: TensorInParts<Uint8Array> | null;
}

/** What has been read of a storage ring. */
export interface ReadStorage extends Omit<StorageContent, 'slots'> {
  readonly slots: ReadSlots;
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
  const { capacity, size, head, added, slots, actionMasks, nextActionMasks } = content;
  const { demonstrations } = content;
  const streams = [...content.open.keys()].filter((stream) => (content.open[stream] ?? -1) >= 0);
  return {
    capacity,
    size,
    head,
    added,
    ...observations,
    // `next` is the observations'.
    ...mapColumns((name) => slots[name], ['next']),
    openStreams: { shape: [streams.length], data: Int32Array.from(streams) },
    openSlots: {
      shape: [streams.length],
      data: Int32Array.from(streams, (stream) => content.open[stream] ?? -1),
    },
    // Only where there are any, so that checkpoints without them stay as they were.
    ...(demonstrations > 0 && { demonstrations }),
    ...(actionMasks && { actionMasks }),
    ...(nextActionMasks && { nextActionMasks }),
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
): ReadStorage {
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
  const demonstrations = Object.hasOwn(state, 'demonstrations')
    ? reader.integer('demonstrations', { min: 0, max: Math.min(size, capacity - 1) })
    : 0;
  // Until the ring is full, the head is where the next slot begins.
  const partlyFull = size < capacity;
  const head = reader.integer('head', {
    min: partlyFull ? size : demonstrations,
    max: partlyFull ? size : capacity - 1,
  });
  const added = reader.count('added');
  const ring = capacity - demonstrations;
  const turned = (count: number): number => (count - demonstrations) % ring;
  if (added < size || turned(added) !== turned(head)) {
    throw reader.error(`added is ${added}, with ${size} transitions and the head at ${head}`);
  }
  const columns = mapColumns((name, type) =>
    reader.parts<Int32Array | Float32Array | Uint8Array>(name, type, [size]),
  ) as unknown as SlotTensors;
  const readMasks = (name: string): TensorInParts<Uint8Array> | null =>
    Object.hasOwn(state, name) ? reader.parts(name, Uint8Array, [size, actionSpace.n]) : null;
  const actionMasks = readMasks('actionMasks');
  const nextActionMasks = readMasks('nextActionMasks');
  const { actions, rewards } = columns;
  requireBelow(reader, 'actions', actions, actionSpace.n);
  requireFinite(reader, 'rewards', rewards);
  const flags = readFlags(reader, columns);
  const slots = { actions, rewards, flags, next: columns.next.data };
  const links = { capacity, demonstrations, size, head, next: slots.next, flags };
  if (actionMasks) checkTaken(reader, actionMasks, actionSpace.n, actions.data);
  if (nextActionMasks) checkMasks(reader, nextActionMasks, actionSpace.n, links);
  checkReferences(reader, links);
  const open = readOpen(reader, links);
  return {
    capacity,
    size,
    head,
    added,
    demonstrations,
    slots,
    actionMasks,
    nextActionMasks,
    open,
  };
}

/** How episodes ended, of each slot: in one array, as all slots are looked at together. */
function readFlags(reader: StateReader, { terminated, truncated }: SlotTensors): Uint8Array {
  const flags = new Uint8Array(terminated.length);
  requireBelow(reader, 'terminated', terminated, 2, (part, start) => {
    flags.set(part, start);
  });
  requireBelow(reader, 'truncated', truncated, 2, (part, start) => {
    addFlags(flags, start, part, TRUNCATED_BIT);
  });
  return flags;
}

/** Each mask allows the action that was taken. */
function checkTaken(
  reader: StateReader,
  masks: TensorInParts<Uint8Array>,
  width: number,
  taken: Int32Array,
): void {
  requireBelow(reader, 'actionMasks', masks, 2);
  forEachElement(masks, (flag, index) => {
    const slot = Math.floor(index / width);
    if (flag === 1 || taken[slot] !== index - slot * width) return;
    throw reader.error(`actionMasks does not allow the action of slot ${slot}`);
  });
}

/** Each transition that does not end an episode leaves an action. */
function checkMasks(
  reader: StateReader,
  masks: TensorInParts<Uint8Array>,
  actions: number,
  { flags }: Links,
): void {
  requireBelow(reader, 'nextActionMasks', masks, 2);
  let allowed = 0;
  forEachElement(masks, (flag, index) => {
    allowed += flag;
    if ((index + 1) % actions !== 0) return;
    const slot = (index + 1) / actions - 1;
    if (allowed === 0 && ((flags[slot] as number) & TERMINATED) === 0) {
      throw reader.error(`nextActionMasks allows no action after slot ${slot}`);
    }
    allowed = 0;
  });
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
