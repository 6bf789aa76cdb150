import { CheckpointError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isArrayBuffer, isBytes } from './bytes.ts';
import { parseSafetensors, writeSafetensors } from './safetensors.ts';
import { seal, SEAL_METADATA, verifySeal } from './seal.ts';
import type { State } from './state.ts';
import { joinState, splitState } from './stateJson.ts';

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
 * @throws {CheckpointError} If it is larger than one array can be.
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
  const kind = requireKind('encodeCheckpoint({ kind, state })', checkpoint);
  const { state } = checkpoint;
  const { json, tensors } = splitState(state);
  const metadata = new Map([...SEAL_METADATA, ['kind', kind], ['state', json]]);
  const bytes = writeSafetensors({ metadata, tensors });
  seal(bytes);
  return bytes;
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
  return decodeBytes(toBytes(bytes), kind);
}

function decodeBytes(bytes: Uint8Array, kind: string): State {
  verifySeal(bytes);
  const { metadata, tensors } = parseSafetensors(bytes);
  const found = metadata.get('kind');
  if (found !== kind) {
    throw new CheckpointError(
      `This checkpoint holds the state of '${found ?? 'nothing'}', but '${kind}' is asked for; ` +
        'load it with what saved it.',
    );
  }
  return joinState({ json: metadata.get('state') ?? '', tensors });
}

function toBytes(bytes: unknown): Uint8Array {
  if (isBytes(bytes)) return bytes;
  if (isArrayBuffer(bytes)) return new Uint8Array(bytes);
  throw new CheckpointError(
    'decodeCheckpoint(bytes, { kind }) needs the bytes of a file, as a Uint8Array or an ' +
      `ArrayBuffer; received ${show(bytes)}. Pass what store.read() returned, awaited.`,
  );
}

function requireKind(call: string, given: unknown): string {
  const kind = (given as Partial<Checkpoint> | null | undefined)?.kind as unknown;
  if (typeof kind === 'string') return kind;
  throw new ValueError(`${call} needs a string as kind, such as 'agent'; received ${show(kind)}.`);
}
