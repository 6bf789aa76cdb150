import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Buffers, upload } from '../../../src/engines/webgpu/buffers.ts';
import { requestDevice, type Device } from '../../../src/engines/webgpu/device.ts';
import { createDispatch, recordDispatches } from '../../../src/engines/webgpu/program.ts';
import { reduction } from '../../../src/engines/webgpu/reduction.ts';
import { Stream } from '../../../src/engines/webgpu/stream.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { gpuSource, hasFeature } from './device.ts';

const hasSubgroups = await hasFeature('subgroups');

describe.each([
  ['by halves', false, await hasFeature()],
  ['by subgroups', true, hasSubgroups],
] as const)('sums and maxima over a workgroup %s', (_name, subgroups, isThere) => {
  describe.skipIf(!isThere)('on a GPU', () => {
    let device: Device;
    beforeAll(async () => {
      device = await requestDevice({ gpu: await gpuSource(), subgroups });
    });
    afterAll(() => {
      device.gpu.destroy();
    });

    test.each([2, 32, 64, 256].filter((threads) => !subgroups || threads > 2))(
      'of %i threads are known to all of them, one after the other',
      async (threads) => {
        const random = createRandom(threads);
        const [numbers, words] = [
          Float32Array.from({ length: 2 * threads }, () => random.integer(1000)),
          Uint32Array.from({ length: threads }, () => random.integer(2 ** 32)),
        ];
        const buffers = new Buffers(device);
        const stream = new Stream(device);
        const [given, given2, found] = [
          buffers.allocate('numbers', numbers.length),
          buffers.allocate('words', words.length),
          buffers.allocate('found', 4 * threads),
        ];
        upload(device, given, numbers);
        upload(device, given2, words);
        const shared = { threads, subgroups };
        const call = createDispatch(device, {
          label: 'sums',
          bindings: [
            { name: 'numbers', slice: given },
            { name: 'words', slice: given2, type: 'u32' },
            { name: 'found', slice: found, type: 'u32', writes: true },
          ],
          groups: [1, 1, 1],
          code: `${reduction({
            ...shared,
            name: 'both',
            columns: [
              { name: 'pair', type: 'vec2f', by: 'sum' },
              { name: 'top', type: 'u32', by: 'max' },
            ],
          })}
${reduction({
  ...shared,
  name: 'largest',
  columns: [{ name: 'own', type: 'f32', by: 'max', sharing: { array: 'both_pair', part: '.x' } }],
})}
@compute @workgroup_size(${threads}) fn main(@builtin(local_invocation_index) t: u32) {
  let first = both(t, vec2f(numbers[t], numbers[${threads}u + t]), words[t]);
  // Calls that follow one another must not see each other's numbers.
  let second = both(t, first.pair, words[t] / 2u);
  found[t] = u32(first.pair.x); found[${threads}u + t] = u32(second.pair.y / ${threads}.0);
  found[${2 * threads}u + t] = first.top; found[${3 * threads}u + t] = u32(largest(t, numbers[t]));
}`,
        });
        const record = (encoder: GPUCommandEncoder): void => {
          const pass = encoder.beginComputePass();
          recordDispatches(pass, [call]);
          pass.end();
        };
        const [read] = await stream.read([found], [4 * threads], { dispatches: [call], record });
        buffers.dispose();
        const sum = (from: Float32Array): number => from.reduce((total, each) => total + each, 0);
        const expected = [
          sum(numbers.subarray(0, threads)),
          sum(numbers.subarray(threads)),
          Math.max(...words),
          Math.max(...numbers.subarray(0, threads)),
        ];
        const columns = new Uint32Array(read!.buffer, read!.byteOffset, 4 * threads);
        expected.forEach((value, index) => {
          const column = columns.slice(index * threads, (index + 1) * threads);
          expect([...new Set(column)]).toEqual([value]);
        });
      },
    );
  });
});
