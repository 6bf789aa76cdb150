import { Buffers, upload } from '../../../../src/engines/webgpu/buffers.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { packBatch } from '../../../../src/engines/webgpu/heads/batchLayout.ts';
import type { HeadPass } from '../../../../src/engines/webgpu/heads/headCode.ts';
import { headProgram } from '../../../../src/engines/webgpu/heads/headProgram.ts';
import { createDispatch, recordDispatches } from '../../../../src/engines/webgpu/program.ts';
import { Stream } from '../../../../src/engines/webgpu/stream.ts';
import { createHeadResult, type Head, type HeadInput } from '../../../../src/heads/head.ts';

/** What the shader of a head makes of an update. */
export interface DeviceEvaluation {
  readonly loss: number;
  readonly meanQ: number;
  readonly tdErrors: number[];
  readonly outputGradient: number[];
  /** Whether the update must not be stepped by. */
  readonly isRefused: boolean;
}

/** Runs the shader of a head, with outputs in the order `[batch, actions, width]` or `[batch, width, actions]`. */
export async function evaluateOnDevice(
  device: Device,
  head: Head,
  input: HeadInput,
  widthFirst = false,
): Promise<DeviceEvaluation> {
  const { batch, actions } = input;
  const { size } = batch;
  const widthOf = (pass: HeadPass): number => (input[pass]?.length ?? 0) / size / actions;
  const widths = {
    online: widthOf('online'),
    nextTarget: widthOf('nextTarget'),
    nextOnline: widthOf('nextOnline'),
    target: widthOf('target'),
  };
  // Behind something else, as passes lie one behind the other on a device.
  const starts = { online: 0, nextTarget: 3, nextOnline: 5, target: 7 };
  const { subgroups } = device.math;
  const shape = { batch: size, actions, widths, starts, widthFirst, subgroups };
  const program = headProgram(head, shape);
  if (!program) throw new Error(`No shader for ${head.kind}`);
  const buffers = new Buffers(device);
  const stream = new Stream(device);
  const columns = new Float32Array(program.layout.length);
  packBatch(program.layout, batch, input.fractions, columns);
  const outputs = program.passes.map((pass) => {
    const values = input[pass] as Float32Array;
    const slice = buffers.allocate(pass, starts[pass] + values.length);
    const ordered = widthFirst ? swapped(values, size, actions, widths[pass]) : values;
    upload(device, slice, ordered, starts[pass]);
    return { name: `${pass}Outputs`, slice };
  });
  const packed = buffers.allocate('batch', columns.length);
  upload(device, packed, columns);
  const gradient = buffers.allocate('gradient', input.online.length);
  // What is left of an update before must not count.
  upload(device, gradient, new Float32Array(input.online.length).fill(7));
  const results = buffers.allocate('results', 4 * size);
  const verdict = buffers.allocate('verdict', 1);
  const dispatch = createDispatch(device, {
    label: head.kind,
    bindings: [
      ...outputs,
      { name: 'batch', slice: packed },
      { name: 'gradient', slice: gradient, writes: true },
      { name: 'results', slice: results, writes: true },
      { name: 'verdict', slice: verdict, type: 'u32', writes: true },
    ],
    code: program.code,
    groups: [size, 1, 1],
  });
  stream.submit([dispatch], (encoder) => {
    const pass = encoder.beginComputePass();
    recordDispatches(pass, [dispatch]);
    pass.end();
  });
  const [rows, slopes, flags] = (await stream.read(
    [results, gradient, verdict],
    [4 * size, input.online.length, 1],
  )) as [Float32Array, Float32Array, Float32Array];
  stream.dispose();
  buffers.dispose();
  const mean = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / size;
  return {
    loss: mean(rows.subarray(0, size)),
    meanQ: mean(rows.subarray(size, 2 * size)),
    tdErrors: [...rows.subarray(2 * size, 3 * size)],
    outputGradient: [...(widthFirst ? swapped(slopes, size, widths.online, actions) : slopes)],
    isRefused: new Uint32Array(flags.buffer, flags.byteOffset, 1)[0] === 1,
  };
}

/** What the TypeScript of a head makes of it: the proof. */
export function evaluateHere(head: Head, input: HeadInput): Omit<DeviceEvaluation, 'isRefused'> {
  const result = createHeadResult(input.batch.size, input.online.length);
  head.evaluate(input, result);
  return {
    loss: result.loss,
    meanQ: result.meanQ,
    tdErrors: [...result.tdErrors],
    outputGradient: [...result.outputGradient],
  };
}

/** `[batch, rows, columns]` as `[batch, columns, rows]`. */
function swapped(
  values: Float32Array,
  batch: number,
  rows: number,
  columns: number,
): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, (_, index) => {
    const at = Math.floor(index / rows / columns);
    const rest = index % (rows * columns);
    const [column, row] = [Math.floor(rest / rows), rest % rows];
    return values[(at * rows + row) * columns + column] as number;
  }).slice(0, batch * rows * columns);
}
