import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { learningRateAt } from '../../src/optimizers/learningRate.ts';
import { adam, rmsprop, sgd } from '../../src/optimizers/optimizer.ts';
import { linear } from '../../src/schedules/linear.ts';

test.each([adam, rmsprop, sgd])(
  'a rate that takes progress, and so grows, is refused: %o',
  (make) => {
    // As in Stable-Baselines3, where progress falls from 1 to 0.
    const grows = (progress: number): number => 3e-4 * progress;
    expect(() => make({ learningRate: grows })).toThrow(OptionsError);
    expect(() => make({ learningRate: grows })).toThrow(
      'at update 100000000 it returns 29999.999999999996. A schedule counts updates from 0 up',
    );
    expect(() => make({ learningRate: 1000 })).toThrow('above 0 and at most 100; received 1000.');
  },
);

test('schedules that fall, rest, or cannot be asked so far ahead are taken', () => {
  const falls = linear({ from: 1e-3, to: 0, over: 100 });
  expect(learningRateAt(adam({ learningRate: falls }), 50)).toBe(5e-4);
  const table = [0.1, 0.2];
  const listed = (update: number): number => {
    if (update >= table.length) throw new Error('the table ends');
    return table[update]!;
  };
  expect(learningRateAt(sgd({ learningRate: listed }), 1)).toBe(0.2);
});

test('a rate beyond the bound is told where it is reached', () => {
  const late = sgd({ learningRate: (update) => (update === 7 ? 101 : 0.1) });
  expect(learningRateAt(late, 6)).toBe(0.1);
  expect(() => learningRateAt(late, 7)).toThrow(ValueError);
  expect(() => learningRateAt(late, 7)).toThrow(
    'learningRate returned 101 at count 7; it must return a finite number from 0 to 100',
  );
});

test('a schedule of the library that falls below 0 is refused at once', () => {
  const falls = linear({ from: 1e-3, to: -1e-3, over: 100 });
  expect(() => adam({ learningRate: falls })).toThrow(OptionsError);
  expect(() => adam({ learningRate: falls })).toThrow('linear(…), which is -0.001 at count 100');
});

test('a schedule is asked once for each update, and not tried out again', () => {
  let asked = 0;
  const own = linear({ from: 1e-3, to: 0, over: 100 });
  const counted = Object.assign((update: number): number => {
    asked += 1;
    return own(update);
  }, own);
  const optimizer = adam({ learningRate: counted });
  asked = 0;
  for (let update = 0; update < 10; update++) learningRateAt(optimizer, update);
  expect(asked).toBe(10);
});
