import { CheckpointError } from '../errors.ts';
import { readDirectory, type PlacedTensor } from './safetensors.ts';
import { SEAL_BYTES, SEAL_NAME, verifySeal } from './seal.ts';
import { readBytes, readParts, type CheckpointSource } from './source.ts';
import type { State, StateTensor } from './state.ts';
import { joinState } from './stateJson.ts';
import { TensorInParts } from './tensorInParts.ts';

/**
 * Reads a checkpoint from a source.
 *
 * @param eagerBytes - Tensors up to this length are copies; larger ones are
 *   read from the source when they are needed.
 * @throws {CheckpointError} As `decodeCheckpoint`.
 */
export function decodeSource(source: CheckpointSource, kind: string, eagerBytes: number): State {
  return decodeAnyOf(source, [kind], eagerBytes).state;
}

/** A state, and of which of several kinds it is. */
export interface Decoded {
  readonly kind: string;
  readonly state: State;
}

/**
 * Reads a checkpoint of any of several kinds.
 *
 * @param kinds - The first one is what messages ask for.
 * @param eagerBytes - As of {@link decodeSource}.
 * @throws {CheckpointError} As `decodeCheckpoint`.
 */
export function decodeAnyOf(
  source: CheckpointSource,
  kinds: readonly string[],
  eagerBytes: number,
): Decoded {
  verifySeal(source);
  const { metadata, tensors } = readDirectory(source);
  const found = metadata.get('kind');
  if (found === undefined || !kinds.includes(found)) throw anotherKind(found, kinds[0]);
  checkSealPlace(source, tensors.get(SEAL_NAME));
  const read = new Map<string, StateTensor>();
  for (const [name, tensor] of tensors) {
    if (name === SEAL_NAME) continue;
    const isSmall = tensor.end - tensor.begin <= eagerBytes;
    read.set(name, isSmall ? readTensor(source, tensor) : readLater(source, tensor));
  }
  return { kind: found, state: joinState({ json: metadata.get('state') ?? '', tensors: read }) };
}

/** What reads the kinds that the library itself writes. */
const READERS = new Map([
  ['agent', 'agent.load(store) or restoreAgent(store) reads it'],
  [
    'training',
    "train(agent, environment, { …, from: decodeCheckpoint(bytes, { kind: 'training' }) }) goes on with it, " +
      'and openRun or npx deepq resume with that of a run in a folder',
  ],
]);

function anotherKind(found: string | undefined, wanted: string | undefined): CheckpointError {
  return new CheckpointError(
    `This checkpoint holds the state of '${found ?? 'nothing'}', but '${wanted}' is asked for; ` +
      `${READERS.get(found ?? '') ?? 'load it with what saved it'}.`,
  );
}

/** The checksum that was verified must not be the data of something else. */
function checkSealPlace(source: CheckpointSource, seal: PlacedTensor | undefined): void {
  if (seal?.end === source.byteLength && seal.end - seal.begin === SEAL_BYTES) return;
  throw new CheckpointError(
    `This checkpoint does not end with its checksum, the tensor ${SEAL_NAME}; load another copy.`,
  );
}

function readTensor(
  source: CheckpointSource,
  { Type, shape, begin, end }: PlacedTensor,
): StateTensor {
  // A new array starts at 0, hence aligned.
  const { buffer } = readBytes(source, begin, end);
  return { shape, data: new Type(buffer as ArrayBuffer) };
}

function readLater(
  source: CheckpointSource,
  { Type, shape, begin, end }: PlacedTensor,
): StateTensor {
  function* parts(): Generator<InstanceType<typeof Type>> {
    for (const { buffer, byteOffset, length } of readParts(source, begin, end)) {
      yield new Type(buffer, byteOffset, length / Type.BYTES_PER_ELEMENT);
    }
  }
  return new TensorInParts({ shape, Type, parts });
}
