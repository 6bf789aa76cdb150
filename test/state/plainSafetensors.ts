import { layOut, readDirectory } from '../../src/state/safetensors.ts';
import { readBytes, sourceOf } from '../../src/state/source.ts';
import type { StateTensor } from '../../src/state/state.ts';
import { partsOf } from '../../src/state/tensorInParts.ts';

/** A safetensors file that is no checkpoint, in memory. */
export interface PlainSafetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, StateTensor>;
}

export function writeSafetensors({ metadata, tensors }: PlainSafetensors): Uint8Array {
  const layout = layOut(metadata, tensors);
  const bytes = new Uint8Array(layout.byteLength);
  bytes.set(layout.header);
  let offset = layout.header.length;
  for (const tensor of layout.tensors) {
    for (const { buffer, byteOffset, byteLength } of partsOf(tensor)) {
      bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
      offset += byteLength;
    }
  }
  return bytes;
}

export function parseSafetensors(bytes: Uint8Array): PlainSafetensors {
  const source = sourceOf([bytes]);
  const { metadata, tensors } = readDirectory(source);
  const read = [...tensors].map(([name, { Type, shape, begin, end }]) => {
    const { buffer } = readBytes(source, begin, end);
    return [name, { shape, data: new Type(buffer as ArrayBuffer) }] as const;
  });
  return { metadata, tensors: new Map<string, StateTensor>(read) };
}
