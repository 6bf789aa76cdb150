/**
 * How a checkpoint of any size is saved and loaded with little memory.
 *
 * - A part that holds much, such as a replay buffer, gives its large arrays as
 *   `TensorInParts`: parts that are made or copied from its memory one after
 *   another, at most 256 KiB at a time.
 * - `saveCheckpoint` writes the safetensors header, then the parts, then a
 *   checksum of all that went by. All of it is taken over before the call
 *   returns: a file is written at once and only waited for later, other stores
 *   copy. So the checkpoint shows the moment of the call, nothing can change
 *   under it, and no copy is needed that a store does not need by itself.
 * - `loadCheckpoint` reads the bytes once to verify the checksum. Large tensors
 *   then are `TensorInParts` again, that read from the store when they are asked:
 *   once to check what they hold, and once more to take it over. A file of up to
 *   1 MiB is kept in memory until the tensors are taken over; a larger one is in the
 *   system's cache after the first time.
 *
 * A tensor is one entry of the file however large it is: lengths and offsets in
 * safetensors have 64 bits, and nothing here needs an array as long as it.
 */
import { CheckpointError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isBytes } from './bytes.ts';
import { decodeAnyOf, type Decoded } from './decode.ts';
import { encodeCheckpoint, encodeParts, requireKind, type Checkpoint } from './encode.ts';
import { needsStore } from './requireMethod.ts';
import { sourceOf, type CheckpointSource } from './source.ts';
import type { State } from './state.ts';
import type { CheckpointReader, CheckpointWriter } from './store.ts';

/** Smaller tensors are read at once. */
const EAGER_BYTES = 2 ** 16;

/**
 * Saves a state, in parts where the store can take them. The state is read
 * before the call returns, so that it may change right after.
 *
 * @throws {ValueError | ShapeError} As {@link encodeCheckpoint}; the store is not
 *   touched then.
 * @throws {CheckpointError} If the store cannot be written to; it keeps what it
 *   had.
 * @throws {ValueError} If the store has no `write`.
 * @example
 * ```ts
 * import { loadCheckpoint, memoryStore, saveCheckpoint } from 'deepq';
 *
 * const store = memoryStore();
 * await saveCheckpoint(store, { kind: 'counter', state: { environmentSteps: 12 } });
 * await loadCheckpoint(store, { kind: 'counter' }, (state) => state['environmentSteps']); // 12
 * ```
 * @category Checkpoints
 */
export async function saveCheckpoint(
  store: CheckpointWriter,
  checkpoint: Checkpoint,
): Promise<void> {
  return writeCheckpoint('saveCheckpoint', store, checkpoint);
}

/**
 * As {@link saveCheckpoint}.
 *
 * @param where - The function that was called, for messages.
 */
export async function writeCheckpoint(
  where: string,
  store: CheckpointWriter,
  checkpoint: Checkpoint,
): Promise<void> {
  if (!hasMethod(where, store, 'write', 'writeParts')) {
    await store.write(encodeCheckpoint(checkpoint));
    return;
  }
  const { parts } = encodeParts(where, checkpoint);
  await store.writeParts!(parts);
}

/**
 * Loads what {@link saveCheckpoint} saved.
 *
 * @param takeOver - Gets the state. Its larger tensors are read from the store
 *   when they are asked for, which ends when this function returns.
 * @returns What `takeOver` returned.
 * @throws {CheckpointError} If there is nothing, or as {@link decodeCheckpoint}.
 * @throws {ValueError} If the store has no `read`, or `takeOver` is no function.
 * @category Checkpoints
 */
export async function loadCheckpoint<T>(
  store: CheckpointReader,
  expected: Pick<Checkpoint, 'kind'>,
  takeOver: (state: State) => T,
): Promise<T> {
  const kind = requireKind('loadCheckpoint(store, { kind }, takeOver)', expected);
  if (typeof takeOver !== 'function') {
    throw new ValueError(
      `loadCheckpoint(store, { kind }, takeOver) needs a function as takeOver; received ${show(takeOver)}.`,
    );
  }
  return loadAnyOf('loadCheckpoint', store, [kind], ({ state }) => takeOver(state));
}

/**
 * As {@link loadCheckpoint}, of any of several kinds.
 *
 * @param where - The function that was called, for messages.
 * @param kinds - The first one is what messages ask for.
 */
export async function loadAnyOf<T>(
  where: string,
  store: CheckpointReader,
  kinds: readonly string[],
  takeOver: (decoded: Decoded) => T,
): Promise<T> {
  const source = closable(
    hasMethod(where, store, 'read', 'open')
      ? requireSource(await store.open!())
      : sourceOf([await readAll(store)]),
  );
  try {
    return takeOver(decodeAnyOf(source, kinds, EAGER_BYTES));
  } finally {
    source.close();
  }
}

/**
 * Whether a store has the method for parts.
 *
 * @throws {ValueError} If it has not even the one for the whole.
 */
function hasMethod(where: string, store: object, whole: string, inParts: string): boolean {
  // A program in plain JavaScript may hand in anything.
  const given = Object(store) as Partial<Record<string, unknown>>;
  if (typeof given[inParts] === 'function') return true;
  if (typeof given[whole] === 'function') return false;
  throw new ValueError(`${needsStore(where, whole)}; received ${show(store)}.`);
}

async function readAll(store: CheckpointReader): Promise<Uint8Array> {
  const bytes = await store.read();
  if (isBytes(bytes)) return bytes;
  throw new CheckpointError(
    `The store's read() must return a promise of a Uint8Array; it gave ${show(bytes)}.`,
  );
}

function requireSource(source: CheckpointSource): CheckpointSource {
  const { byteLength, readInto, close } = Object(source) as Partial<CheckpointSource>;
  const isLength = Number.isSafeInteger(byteLength) && Number(byteLength) >= 0;
  if (isLength && typeof readInto === 'function' && typeof close === 'function') return source;
  throw new CheckpointError(
    "The store's open() must return a promise of { byteLength, readInto, close }; " +
      `it gave ${show(source)}.`,
  );
}

/** A source that says so where it is read after it was closed. */
function closable(source: CheckpointSource): CheckpointSource {
  let isClosed = false;
  const requireOpen = (): void => {
    if (!isClosed) return;
    throw new CheckpointError(
      'This tensor was to be read from a checkpoint that is closed by now. Read it before the ' +
        'function that loadCheckpoint calls returns, or copy the state there.',
    );
  };
  return {
    byteLength: source.byteLength,
    readInto(position, into): void {
      requireOpen();
      source.readInto(position, into);
    },
    view(begin, end) {
      requireOpen();
      // A source of a user's own may have something else by this name.
      return typeof source.view === 'function' ? source.view(begin, end) : null;
    },
    close(): void {
      isClosed = true;
      source.close();
    },
  };
}
