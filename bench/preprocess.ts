import type { Environment, StepResult } from '../src/protocol/environment.ts';
import { grayTables, raiseToGray, writeGray } from '../src/pictures/images/grayscale.ts';
import { createResize } from '../src/pictures/images/resizeArea.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { Box } from '../src/spaces/box.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import { AtariPreprocessing } from '../src/atari/atariPreprocessing.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved, type Variant } from './support/measure.ts';

export const name = 'preprocess';
export const description = 'two Atari screens into one observation of 84 × 84';
export const options: Options = { seconds: 'number' };

const HEIGHT = 210;
const WIDTH = 160;
const PIXELS = HEIGHT * WIDTH;

/** Screens of noise: nothing repeats, so nothing can be left out. */
function noise(count: number): readonly Uint8Array[] {
  const random = createRandom(1);
  return Array.from({ length: count }, () =>
    Uint8Array.from({ length: 3 * PIXELS }, () => random.integer(256)),
  );
}

/** Screens like those of a game: large areas, and a few things that move. */
function scenes(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, frame) => {
    const rgb = new Uint8Array(3 * PIXELS);
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const row = Math.floor(pixel / WIDTH);
      rgb.set([row & 0xe0, 72, 200 - (row & 0xf0)], 3 * pixel);
    }
    for (let thing = 0; thing < 12; thing++) {
      const left = (13 * thing + 3 * frame) % (WIDTH - 8);
      const top = (37 * thing + 2 * frame) % (HEIGHT - 10);
      for (let pixel = 0; pixel < 80; pixel++) {
        const place = (top + Math.floor(pixel / 8)) * WIDTH + left + (pixel % 8);
        rgb.set([200, 10 * thing, 72], 3 * place);
      }
    }
    return rgb;
  });
}

/** Shows screens over and over, at no cost. */
function showing(screens: readonly Uint8Array[]): Environment<Uint8Array> {
  const shape = [HEIGHT, WIDTH, 3];
  const info = { lives: 3 };
  const results = screens.map((observation): StepResult<Uint8Array> => {
    return { observation, reward: 0, terminated: false, truncated: false, info };
  });
  let next = 0;
  return {
    observationSpace: new Box({ low: 0, high: 255, shape, dtype: 'uint8' }),
    actionSpace: new Discrete(4),
    reset: () => ({ observation: screens[0]!, info }),
    step: () => results[next++ % results.length]!,
  };
}

/** A step of the whole wrapper, four frames of which two are looked at. */
function steps(screens: readonly Uint8Array[], frameStack: number): () => void {
  const environment = new AtariPreprocessing(showing(screens), { frameStack });
  environment.reset({ seed: 1 });
  return () => {
    environment.step(0);
  };
}

/** Measures a whole step, and the parts of it. */
export async function run(context: BenchmarkContext): Promise<void> {
  const [first, second] = noise(2) as [Uint8Array, Uint8Array];
  const [scene, nextScene] = scenes(2) as [Uint8Array, Uint8Array];
  const gray = new Uint8Array(PIXELS);
  const shrunk = new Uint8Array(84 * 84);
  const tables = grayTables('formula', 'ale');
  const resize = createResize('resize', [HEIGHT, WIDTH], [84, 84], 1);
  const variants: Variant[] = [
    { name: 'step, 4 stacked, noise', run: steps(noise(8), 4) },
    { name: 'step, 4 stacked, scenes', run: steps(scenes(8), 4) },
    { name: 'step, single, scenes', run: steps(scenes(8), 0) },
    {
      name: 'gray of a screen',
      run: () => {
        writeGray(tables, first, gray);
      },
    },
    {
      name: 'higher gray of another one, noise',
      run: () => {
        raiseToGray(tables, second, gray, first);
      },
    },
    {
      name: 'higher gray of another one, scenes',
      run: () => {
        raiseToGray(tables, nextScene, gray, scene);
      },
    },
    {
      name: 'resize to 84 × 84',
      run: () => {
        resize(gray, shrunk);
      },
    },
  ];
  const minSeconds = context.number('seconds', 1);
  const byClock = await measureInterleaved(variants, { minSeconds });
  // On a machine that others use as well, this is what is left of the noise.
  const byCpu = await measureInterleaved(variants, { minSeconds, now: cpuMilliseconds });
  context.report(
    'From two screens of 210 × 160 × 3 to an observation',
    byClock.map(({ name: what, median, p10, p90 }, index) => ({
      what,
      µs: Number(median.toFixed(1)),
      'fastest tenth': Number(p10.toFixed(1)),
      'slowest tenth': Number(p90.toFixed(1)),
      'µs of CPU time': Number(byCpu[index]!.median.toFixed(1)),
    })),
  );
}

/** What this process has computed for so far, all its threads together. */
function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
