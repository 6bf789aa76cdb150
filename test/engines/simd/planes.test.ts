import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadKernels } from '../../../src/engines/simd/kernels.ts';

const images = fc
  .record({
    // Blocks of 16 and of 4 pixels, and what is left over.
    pixels: fc.integer({ min: 1, max: 70 }),
    channels: fc.oneof(fc.constant(4), fc.integer({ min: 1, max: 9 })),
    scale: fc.constantFrom(1, 1 / 255, -0.25),
  })
  .chain(({ pixels, channels, scale }) =>
    fc.record({
      pixels: fc.constant(pixels),
      channels: fc.constant(channels),
      scale: fc.constant(scale),
      bytes: fc.uint8Array({ minLength: pixels * channels, maxLength: pixels * channels }),
    }),
  );

test.each(['interleaveBytes', 'interleaveNumbers'] as const)(
  '%s: pixel by pixel, each number multiplied once',
  (name) => {
    fc.assert(
      fc.property(images, ({ pixels, channels, scale, bytes }) => {
        const memory = new WebAssembly.Memory({ initial: 1 });
        const kernels = loadKernels(memory, false);
        const [from, to] = [4096, 16_384];
        // Of numbers other ones than of bytes: negative, and not whole.
        const numbers = Float32Array.from(bytes, (byte) => byte / 3 - 40);
        if (name === 'interleaveBytes') new Uint8Array(memory.buffer).set(bytes, from);
        else new Float32Array(memory.buffer).set(numbers, from / 4);
        kernels[name](from, to, pixels, channels, scale);

        const given = name === 'interleaveBytes' ? bytes : numbers;
        const expected = Float32Array.from({ length: pixels * channels }, (_, index) => {
          const [pixel, channel] = [Math.floor(index / channels), index % channels];
          return (given[channel * pixels + pixel] ?? NaN) * Math.fround(scale);
        });
        expect(new Float32Array(memory.buffer, to, expected.length)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  },
);
