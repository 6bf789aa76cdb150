import type { Slice } from '../buffers.ts';
import type { PlanBuilder } from '../planBuilder.ts';
import { forEachIndex, groupsFor } from '../program.ts';
import type { FrameMirror } from './frameMirror.ts';

/** Where the frames of observations are, and which ones are wanted. */
export interface FrameInput {
  readonly mirror: FrameMirror;
  /** Shape `[lanes, rows, frames]`. */
  readonly names: Slice;
  /** As of {@link PlanInput}. */
  readonly input: { readonly staging: Slice; readonly laneWords: number };
}

/** Makes room for the names of the frames of all observations of a plan. */
export function createFrameInput(builder: PlanBuilder, mirror: FrameMirror): FrameInput {
  const laneWords = builder.rows * mirror.count;
  const names = builder.buffers.allocate('Names of frames', builder.lanes * laneWords);
  return { mirror, names, input: { staging: names, laneWords } };
}

/**
 * Adds to a plan what puts the frames of each observation one behind the other, as they
 * would be uploaded.
 *
 * @param output - Bytes. Shape `[lanes, rows, frames, size]`.
 */
export function gatherStacks(builder: PlanBuilder, input: FrameInput, output: Slice): void {
  const { words, count } = input.mirror;
  const total = builder.lanes * builder.rows * count * words;
  const code = `outputs[i] = frameWord(names[i / ${words}u], i % ${words}u);`;
  push(builder, input, output, total, code);
}

/**
 * Adds to a plan what makes images of frames in which the channels of each pixel are side by
 * side. Each thread does four channels of four pixels.
 *
 * @param channels - Planes of an image: a multiple of 4, and of the frames.
 * @returns Bytes. Shape `[lanes, rows, pixels, channels]`.
 */
export function gatherChannels(builder: PlanBuilder, input: FrameInput, channels: number): Slice {
  const { words, count } = input.mirror;
  const rows = builder.lanes * builder.rows;
  const planes = channels / count;
  const planeWords = words / planes;
  const groups = channels / 4;
  const output = builder.buffers.allocate('Gathered observations', rows * count * words);
  const word = (channel: number): string =>
    `frameWord(names[row * ${count}u + (c + ${channel}u) / ${planes}u], ((c + ${channel}u) % ${planes}u) * ${planeWords}u + q)`;
  const code = `let q = i % ${planeWords}u; let g = (i / ${planeWords}u) % ${groups}u;
  let row = i / ${planeWords * groups}u; let c = 4u * g;
  let four = vec4u(${[0, 1, 2, 3].map(word).join(', ')});
  let at = (row * ${4 * planeWords}u + 4u * q) * ${groups}u + g;
  for (var k = 0u; k < 4u; k++) {
    let bytes = ((four >> vec4u(8u * k)) & vec4u(255u)) << vec4u(0u, 8u, 16u, 24u);
    outputs[at + k * ${groups}u] = bytes.x | bytes.y | bytes.z | bytes.w;
  }`;
  push(builder, input, output, rows * planeWords * groups, code);
  return output;
}

/** Whether {@link gatherChannels} can do it: each plane of a frame is whole words. */
export function canGatherChannels({ words, count }: FrameMirror, channels: number): boolean {
  return channels % 4 === 0 && channels % count === 0 && words % (channels / count) === 0;
}

function push(
  builder: PlanBuilder,
  { mirror, names }: FrameInput,
  output: Slice,
  total: number,
  code: string,
): void {
  builder.forward.push({
    label: 'gather frames',
    bindings: [
      ...mirror.slices.map(
        (slice, index) => ({ name: `frames${index}`, slice, type: 'u32' }) as const,
      ),
      { name: 'names', slice: names, type: 'u32' },
      { name: 'outputs', slice: output, type: 'u32', writes: true },
    ],
    groups: groupsFor(total),
    code: `${frameWord(mirror)}\n${forEachIndex(total, code)}`,
  });
}

/** WGSL: a word of a frame, from the buffer that the frame is in. */
function frameWord({ slices, perSlice, words }: FrameMirror): string {
  const choices = slices.map((_, index) => {
    const name = index === 0 ? 'name' : `(name - ${index * perSlice}u)`;
    const word = `return frames${index}[${name} * ${words}u + word];`;
    return index === slices.length - 1
      ? word
      : `if (name < ${(index + 1) * perSlice}u) { ${word} }`;
  });
  return `fn frameWord(name: u32, word: u32) -> u32 { ${choices.join(' ')} }`;
}
