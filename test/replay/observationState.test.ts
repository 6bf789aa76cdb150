import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requireBelow, requireFinite } from '../../src/replay/observationState.ts';
import { StateReader } from '../../src/state/stateReader.ts';
import { TensorInParts, type StateArrayType } from '../../src/state/tensorInParts.ts';

/** Elements in parts of some length, each as far into its memory as is asked for. */
function inParts<T extends Uint8Array | Int32Array | Float32Array>(
  Type: StateArrayType<T>,
  elements: readonly number[],
  length: number,
  skip: number,
): TensorInParts<T> {
  function* parts(): Generator<T> {
    for (let begin = 0; begin < elements.length; begin += length) {
      const part = elements.slice(begin, begin + length);
      const all = new Type(skip + part.length);
      all.set(part, skip);
      yield all.subarray(skip) as T;
    }
  }
  return new TensorInParts({ shape: [elements.length], Type, parts });
}

const layouts = fc.record({ length: fc.integer({ min: 1, max: 11 }), skip: fc.nat(5) });

test('whole numbers below an end pass; the first that is not is named', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<StateArrayType<Uint8Array | Int32Array>>(Uint8Array, Int32Array),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.oneof({ weight: 9, arbitrary: fc.nat(1) }, fc.integer({ min: 0, max: 255 })), {
        maxLength: 30,
      }),
      layouts,
      (Type, end, elements, { length, skip }) => {
        const reader = new StateReader('test', {});
        const seen: number[] = [];
        const check = (): void => {
          requireBelow(reader, 'flags', inParts(Type, elements, length, skip), end, (part) => {
            seen.push(...part);
          });
        };
        const wrong = elements.findIndex((element) => element >= end);
        if (wrong === -1) {
          check();
          expect(seen).toEqual(elements);
        } else expect(check).toThrow(`element ${wrong} of flags is ${elements[wrong]}.`);
      },
    ),
  );
});

test('finite numbers pass; the first that is not is named', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
          fc.constantFrom(NaN, Infinity, -Infinity),
        ),
        { maxLength: 30 },
      ),
      layouts,
      (elements, { length, skip }) => {
        const tensor = inParts(Float32Array, elements, length, skip);
        const check = (): void => requireFinite(new StateReader('test', {}), 'rewards', tensor);
        const wrong = elements.findIndex((element) => !Number.isFinite(element));
        if (wrong === -1) check();
        else expect(check).toThrow(`element ${wrong} of rewards is ${elements[wrong]}.`);
      },
    ),
  );
});
