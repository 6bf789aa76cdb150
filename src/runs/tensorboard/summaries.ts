import { ValueError } from '../../errors.ts';
import { requireNumbers } from '../../validation/numbers.ts';
import { show } from '../../validation/options.ts';
import { isUint8Array } from '../../validation/typedArrays.ts';
import { ProtobufMessage } from './protobuf.ts';

/**
 * One value of an event of TensorBoard, encoded: what {@link scalarSummary} and its like
 * return, and {@link encodeSummaries} takes.
 *
 * @category Runs
 */
export interface Summary {
  /** Its name; what stands before the first `/` groups it. */
  readonly tag: string;
  /** The message `Summary.Value`. */
  readonly bytes: Uint8Array;
}

/**
 * A number, drawn as a curve over the steps. NaN and infinity are allowed.
 *
 * @throws {ValueError} If the tag is no text, or the value no number.
 * @category Runs
 */
export function scalarSummary(tag: string, value: number): Summary {
  const message = begin('scalarSummary', tag);
  if (typeof (value as unknown) !== 'number') {
    throw new ValueError(`scalarSummary(tag, value) needs a number; received ${show(value)}.`);
  }
  return { tag, bytes: message.float(2, value).encode() };
}

/** As many as TensorBoard shows twice over. */
const BUCKETS = 60;

/**
 * How some values are distributed, in 60 intervals of the same width. Those that are not
 * finite are left out.
 *
 * @param values - Any number of them.
 * @throws {ValueError} If the tag is no text, or the values are no numbers.
 * @category Runs
 */
export function histogramSummary(tag: string, values: ArrayLike<number>): Summary {
  const message = begin('histogramSummary', tag);
  requireNumbers('histogramSummary(tag, values): values', values);
  const finite = Float64Array.from(values).filter(Number.isFinite);
  let [min, max, sum, squares] = [Infinity, -Infinity, 0, 0];
  for (const value of finite) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    squares += value * value;
  }
  if (finite.length === 0) [min, max] = [0, 0];
  const buckets = max > min ? BUCKETS : 1;
  const width = (max - min) / buckets;
  const counts = new Float64Array(buckets);
  for (const value of finite) {
    counts[Math.min(buckets - 1, Math.floor((value - min) / width) || 0)]! += 1;
  }
  const limits = Float64Array.from(counts, (_, index) =>
    index === buckets - 1 ? max : min + (index + 1) * width,
  );
  const histogram = new ProtobufMessage()
    .double(1, min)
    .double(2, max)
    .double(3, finite.length)
    .double(4, sum)
    .double(5, squares)
    .doubles(6, limits)
    .doubles(7, counts);
  return { tag, bytes: message.message(5, histogram).encode() };
}

/** What every PNG begins with, and the name of its first chunk, which has the size. */
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 73, 72, 68, 82];

/**
 * A picture.
 *
 * @param png - The bytes of a PNG, such as {@link encodePng} makes them. TensorBoard shows the
 *   first frame of an animated one.
 * @throws {ValueError} If the tag is no text, or the bytes are no PNG.
 * @category Runs
 */
export function imageSummary(tag: string, png: Uint8Array): Summary {
  const message = begin('imageSummary', tag);
  if (!isUint8Array(png) || !PNG.every((byte, at) => png[at] === byte) || png.length < 24) {
    throw new ValueError(
      `imageSummary(tag, png) needs the bytes of a PNG, as encodePng makes them; received ${show(png)}.`,
    );
  }
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const image = new ProtobufMessage()
    .integer(1, view.getUint32(20))
    .integer(2, view.getUint32(16))
    // Red, green, blue, opacity.
    .integer(3, 4)
    .bytes(4, png);
  return { tag, bytes: message.message(4, image).encode() };
}

/** The type of a tensor of texts. */
const DT_STRING = 7;

/**
 * A text, which may be Markdown.
 *
 * @throws {ValueError} If the tag or the text is no text.
 * @category Runs
 */
export function textSummary(tag: string, text: string): Summary {
  const message = begin('textSummary', tag, '/text_summary');
  if (typeof (text as unknown) !== 'string') {
    throw new ValueError(`textSummary(tag, text) needs a text; received ${show(text)}.`);
  }
  const shape = new ProtobufMessage().message(2, new ProtobufMessage().integer(1, 1));
  const tensor = new ProtobufMessage().integer(1, DT_STRING).message(2, shape).text(8, text);
  return {
    tag,
    bytes: message.message(8, tensor).message(9, pluginMetadata('text')).encode(),
  };
}

/** Says which part of TensorBoard shows a value. */
export function pluginMetadata(name: string, content?: ProtobufMessage): ProtobufMessage {
  const plugin = new ProtobufMessage().text(1, name);
  if (content) plugin.message(2, content);
  return new ProtobufMessage().message(1, plugin);
}

function begin(where: string, tag: unknown, suffix = ''): ProtobufMessage {
  if (typeof tag !== 'string' || tag === '') {
    throw new ValueError(
      `${where}(tag, …) needs a name such as 'train/loss' as its tag; received ${show(tag)}.`,
    );
  }
  return new ProtobufMessage().text(1, tag + suffix);
}
