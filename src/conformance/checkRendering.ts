import { EnvironmentError } from '../errors.ts';
import type { Random } from '../random/random.ts';
import { show } from '../validation/options.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import type { Environment, RgbaImage } from '../protocol/environment.ts';
import { isTypedArray } from '../validation/typedArrays.ts';
import { compareRuns, runSteps } from './compareRuns.ts';
import { describeThrown } from './describeThrown.ts';
import { firstDifference, type Outcome, type WatchedEnvironment } from './watchedEnvironment.ts';

/** How many pictures are drawn at most. */
const PICTURES = 10;
/** How many episodes are begun then: a stream that was drawn from may show only there. */
const EPISODES = 10;

/**
 * Draws the world before every step of a run, which has to go as one without
 * pictures.
 */
export function checkRendering(
  environment: Environment,
  watched: WatchedEnvironment,
  steps: number,
  seed: number,
  actions: () => Random,
): void {
  const pictures = Math.min(steps, PICTURES);
  let size: readonly [width: number, height: number] | undefined;
  const draw = (): void => {
    const { width, height } = drawTwice(environment);
    size ??= [width, height];
    if (width === size[0] && height === size[1]) return;
    throw new EnvironmentError(
      'environment.render() must return pictures of one size; received ' +
        `${width} × ${height} pixels after ${size[0]} × ${size[1]}.`,
    );
  };
  const run = (look: () => void): Outcome[] => {
    const random = actions();
    const outcomes = [watched.reset(seed)];
    for (let step = 0; step < pictures; step++) {
      look();
      outcomes.push(...runSteps(watched, 1, random));
    }
    look();
    for (let episode = 0; episode < EPISODES; episode++) outcomes.push(watched.reset());
    return outcomes;
  };
  compareRuns(
    run(() => undefined),
    run(draw),
    'render() must not change the world, but a run with pictures went another way than one without',
    'Draw from the state as it is: let render() take no random numbers and set nothing.',
  );
}

function drawTwice(environment: Environment): RgbaImage {
  const first = draw(environment);
  const copy = first.data.slice();
  const second = draw(environment);
  if (first.data === second.data || firstDifference(first.data, copy) !== -1) {
    throw new EnvironmentError(
      'environment.render() must return a new picture at every call, since the last one may still ' +
        'be in use; received the same array again. Return a copy: data.slice().',
    );
  }
  if (firstDifference(first.data, second.data) !== -1) {
    throw new EnvironmentError(
      'environment.render() must draw the same world as the same picture; two calls without a ' +
        'step between them returned different pictures. Draw from the state alone.',
    );
  }
  return second;
}

function draw(environment: Environment): RgbaImage {
  let picture: unknown;
  try {
    picture = environment.render?.();
  } catch (cause) {
    throw new EnvironmentError(
      `environment.render() threw ${describeThrown(cause)}. It must work from the first reset() on, ` +
        'after the end of an episode too.',
      { cause },
    );
  }
  if (abandonPromise(picture)) {
    throw new EnvironmentError(
      'environment.render() must return the picture itself; received a promise. ' +
        'Make it an ordinary function, without async.',
    );
  }
  const { width, height, data } = (picture ?? {}) as Partial<Record<keyof RgbaImage, unknown>>;
  const isLength = (length: unknown): length is number =>
    Number.isSafeInteger(length) && (length as number) >= 1;
  if (!isLength(width) || !isLength(height) || !isTypedArray(data, 'Uint8ClampedArray')) {
    throw new EnvironmentError(
      'environment.render() must return { width, height, data }: whole numbers of pixels, and a ' +
        `Uint8ClampedArray; received ${describePicture(picture)}.`,
    );
  }
  if (data.length !== width * height * 4) {
    throw new EnvironmentError(
      `environment.render() must return four bytes a pixel: ${width} × ${height} × 4 = ` +
        `${width * height * 4} elements of data; received ${data.length}.`,
    );
  }
  return picture as RgbaImage;
}

function describePicture(picture: unknown): string {
  if (typeof picture !== 'object' || picture === null || ArrayBuffer.isView(picture)) {
    return show(picture);
  }
  const { width, height, data }: Partial<Record<keyof RgbaImage, unknown>> = picture;
  return `width ${show(width)}, height ${show(height)} and data ${show(data)}`;
}
