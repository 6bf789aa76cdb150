import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OptionsError, ShapeError, ValueError } from '../../src/errors.ts';
import { readLines, type TextSource } from '../../src/offline/lines.ts';
import { readTransitions } from '../../src/offline/readTransitions.ts';
import { transitionsOf, type RecordedEpisode } from '../../src/offline/recordedEpisode.ts';
import { episodeLine, transitionLine } from '../../src/offline/recordLines.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const actionSpace = new Discrete(3);
const rooms = { observationSpace: new Discrete(5), actionSpace };
const vectors = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [2] }),
  actionSpace,
};
const pictures = {
  observationSpace: new Box({ low: 0, high: 255, shape: [1, 2], dtype: 'uint8' }),
  actionSpace,
};

async function all(
  source: TextSource,
  environment: typeof rooms | typeof vectors | typeof pictures = rooms,
  maxLineLength?: number,
): Promise<Transition[]> {
  const options = { environment, ...(maxLineLength !== undefined && { maxLineLength }) };
  const found: Transition[] = [];
  for await (const one of readTransitions(source, options)) found.push(one);
  return found;
}

const transition = {
  observation: 1,
  action: 2,
  reward: 0.5,
  nextObservation: 3,
  terminated: false,
  truncated: true,
};
const episode: RecordedEpisode = {
  observations: [0, 1, 2],
  actions: [1, 2],
  rewards: [0, 1],
  terminated: true,
  truncated: false,
};
const text = (record: object): string => JSON.stringify(record);

describe('what is read', () => {
  test('a transition a line', async () => {
    const masked = { ...transition, actionMask: [0, 1, 1], nextActionMask: [1, 0, 0] };
    const more = { ...masked, priority: 3, demonstration: true };
    expect(await all(`${text(transition)}\n\n${text(more)}\r\n`)).toEqual([transition, more]);
  });

  test('an episode a line, the final observation with it', async () => {
    expect(await all(text({ ...episode, actionMasks: [null, [0, 1, 1], null] }))).toEqual([
      {
        ...{ observation: 0, action: 1, reward: 0, nextObservation: 1 },
        ...{ terminated: false, truncated: false, nextActionMask: [0, 1, 1] },
      },
      {
        ...{ observation: 1, action: 2, reward: 1, nextObservation: 2 },
        ...{ terminated: true, truncated: false, actionMask: [0, 1, 1] },
      },
    ]);
  });

  test('observations become the arrays of their space', async () => {
    const seen = { ...transition, observation: [0.1, -2], nextObservation: [1e-30, 7] };
    const [found] = await all(text(seen), vectors);
    expect(found!.observation).toEqual(Float32Array.of(0.1, -2));
    const bytes = { ...transition, observation: [0, 255], nextObservation: [7, 1] };
    const [pixels] = await all(text(bytes), pictures);
    expect(pixels!.nextObservation).toEqual(Uint8Array.of(7, 1));
  });

  const lines = `${text(transition)}\n${text(episode)}\n`;
  const bytes = new TextEncoder().encode(lines);
  test.each<[string, () => TextSource]>([
    ['text', () => lines],
    ['bytes', () => bytes],
    ['pieces of text', () => [lines.slice(0, 9), lines.slice(9, 150), lines.slice(150)]],
    ['a stream of Node', () => Readable.from([...bytes].map((byte) => Buffer.of(byte)))],
    ['a stream of the web', () => new Blob([bytes]).stream() as ReadableStream<Uint8Array>],
    ['a stream that cannot be iterated', () => ({ getReader: () => readerOf(bytes) }) as never],
  ])('from %s', async (_, source) => {
    expect(await all(source())).toHaveLength(3);
  });

  test('however the text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'grapheme', maxLength: 8 }).map((one) => one.replace(/\s/g, '')),
        ),
        fc.array(fc.nat({ max: 40 })),
        async (written, cuts) => {
          const whole = new TextEncoder().encode(written.join('\n'));
          const marks = [0, ...cuts.filter((at) => at < whole.length).sort((a, b) => a - b)];
          const pieces = marks.map((at, index) => whole.slice(at, marks[index + 1]));
          const found: string[] = [];
          for await (const line of readLines(pieces, 1_000)) {
            expect(line.number).toBe(found.length + 1);
            found.push(line.text);
          }
          // An empty last line is none.
          if (written.at(-1) === '') written.pop();
          expect(found).toEqual(written);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('no more than it needs is taken from the source', async () => {
    let given = 0;
    function* endless(): Generator<string> {
      for (;;) {
        given++;
        yield `${text(transition)}\n`;
      }
    }
    let found = 0;
    for await (const _ of readTransitions(endless(), { environment: rooms })) {
      if (++found === 100) break;
    }
    expect(given).toBe(100);
  });
});

function readerOf(bytes: Uint8Array): object {
  const parts = [bytes.slice(0, 50), bytes.slice(50)];
  return {
    read: () => {
      const value = parts.shift();
      return Promise.resolve({ done: value === undefined, value });
    },
    cancel: () => Promise.resolve(),
  };
}

describe('what is refused, with the number of its line', () => {
  const good = `${text(transition)}\n`;
  const of = (change: object): string => text({ ...transition, ...change });
  const inEpisode = (change: object): string => text({ ...episode, ...change });
  test.each<[string, string, RegExp]>([
    ['no JSON', '{"observation":', /It must be a line of JSON/],
    [
      'a path',
      './runs/cartpole.jsonl',
      /To read a file, pass createReadStream\(path\) of node:fs\.$/,
    ],
    ['NaN', of({}).replace('0.5', 'NaN'), /It must be a line of JSON/],
    ['a name twice', of({}).replace('{', '{"action":1,'), /the name 'action' is there twice/],
    ['deep nesting', '['.repeat(1_000), /nested too deeply/],
    ['a list', '[1, 2]', /It must be an object/],
    ['an unknown field', of({ reword: 1 }), /no field 'reword'.*did you mean 'reward'/],
    ['a prototype', of({}).replace('{', '{"__proto__":{"action":1},'), /no field '__proto__'/],
    ['an infinite reward', of({}).replace('0.5', '1e999'), /reward must be a number/],
    ['a reward beyond float32', of({ reward: 1e39 }), /finite as float32/],
    ['a missing flag', of({ terminated: undefined }), /terminated must be true or false/],
    ['a flag that is a number', of({ truncated: 1 }), /truncated must be true or false/],
    ['no such action', of({ action: 3 }), /action must be a whole number from 0 to 2/],
    ['no such room', of({ observation: 5 }), /observation must be a whole number from 0 to 4/],
    ['a mask that is too short', of({ nextActionMask: [1, 1] }), /nextActionMask must have one/],
    ['a mask against the action', of({ actionMask: [1, 1, 0] }), /must allow the action/],
    ['an episode without an end', inEpisode({ terminated: false }), /terminated or been truncated/],
    ['too few observations', inEpisode({ observations: [0, 1] }), /must have 3 elements/],
    ['too many rewards', inEpisode({ rewards: [0, 1, 2] }), /rewards .* must have 2 elements/],
    ['an empty episode', inEpisode({ actions: [] }), /at least one action/],
    ['one wrong step of an episode', inEpisode({ actions: [1, 9] }), /action must be/],
    ['text for actions', inEpisode({ actions: '12' }), /actions of an episode must be an array/],
    ['a mask for each step', inEpisode({ actionMasks: [null] }), /actionMasks .* must have 3/],
  ])('%s', async (_, line, message) => {
    const failure = await all(good + line + '\n' + good).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(Error);
    expect([ValueError, ShapeError].some((Type) => failure instanceof Type)).toBe(true);
    expect((failure as Error).message).toMatch(/^Line 2: /);
    expect((failure as Error).message).toMatch(message);
    expect((failure as Error).message.length).toBeLessThan(500);
  });

  test.each<[string, unknown, RegExp]>([
    ['a short list', [1], /must be a list of 2 numbers/],
    ['a number', 3, /must be a list of 2 numbers/],
    ['nested lists', [[1, 2]], /must be a list of 2 numbers/],
    ['text among numbers', [1, '2'], /observation\[1\] must be a number/],
    ['null among numbers', [null, 2], /observation\[0\] must be a number/],
    ['beyond float32', [1, 1e39], /observation\[1\] must be a finite number/],
  ])('an observation that is %s', async (_, observation, message) => {
    const line = text({ ...transition, observation, nextObservation: [0, 0] });
    await expect(all(line, vectors)).rejects.toThrow(message);
  });

  test.each([[256], [-1], [0.5]])('a byte of %d', async (byte) => {
    const line = text({ ...transition, observation: [byte, 0], nextObservation: [0, 0] });
    await expect(all(line, pictures)).rejects.toThrow(/a whole number from 0 to 255/);
  });

  test('a line that is too long, before it has been read to its end', async () => {
    let given = 0;
    function* endless(): Generator<string> {
      for (;;) {
        given++;
        yield 'x'.repeat(100);
      }
    }
    await expect(all(endless(), rooms, 1_000)).rejects.toThrow(/Line 1 has more than 1000/);
    expect(given).toBe(11);
  });

  test('bytes that are no UTF-8', async () => {
    await expect(all(Uint8Array.of(0x7b, 0xff, 0x0a))).rejects.toThrow(/no UTF-8/);
  });

  test('options and sources that are none', async () => {
    await expect(all(3 as never)).rejects.toThrow(OptionsError);
    await expect(all([7] as never)).rejects.toThrow(/pieces of text or Uint8Arrays; received 7/);
    await expect(all('', { wrong: 1 } as never)).rejects.toThrow(OptionsError);
    await expect(all('', rooms, 0)).rejects.toThrow(OptionsError);
  });
});

test('what is written is read back to the bit', async () => {
  const float = fc.float({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(float, float, fc.double({ min: -9, max: 9, noNaN: true })), {
        minLength: 2,
        maxLength: 5,
      }),
      fc.boolean(),
      async (rows, terminated) => {
        const plus = (value: number): number => (value === 0 ? 0 : value);
        const steps = rows.slice(1);
        const recorded: RecordedEpisode = {
          observations: rows.map(([x, y]) => Float32Array.of(plus(x), plus(y))),
          actions: Int32Array.from(steps, (_, index) => index % 3),
          rewards: steps.map(([, , reward]) => plus(reward)),
          terminated,
          truncated: !terminated,
          actionMasks: rows.map((_, index) => (index === 1 ? null : Uint8Array.of(1, 1, 1))),
        };
        const expected = transitionsOf(recorded);
        const plain = (one: Transition): unknown => ({
          ...one,
          actionMask: one.actionMask && [...Array.from(one.actionMask)],
          nextActionMask: one.nextActionMask && [...Array.from(one.nextActionMask)],
        });
        const lines = [episodeLine(recorded), expected.map(transitionLine).join('')];
        for (const written of lines) {
          const found = await all(written, vectors);
          expect(found.map(plain)).toEqual(expected.map(plain));
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('numbers that JSON cannot tell are not written', () => {
  expect(() => transitionLine({ ...transition, reward: NaN })).toThrow(/finite numbers/);
  expect(() => episodeLine({ ...episode, rewards: [0, Infinity] })).toThrow(/finite numbers/);
  expect(() => episodeLine({ ...episode, rewards: [0] })).toThrow(ShapeError);
});
