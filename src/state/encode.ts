import { CheckpointError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { allocate } from './blocks.ts';
import { isArrayBuffer, isBytes } from './bytes.ts';
import { decodeSource } from './decode.ts';
import { crc32 } from './crc32.ts';
import { layOut } from './safetensors.ts';
import { SEAL, SEAL_METADATA, SEAL_NAME, sealOf } from './seal.ts';
import { sourceOf } from './source.ts';
import type { State, StateArray } from './state.ts';
import { splitState } from './stateJson.ts';
import { partsOf } from './tensorInParts.ts';

/**
 * What {@link encodeCheckpoint} writes.
 *
 * @category Checkpoints
 */
export interface Checkpoint {
  /** What the state belongs to, such as `'agent'`; reading asks for the same. */
  readonly kind: string;
  /** What is to be kept. */
  readonly state: State;
}

/** The bytes of a checkpoint, as they come. */
export interface EncodedParts {
  readonly byteLength: number;
  /** Each part is only valid until the next one is asked for. */
  readonly parts: Iterable<Uint8Array>;
}

/**
 * Turns a state into the bytes of one checkpoint file.
 *
 * The file is a safetensors file, which Python tools can open as well:
 * tensors are named by their path, such as `network.online.layer0.kernel`;
 * all else is JSON in the metadata. A checksum covers every byte, so that a
 * damaged file is always noticed, and a file that another tool has rewritten
 * is refused.
 *
 * @throws {ValueError} If `kind` is not a string, or the state holds NaN or
 *   infinity outside a tensor, or something that is no {@link StateValue}.
 * @throws {ShapeError} If a tensor's data does not fill its shape.
 * @throws {CheckpointError} If it is larger than one array can be;
 *   {@link saveCheckpoint} needs no such array.
 * @example
 * ```ts
 * import { decodeCheckpoint, encodeCheckpoint } from 'deepq';
 *
 * const bytes = encodeCheckpoint({ kind: 'counter', state: { environmentSteps: 12 } });
 * decodeCheckpoint(bytes, { kind: 'counter' }); // { environmentSteps: 12 }
 * ```
 * @category Checkpoints
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { byteLength, parts } = encodeParts('encodeCheckpoint', checkpoint);
  const bytes = allocate(byteLength);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/**
 * As {@link encodeCheckpoint}, but in parts. What can be wrong with the state is
 * found before the first part, but for tensors in parts that do not fill their
 * shape.
 *
 * @param name - Of the function that was called, for messages.
 */
export function encodeParts(name: string, checkpoint: Checkpoint): EncodedParts {
  const kind = requireKind(`${name}({ kind, state })`, checkpoint);
  const { json, tensors } = splitState(checkpoint.state);
  const metadata = new Map([...SEAL_METADATA, ['kind', kind], ['state', json]]);
  const layout = layOut(metadata, tensors, [SEAL_NAME, SEAL]);

  function* parts(): Generator<Uint8Array> {
    let crc = crc32(layout.header);
    yield layout.header;
    for (const tensor of layout.tensors.slice(0, -1)) {
      for (const part of partsOf(tensor)) {
        const bytes = bytesOf(part);
        crc = crc32(bytes, crc);
        yield bytes;
      }
    }
    yield sealOf(crc);
  }
  return { byteLength: layout.byteLength, parts: parts() };
}

/**
 * Reads what {@link encodeCheckpoint} wrote. Tensors are copies.
 *
 * @param bytes - The whole file, such as a store or `fetch` gives it.
 * @throws {CheckpointError} If the bytes are not a checkpoint of deepq, are
 *   truncated or corrupted, come from a newer version of the format, or hold
 *   another kind of state; the message says which.
 * @throws {ValueError} If `kind` is not a string.
 * @category Checkpoints
 */
export function decodeCheckpoint(
  bytes: Uint8Array | ArrayBuffer,
  expected: Pick<Checkpoint, 'kind'>,
): State {
  const kind = requireKind('decodeCheckpoint(bytes, { kind })', expected);
  return decodeSource(sourceOf([toBytes(bytes)]), kind, Infinity);
}

/** The kind in an argument; `call` is for messages. */
export function requireKind(call: string, given: unknown): string {
  const kind = (given as Partial<Checkpoint> | null | undefined)?.kind as unknown;
  if (typeof kind === 'string') return kind;
  throw new ValueError(`${call} needs a string as kind, such as 'agent'; received ${show(kind)}.`);
}

function bytesOf(part: StateArray): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}

function toBytes(bytes: unknown): Uint8Array {
  if (isBytes(bytes)) return bytes;
  if (isArrayBuffer(bytes)) return new Uint8Array(bytes);
  throw new CheckpointError(
    'decodeCheckpoint(bytes, { kind }) needs the bytes of a file, as a Uint8Array or an ' +
      `ArrayBuffer; received ${show(bytes)}. Pass what store.read() returned, awaited.`,
  );
}
