import { expect, test } from 'vitest';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { EnvironmentError, OptionsError, ShapeError } from '../../src/errors.ts';
import { grayscale } from '../../src/pictures/images/grayscale.ts';
import { resizeArea } from '../../src/pictures/images/resizeArea.ts';
import { Box } from '../../src/spaces/box.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';
import { Grayscale } from '../../src/wrappers/grayscale.ts';
import { ResizeObservation } from '../../src/wrappers/resizeObservation.ts';
import { FakeConsole } from '../support/fakeConsole.ts';
import { showing } from '../support/pictures.ts';

const colours = [Uint8Array.of(250, 130, 10, 0, 0, 9), Uint8Array.of(1, 2, 3, 255, 255, 255)];

test.each(['ale', 'opencv', 'gymnasium'] as const)('makes pictures gray, by %s', (formula) => {
  const environment = new Grayscale(showing(colours, [1, 2, 3]), { formula });
  const space = { low: 0, high: 255, shape: [1, 2], dtype: 'uint8' } as const;
  expect(environment.observationSpace).toEqual(new Box(space));
  expect(environment.reset().observation).toEqual(grayscale(colours[0]!, formula));
  expect(environment.step(0)).toEqual({
    observation: grayscale(colours[1]!, formula),
    ...{ reward: 1, terminated: true, truncated: false, info: {} },
  });
});

test('shrinks pictures, gray or in colour', () => {
  const line = Uint8Array.of(0, 30, 60, 90, 120, 150);
  const gray = new ResizeObservation(showing([line, line], [1, 6]), { size: [1, 4] });
  expect(gray.observationSpace.shape).toEqual([1, 4]);
  const from = [1, 6] as const;
  expect(gray.reset().observation).toEqual(resizeArea(line, { from, to: [1, 4] }));

  const coloured = new ResizeObservation(showing([line, line], [1, 2, 3]), { size: 1 });
  expect(coloured.observationSpace.shape).toEqual([1, 1, 3]);
  coloured.reset();
  expect(coloured.step(0).observation).toEqual(Uint8Array.of(45, 75, 105));
});

test('one around the other they keep the rules of environments, with a state and a picture', () => {
  const game = new AtariEnvironment(new FakeConsole());
  const small = new ResizeObservation(new Grayscale(game), { size: [21, 30] });
  const environment = new FrameStack(small);
  expect(environment.observationSpace.shape).toEqual([4, 21, 30]);
  expect(() => {
    checkEnvironment(environment, { steps: 400 });
  }).not.toThrow();
  expect(environment.getState).toBeDefined();
  expect(environment.render!()).toEqual(game.render());
});

test('refuse what is no picture', () => {
  const floats = {
    ...showing(colours, [1, 2, 3]),
    observationSpace: new Box({ low: [0], high: [1] }),
  };
  const gray = showing([], [2, 2]);
  expect(() => new Grayscale(floats)).toThrow(EnvironmentError);
  expect(() => new Grayscale(floats)).toThrow('Grayscale needs pictures of bytes');
  expect(() => new Grayscale(gray)).toThrow('pictures of shape [2, 2]');
  expect(() => new Grayscale(gray, { formula: 'cv2' as never })).toThrow(OptionsError);
  expect(() => new ResizeObservation(floats, { size: 1 })).toThrow(EnvironmentError);
  expect(() => new ResizeObservation(gray, { size: 3 })).toThrow('not enlarge them');
  expect(() => new ResizeObservation(gray, {} as never)).toThrow(OptionsError);
  expect(() => new ResizeObservation(gray, { shape: 3 } as never)).toThrow('(write size)');
  const wrong = new ResizeObservation(showing([new Uint8Array(3)], [2, 2]), { size: 1 });
  expect(() => wrong.reset()).toThrow(ShapeError);
  const short = new Grayscale(showing([new Uint8Array(3)], [2, 2, 3]));
  expect(() => short.reset()).toThrow('Grayscale: the observation inside needs 12 bytes');
});

test('Grayscale leaves the opacity of RGBA out', () => {
  const transparent = Uint8Array.of(250, 0, 0, 0, 0, 250, 0, 255);
  const environment = new Grayscale(showing([transparent], [1, 2, 4]));
  expect(environment.observationSpace.shape).toEqual([1, 2]);
  // round(0.2989 · 250), round(0.587 · 250)
  expect(environment.reset().observation).toEqual(Uint8Array.of(75, 147));
  const short = new Grayscale(showing([new Uint8Array(6)], [1, 2, 4]));
  expect(() => short.reset()).toThrow('needs 8 bytes; received 6');
});
