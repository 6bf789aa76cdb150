import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import type { Head } from '../../../../src/heads/head.ts';
import { evaluateHere, evaluateOnDevice } from './evaluateOnDevice.ts';
import { headCases } from './headCases.ts';
import { inputs } from './inputs.ts';

/** Of the largest number of a tensor. */
const TOLERANCE = 1e-5;
/** Where all are smaller than that, of this: outputs and rewards are of some units. */
const SMALLEST_SCALE = 0.01;

/**
 * Every head computes on a GPU what it computes in TypeScript.
 *
 * @param numRuns - Batches of each head.
 * @param only - Heads with such a name.
 */
export function headsSuite(device: () => Device, numRuns: number, only: RegExp = /./): void {
  test.each(headCases.filter(({ name }) => only.test(name)))(
    '$name',
    async ({ head, actions }: { head: Head; actions: number }) => {
      const anyInput = inputs(head, { size: 5, actions });
      await fc.assert(
        fc.asyncProperty(anyInput, fc.boolean(), async (input, widthFirst) => {
          const expected = evaluateHere(head, input);
          const found = await evaluateOnDevice(device(), head, input, widthFirst);
          expect(found.isRefused).toBe(false);
          const values = [...input.online, ...input.nextTarget, ...input.batch.rewards];
          expectAgreement('loss', [found.loss], [expected.loss]);
          expectAgreement('meanQ', [found.meanQ], [expected.meanQ], largest(values));
          expectAgreement('tdErrors', found.tdErrors, expected.tdErrors);
          expectAgreement('gradient', found.outputGradient, expected.outputGradient);
        }),
        { numRuns },
      );
    },
  );
}

function expectAgreement(
  name: string,
  found: readonly number[],
  expected: readonly number[],
  scale = largest(expected),
): void {
  expect(found.length).toBe(expected.length);
  const worst = largest(found.map((value, index) => value - expected[index]!));
  expect(worst, `${name}: ${found.join(' ')} for ${expected.join(' ')}`).toBeLessThanOrEqual(
    TOLERANCE * Math.max(scale, SMALLEST_SCALE),
  );
}

function largest(values: readonly number[]): number {
  return values.reduce(
    (most, value) => Math.max(most, Number.isNaN(value) ? Infinity : Math.abs(value)),
    0,
  );
}
