import { describeSpaces } from '../../protocol/describeSpaces.ts';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import { resolveFrames } from '../../replay/frameLayout.ts';
import { crc32 } from '../../state/crc32.ts';
import { encodeUtf8 } from '../../state/utf8.ts';

/** How observations lie in a block: as frames, each of which is in it once. */
export interface ObservationLayout {
  /** Frames in an observation; 1 where observations are kept whole. */
  readonly count: number;
  /** Elements of a frame. */
  readonly size: number;
  /** What the elements are; whole numbers for a `Discrete` space. */
  readonly type: 'float32' | 'uint8' | 'int32';
  /** Bytes of an element. */
  readonly width: 1 | 4;
  /** Tells spaces apart: the CRC-32 of their description. */
  readonly fingerprint: number;
}

/** An array of frames. */
export type FrameArray = Float32Array | Uint8Array | Int32Array;

/** The layout for an environment: of stacks of pictures, each picture is sent once. */
export function observationLayout(spaces: EnvironmentSpaces): ObservationLayout {
  const { observationSpace } = spaces;
  const fingerprint = crc32(encodeUtf8(describeSpaces(spaces)));
  if (observationSpace.kind === 'discrete') {
    return { count: 1, size: 1, type: 'int32', width: 4, fingerprint };
  }
  const frames = resolveFrames(observationSpace, 'auto');
  const { dtype } = observationSpace;
  return {
    count: frames?.count ?? 1,
    size: frames?.size ?? observationSpace.size,
    type: dtype,
    width: dtype === 'uint8' ? 1 : 4,
    fingerprint,
  };
}

/** A view of frames in a buffer, or new ones. */
export function framesOf(
  { type }: ObservationLayout,
  buffer: ArrayBufferLike,
  offset: number,
  length: number,
): FrameArray {
  if (type === 'uint8') return new Uint8Array(buffer, offset, length);
  return type === 'int32'
    ? new Int32Array(buffer, offset, length)
    : new Float32Array(buffer, offset, length);
}
