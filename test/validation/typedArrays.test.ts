import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  Box,
  checkEnvironment,
  DQNAgent,
  encodePng,
  Grayscale,
  grayscale,
} from '../../src/index.ts';
import { makeEnvironment } from '../../src/environments.ts';
import type { Observation } from '../../src/spaces/space.ts';
import {
  inThisRealm,
  isFloat32Array,
  isInt32Array,
  isTypedArray,
  isUint8Array,
  typedArrayName,
} from '../../src/validation/typedArrays.ts';

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what comes
const foreign = <T>(code: string): T => runInNewContext(code) as T;

describe('typedArrayName', () => {
  test('reads what an array is, whatever its realm or prototype', () => {
    expect(foreign('Float32Array.of(1)') instanceof Float32Array).toBe(false);
    expect(typedArrayName(foreign('Float32Array.of(1)'))).toBe('Float32Array');
    expect(typedArrayName(Buffer.of(1))).toBe('Uint8Array');
    expect(typedArrayName(Object.setPrototypeOf(new Int32Array(1), null))).toBe('Int32Array');
    expect(typedArrayName(Object.create(Float32Array.prototype))).toBeUndefined();
    expect(typedArrayName(new DataView(new ArrayBuffer(4)))).toBeUndefined();
    for (const other of [undefined, null, 1, 'Float32Array', [1], {}]) {
      expect(typedArrayName(other)).toBeUndefined();
    }
    const tagged = { [Symbol.toStringTag]: 'Float32Array', length: 1, 0: 1 };
    expect(typedArrayName(tagged)).toBeUndefined();
  });

  test('each question is true for its own class alone', () => {
    const names = ['Float32Array', 'Uint8Array', 'Int32Array'] as const;
    const asked = [isFloat32Array, isUint8Array, isInt32Array];
    names.forEach((name, row) => {
      const array = foreign(`${name}.of(1)`);
      expect(asked.map((is) => is(array))).toEqual(names.map((_, column) => column === row));
      expect(isTypedArray(array, name)).toBe(true);
      expect(isTypedArray(array, 'Float64Array')).toBe(false);
    });
  });
});

describe('inThisRealm', () => {
  test('leaves an array of this realm as it is', () => {
    const array = Float32Array.of(1, 2);
    expect(inThisRealm(array)).toBe(array);
  });

  test('gives a view of the same memory for one of another', () => {
    const array = foreign<Float32Array>('new Float32Array([1, 2, 3]).subarray(1)');
    const here = inThisRealm(array);
    expect(here).toBeInstanceOf(Float32Array);
    expect([...here]).toEqual([2, 3]);
    array[0] = 5;
    expect([...here]).toEqual([5, 3]);
  });
});

describe('arrays of another realm are taken', () => {
  const here = Float32Array.of(0.1, 0, -0.05, 0.02);
  const there = foreign<Float32Array>('Float32Array.of(0.1, 0, -0.05, 0.02)');

  test('by spaces', () => {
    expect(new Box({ low: -1, high: 1, shape: [4] }).contains(there)).toBe(true);
    const low = foreign<number[]>('[-1, -1, -1, -1]');
    expect([...new Box({ low, high: 1 }).low]).toEqual([-1, -1, -1, -1]);
  });

  test('by an agent: acting, storing and learning as with arrays of this realm', () => {
    const make = () =>
      new DQNAgent({
        environment: makeEnvironment('CartPole-v1'),
        batchSize: 4,
        learningStarts: 4,
        seed: 1,
        replay: { capacity: 100 },
      });
    const weights = [here, there].map((array) => {
      const agent = make();
      const actions = [
        agent.act(array, { explore: false }),
        ...agent.actMany([array, array], { explore: false }),
      ];
      const nextObservation =
        array === here
          ? here.slice()
          : foreign<Float32Array>('Float32Array.of(0.1, 0, -0.05, 0.02)');
      for (let step = 0; step < 8; step++) {
        agent.observe({
          observation: array,
          action: step % 2,
          reward: 1,
          nextObservation,
          terminated: false,
          truncated: false,
        });
      }
      agent.learn();
      const values = [...agent.network.qValues(array)];
      agent.dispose();
      return { actions, values };
    });
    expect(weights[1]).toEqual(weights[0]);
  });

  test('by environments, wrappers and pictures', () => {
    const world = makeEnvironment('CartPole-v1');
    const abroad = {
      observationSpace: world.observationSpace,
      actionSpace: world.actionSpace,
      reset: (options?: object) => {
        const result = world.reset(options);
        return { ...result, observation: abroadOf(result.observation) };
      },
      step: (action: number) => {
        const result = world.step(action);
        return { ...result, observation: abroadOf(result.observation) };
      },
    };
    expect(() => checkEnvironment(abroad, { steps: 20 })).not.toThrow();
    const rgb = foreign<Uint8Array>('Uint8Array.of(255, 0, 0)');
    expect([...grayscale(rgb)]).toEqual([76]);
    const data = foreign<Uint8ClampedArray<ArrayBuffer>>('Uint8ClampedArray.of(1, 2, 3, 4)');
    expect(() => encodePng({ width: 1, height: 1, data })).not.toThrow();
    const pixels = new Grayscale({
      observationSpace: new Box({ low: 0, high: 255, shape: [1, 1, 3], dtype: 'uint8' }),
      actionSpace: world.actionSpace,
      reset: () => ({ observation: rgb, info: {} }),
      step: () => {
        throw new Error('not needed');
      },
    });
    expect([...pixels.reset().observation]).toEqual([76]);
  });
});

function abroadOf(observation: Observation): Float32Array {
  const list = JSON.stringify(Array.from(observation as Float32Array));
  return foreign(`Float32Array.from(${list})`);
}
