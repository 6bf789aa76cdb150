import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import type { Slice } from './buffers.ts';
import {
  canGatherChannels,
  createFrameInput,
  gatherChannels,
  gatherStacks,
} from './frames/gather.ts';
import { webgpuLayerOf } from './layers/table.ts';
import type { Node } from './node.ts';
import { laneLength, readNode } from './operands.ts';
import type { PlanBuilder } from './planBuilder.ts';
import { forEachIndex, groupsFor } from './program.ts';
import { literal } from './wgsl.ts';

/** Where observations come in. */
export interface PlanInput {
  /** Where they are copied to: indices, bytes or float32; or the names of frames. */
  readonly staging: Slice;
  /** Numbers of 4 bytes from one lane to the next. */
  readonly laneWords: number;
  /** What the first layer takes. */
  readonly node: Node;
}

/**
 * Adds to a plan what makes observations into what the first layer takes: `[height,
 * width, channels]` where images come as planes, and scaled numbers, or bytes for
 * layers that scale them as they load them.
 */
export function createInput(builder: PlanBuilder): PlanInput {
  const { model, shape, lanes } = builder;
  const { input, trunk } = model.architecture;
  const { batch, bytes, frames } = shape;
  const format = input.kind === 'discrete' ? 'indices' : bytes ? 'bytes' : 'floats';
  const given = { format, rows: batch, units: input.size, scale: input.scale } as const;
  const perLane = laneLength(given as Node);
  const laneWords = format === 'bytes' ? perLane / 4 : perLane;
  const arePlanes = input.channels === 'first' && input.shape[0] !== 1;
  const first = firstLayer(builder);
  const keepsBytes = format === 'bytes' && webgpuLayerOf(first).takesBytes === true;
  const takesPlanes =
    keepsBytes && first === trunk[0] && webgpuLayerOf(first).takesPlanes?.(first) === true;
  const [channels = 1] = input.shape;
  const nodeAt = (output: Slice): Node => ({
    ...given,
    output,
    gradient: null,
    activation: 'linear',
    isGradientSet: false,
    areObservations: format === 'floats',
  });
  const from = frames ? createFrameInput(builder, frames) : null;
  if (from && arePlanes && keepsBytes && !takesPlanes && canGatherChannels(from.mirror, channels)) {
    return { ...from.input, node: nodeAt(gatherChannels(builder, from, channels)) };
  }
  const staging = builder.buffers.allocate('Observations', lanes * laneWords);
  if (from) gatherStacks(builder, from, staging);
  const place = from?.input ?? { staging, laneWords };
  const node = nodeAt(staging);
  if (format === 'indices') return { ...place, node };
  if (!arePlanes && (format === 'bytes' ? keepsBytes : input.scale === 1)) {
    return { ...place, node };
  }
  if (takesPlanes) return { ...place, node: { ...node, arePlanes: true } };
  const packs = keepsBytes && (!arePlanes || channels % 4 === 0);
  return { ...place, node: arrange(builder, node, arePlanes ? channels : 1, packs) };
}

/** The first layer that computes anything. */
function firstLayer({ model }: PlanBuilder): AnyLayer {
  const { trunk, output } = model.architecture;
  const layers = [...trunk, ...(output.type === 'linear' ? output.layers : output.value)];
  return layers.find(({ type }: AnyLayer) => type !== 'reshape') as AnyLayer;
}

/**
 * Puts the channels of each pixel side by side.
 *
 * @param channels - Planes of an image; 1 if there are none.
 * @param packs - Whether bytes stay bytes, four channels at once.
 */
function arrange(builder: PlanBuilder, from: Node, channels: number, packs: boolean): Node {
  const { lanes } = builder;
  const { rows, units, scale } = from;
  const pixels = units / channels;
  const laneUnits = rows * units;
  const count = (lanes * laneUnits) / (packs ? 4 : 1);
  const output = builder.buffers.allocate('Arranged observations', count);
  const read = readNode({ ...from, scale: packs ? 1 : scale }, false);
  const factor = from.format === 'bytes' ? '' : ` * ${literal(scale)}`;
  const place = (index: string): string =>
    read.one(
      `z * ${laneLength(from)}u + (j / ${units}u) * ${units}u + (${index} % ${channels}u) * ${pixels}u + (${index} % ${units}u) / ${channels}u`,
    );
  const byte = (i: number): string => `(u32(${place(`(j + ${i}u)`)}) << ${8 * i}u)`;
  const bySquares = packs && channels % 4 === 0 && pixels % 4 === 0;
  const body = bySquares
    ? squareOfBytes(channels, pixels)
    : packs
      ? `let z = i / ${laneUnits / 4}u; let j = 4u * (i % ${laneUnits / 4}u);
  outputs[i] = ${[0, 1, 2, 3].map(byte).join(' | ')};`
      : `let z = i / ${laneUnits}u; let j = i % ${laneUnits}u; outputs[i] = ${place('j')}${factor};`;
  const threads = bySquares ? count / 4 : count;
  builder.forward.push({
    label: 'arrange observations',
    bindings: [
      read.binding,
      { name: 'outputs', slice: output, type: packs ? 'u32' : 'f32', writes: true },
    ],
    groups: groupsFor(threads),
    code: `${read.code}\n${forEachIndex(threads, body)}`,
  });
  return { ...from, output, format: packs ? 'bytes' : 'floats', scale: packs ? scale : 1 };
}

/**
 * WGSL: arranges four pixels of four channels, number `i` of these in all images: a word of each
 * plane has the pixels, a word of each pixel has the channels.
 */
function squareOfBytes(channels: number, pixels: number): string {
  const [across, down] = [channels / 4, pixels / 4];
  const four = [0, 1, 2, 3];
  const word = (pixel: number): string =>
    four.map((c) => `(((w${c} >> ${8 * pixel}u) & 255u) << ${8 * c}u)`).join(' | ');
  return `let image = i / ${across * down}u; let at = i % ${across * down}u;
  let p = at % ${down}u; let c = at / ${down}u;
  let first = (image * ${channels}u + 4u * c) * ${down}u + p;
  let into = (image * ${pixels}u + 4u * p) * ${across}u + c;
  ${four.map((c) => `let w${c} = inputs[first + ${c * down}u];`).join(' ')}
  ${four.map((pixel) => `outputs[into + ${pixel * across}u] = ${word(pixel)};`).join(' ')}`;
}

/** Whether observations of a box are copied as bytes. */
export function areBytes(observations: ObservationBatch): boolean {
  return observations instanceof Uint8Array;
}
