/** The data of a box, by its path from the outside. */
function box(file: Uint8Array, ...path: readonly string[]): DataView {
  const [name, ...inner] = path;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = 0; at < file.length; at += view.getUint32(at)) {
    const found = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (found !== name) continue;
    const data = file.subarray(at + 8, at + view.getUint32(at));
    if (inner.length > 0) return box(data, ...inner);
    return new DataView(data.buffer, data.byteOffset, data.byteLength);
  }
  throw new Error(`There is no box ${name}.`);
}

/** Size, number of frames and length, as a player reads them. */
export function readMp4(
  file: Uint8Array,
): Record<'width' | 'height' | 'frames' | 'seconds', number> {
  const media = ['moov', 'trak', 'mdia'];
  const header = box(file, ...media, 'mdhd');
  const times = box(file, ...media, 'minf', 'stbl', 'stts');
  const track = box(file, 'moov', 'trak', 'tkhd');
  let frames = 0;
  let ticks = 0;
  for (let entry = 0; entry < times.getUint32(4); entry++) {
    const count = times.getUint32(8 + 8 * entry);
    frames += count;
    ticks += count * times.getUint32(12 + 8 * entry);
  }
  const end = track.byteLength;
  return {
    width: track.getUint32(end - 8) / 65_536,
    height: track.getUint32(end - 4) / 65_536,
    frames,
    seconds: ticks / header.getUint32(12),
  };
}

/** The compressed frames, and what a decoder has to know beside them. */
export function readSamples(file: Uint8Array): {
  readonly description: Uint8Array;
  readonly samples: readonly Uint8Array[];
} {
  const table = ['moov', 'trak', 'mdia', 'minf', 'stbl'];
  const sizes = box(file, ...table, 'stsz');
  const offsets = box(file, ...table, 'stco');
  if (offsets.getUint32(4) !== 1) throw new Error('The samples are not all in one chunk.');
  let end = offsets.getUint32(8);
  const samples = Array.from({ length: sizes.getUint32(8) }, (_, sample) => {
    const start = end;
    end += sizes.getUint32(12 + 4 * sample);
    return file.subarray(start, end);
  });
  // The entry for H.264 has 78 bytes of its own before the boxes in it.
  const entry = box(file, ...table, 'stsd');
  const avc1 = new Uint8Array(entry.buffer, entry.byteOffset + 8 + 8 + 78, entry.byteLength - 94);
  const config = box(avc1, 'avcC');
  const description = new Uint8Array(config.buffer, config.byteOffset, config.byteLength);
  return { description, samples };
}
