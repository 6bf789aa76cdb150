import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/state/encode.ts';
import type { State } from '../../src/state/state.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type {
  Environment,
  Info,
  ResetOptions,
  RgbaImage,
  StepResult,
} from '../../src/protocol/environment.ts';
import {
  CheckpointError,
  EnvironmentError,
  OptionsError,
  UsageError,
  ValueError,
} from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../../src/spaces/space.ts';
import { ActionRepeat } from '../../src/wrappers/actionRepeat.ts';
import { AtariPreprocessing } from '../../src/atari/atariPreprocessing.ts';
import { ClipReward } from '../../src/wrappers/clipReward.ts';
import { EpisodicLife } from '../../src/wrappers/episodicLife.ts';
import { FireReset } from '../../src/wrappers/fireReset.ts';
import { FlattenObservation } from '../../src/wrappers/flattenObservation.ts';
import { FrameSkip } from '../../src/wrappers/frameSkip.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';
import { Grayscale } from '../../src/wrappers/grayscale.ts';
import { lookInside } from '../../src/protocol/lookInside.ts';
import { NoopReset } from '../../src/wrappers/noopReset.ts';
import { NormalizeObservation } from '../../src/wrappers/normalizeObservation.ts';
import { NormalizeReward } from '../../src/wrappers/normalizeReward.ts';
import { OneHot } from '../../src/wrappers/oneHot.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { RecordVideo } from '../../src/wrappers/recordVideo.ts';
import { RescaleObservation } from '../../src/wrappers/rescaleObservation.ts';
import { ResizeObservation } from '../../src/wrappers/resizeObservation.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { TimeAwareObservation } from '../../src/wrappers/timeAwareObservation.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { TransformObservation } from '../../src/wrappers/transformObservation.ts';
import type { RunningStatistics } from '../../src/statistics/runningStatistics.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { Rover } from '../support/rover.ts';
import { seenStatistics } from '../support/seenStatistics.ts';

type Pole = Environment<Float32Array>;
type Wrap = (inside: Pole) => Environment;

/** What a cart pole would draw at its best guess: its position as a shade. */
class DrawnCartPole extends CartPole {
  override render(): RgbaImage {
    const shade = 128 + 20 * (this.getState()['position'] as number);
    return { width: 1, height: 1, data: Uint8ClampedArray.of(shade, shade, shade, 255) };
  }
}

/** A cart pole seen otherwise, in a wrapper that is written by hand. */
function seen<O extends Observation>(
  inside: Pole,
  observationSpace: ObservationSpace | undefined,
  look: (observation: Float32Array) => { readonly observation: O; readonly info?: Info },
): Environment<O> {
  const given = inside as Partial<Pole> | null | undefined;
  if (typeof given?.reset !== 'function' || typeof given.step !== 'function') {
    return inside as Environment as Environment<O>;
  }
  const report = <R extends { readonly observation: Float32Array }>(result: R) => {
    // What is no result is for wrappers to refuse.
    const given = result as Partial<R> | undefined;
    return given?.observation ? { ...result, ...look(given.observation) } : result;
  };
  return {
    ...inside,
    observationSpace: observationSpace ?? inside.observationSpace,
    actionSpace: inside.actionSpace,
    reset: (options) => report(inside.reset(options)),
    step: (action) => report(inside.step(action)),
    ...(inside.startStep && {
      startStep: (action: number) => {
        inside.startStep!(action);
      },
    }),
    ...(inside.finishStep && { finishStep: () => report(inside.finishStep!()) }),
    ...(inside.close && { close: () => inside.close!() }),
    ...(inside.getState && { getState: () => inside.getState!() }),
    ...(inside.setState && {
      setState: (state: State) => {
        inside.setState!(state);
      },
    }),
    ...(inside.render && { render: () => inside.render!() }),
  } as Environment<O>;
}

/** A cart pole that counts how far it is from losing, as lives. */
const frozen = (
  size: number,
): { readonly update: false; readonly statistics: RunningStatistics } => ({
  update: false,
  statistics: seenStatistics(size),
});
const withLives = (inside: Pole): Pole =>
  seen(inside, undefined, (observation) => {
    const lives = 1 + Math.ceil(20 * Math.abs(0.2 - Math.abs(observation[2]!)));
    return { observation, info: { lives } };
  });

/** The position on a ring of cells, so narrow that no two seeds begin in the same. */
const asNumbers = (inside: Pole): Environment<number> =>
  seen(inside, new Discrete(50), ([x]) => ({ observation: Math.floor(5e4 * (x! + 5)) % 50 }));

/** The positions, which have bounds. */
const asPositions = (inside: Pole): Pole =>
  seen(inside, positions, ([x, , angle]) => ({ observation: Float32Array.of(x!, angle!) }));

/** Pixels of a picture that depend on all that the pole is, in colours. */
const asPictures = (inside: Pole): Environment<Uint8Array> =>
  seen(inside, new Box({ low: 0, high: 255, shape: [4, 4, 3], dtype: 'uint8' }), (observation) => ({
    observation: Uint8Array.from({ length: 48 }, (_, index) => 1e4 * observation[index % 4]!),
  }));

const positions = new Box({ low: [-4.8, -0.42], high: [4.8, 0.42] });

/** Every wrapper there is. */
const wrappers: readonly [string, Wrap][] = [
  ['ActionRepeat', (inside) => new ActionRepeat(inside, { repeat: 3 })],
  [
    'AtariPreprocessing',
    (inside) =>
      new AtariPreprocessing(asPictures(inside), {
        ...{ noopMax: 0, frameSkip: 3, size: 2, frameStack: 2, clipReward: { max: 2 } },
      }),
  ],
  ['ClipReward', (inside) => new ClipReward(inside, { to: { max: 0.5 } })],
  ['EpisodicLife', (inside) => new EpisodicLife(withLives(inside))],
  ['FireReset', (inside) => new FireReset(inside, { actions: [1, 0] })],
  ['FlattenObservation', (inside) => new FlattenObservation(inside)],
  [
    'FrameSkip',
    (inside) => new FrameSkip(inside, { skip: { from: 1, to: 3 }, maxOfLastTwo: true }),
  ],
  ['FrameStack', (inside) => new FrameStack(inside, { frames: 3 })],
  ['Grayscale', (inside) => new Grayscale(asPictures(inside))],
  ['NoopReset', (inside) => new NoopReset(inside, { max: 4 })],
  ['NormalizeObservation', (inside) => new NormalizeObservation(inside, frozen(4))],
  ['NormalizeReward', (inside) => new NormalizeReward(inside, frozen(1))],
  ['OneHot', (inside) => new OneHot(asNumbers(inside))],
  ['RecordEpisodeStatistics', (inside) => new RecordEpisodeStatistics(inside)],
  ['RecordVideo', (inside) => new RecordVideo(inside, { episodes: 1, onVideo: () => undefined })],
  ['RescaleObservation', (inside) => new RescaleObservation(asPositions(inside))],
  ['ResizeObservation', (inside) => new ResizeObservation(asPictures(inside), { size: [2, 3] })],
  ['StickyActions', (inside) => new StickyActions(inside)],
  ['TimeAwareObservation', (inside) => new TimeAwareObservation(inside, { maxEpisodeSteps: 15 })],
  ['TimeLimit', (inside) => new TimeLimit(inside, { maxEpisodeSteps: 15 })],
  [
    'TransformObservation',
    (inside) =>
      new TransformObservation(inside, {
        observationSpace: positions,
        transform: ([x, , angle]) => Float32Array.of(x!, angle!),
      }),
  ],
  ['TransformReward', (inside) => new TransformReward(inside, { transform: (x) => 2 * x - 1 })],
];

/** A cart pole that takes steps in two parts, and writes down when. */
function inParts(log: string[] = []): Pole {
  const inner = new DrawnCartPole();
  let begun: number | null = null;
  const startStep = (action: number): void => {
    if (begun !== null) throw new UsageError('not finished');
    log.push('start');
    begun = action;
  };
  const finishStep = (): StepResult<Float32Array> => {
    if (begun === null) throw new UsageError('nothing to finish');
    const action = begun;
    begun = null;
    log.push('finish');
    return inner.step(action);
  };
  return Object.assign(new DrawnCartPole(), {
    reset: (options?: ResetOptions) => ((begun = null), inner.reset(options)),
    step: (action: number) => (startStep(action), finishStep()),
    render: () => inner.render(),
    startStep,
    finishStep,
  });
}

/** The results of a walk, with what differs between runs left out. */
function walk(
  environment: Pick<Environment, 'reset' | 'step'>,
  actions: readonly number[],
): unknown[] {
  return actions.map((action) => {
    const { info, ...result } = environment.step(action);
    const { return: sum, length } = (info['episode'] ?? {}) as Record<string, unknown>;
    const rest = [result, info['lives'], sum, length];
    return result.terminated || result.truncated ? [...rest, environment.reset()] : rest;
  });
}

describe.each(wrappers)('%s', (name, wrap) => {
  test('keeps the rules of environments, around CartPole', () => {
    expect(() => {
      checkEnvironment(wrap(new DrawnCartPole()));
    }).not.toThrow();
  });

  test('passes actions, seeds and close on', () => {
    const close = vi.fn();
    const inside = Object.assign(new DrawnCartPole(), { close });
    const environment = wrap(inside);

    expect(environment.actionSpace).toBe(inside.actionSpace);
    const once = [environment.reset({ seed: 5 }), environment.step(1)];
    const again = [environment.reset({ seed: 5 }), environment.step(1)];
    expect(again).toEqual(once);
    expect(environment.reset({ seed: 6 })).not.toEqual(once[0]);
    expect(() => environment.step(7)).toThrow(ValueError);
    environment.close?.();
    expect(close).toHaveBeenCalledTimes(1);
  });

  test('has a state and a picture only where the environment inside has them', () => {
    const { observationSpace, actionSpace } = new CartPole();
    const pole = new DrawnCartPole();
    const blind: Pole = {
      ...{ observationSpace, actionSpace },
      reset: () => pole.reset(),
      step: (action: number) => pole.step(action),
    };
    const bare: Pole = { ...blind, render: () => pole.render() };
    expect(wrap(bare).getState).toBeUndefined();
    expect(wrap(bare).setState).toBeUndefined();
    expect(wrap({ ...bare, getState: () => ({}) }).getState).toBeUndefined();
    expect(wrap(pole).getState).toBeDefined();
    expect(wrap(pole).setState).toBeDefined();

    expect(wrap(pole).render?.()).toEqual(pole.render());
    if (name !== 'RecordVideo') expect(wrap(blind).render).toBeUndefined();
    expect(() => wrap(bare).close?.()).not.toThrow();
  });

  test('refuses a state that the environment inside refuses, and stays as it was', () => {
    const environment = wrap(new DrawnCartPole());
    environment.reset({ seed: 1 });
    environment.step(0);
    const before = environment.getState!();
    const foreign = wrap(new DrawnCartPole()).getState!();
    const spoilt = spoilPosition(foreign);

    expect(() => {
      environment.setState!(spoilt);
    }).toThrow(CheckpointError);
    expect(withoutSeconds(environment.getState!())).toEqual(withoutSeconds(before));
  });

  test('continues exactly from a state, through a checkpoint', () => {
    const environment = wrap(new DrawnCartPole());
    environment.reset({ seed: 3 });
    walk(environment, [1, 0, 0]);
    const state = environment.getState!();
    const loaded = decodeCheckpoint(encodeCheckpoint({ kind: 'environment', state }), {
      kind: 'environment',
    });
    const actions = Array.from({ length: 60 }, (_, index) => Number(index % 3 === 0));
    const expected = walk(environment, actions);

    const other = wrap(new DrawnCartPole());
    other.reset({ seed: 8 });
    other.setState!(loaded);
    expect(walk(other, actions)).toEqual(expected);
    expect(walk(environment, actions)).not.toEqual(expected);
  });

  test('takes steps in two parts where the environment inside does', () => {
    const [whole, parts] = [wrap(inParts()), wrap(inParts())];
    expect(wrap(new DrawnCartPole()).startStep).toBeUndefined();
    expect(wrap(new DrawnCartPole()).finishStep).toBeUndefined();
    const log: string[] = [];
    const begun = wrap(inParts(log));
    begun.reset({ seed: 1 });
    log.length = 0;
    begun.startStep!(1);
    expect(log).toEqual(['start']);

    const actions = Array.from({ length: 40 }, (_, index) => Number(index % 3 === 0));
    expect(parts.reset({ seed: 2 })).toEqual(whole.reset({ seed: 2 }));
    const startAndFinish = (action: number): StepResult => {
      parts.startStep!(action);
      return parts.finishStep!();
    };
    const inTwo = { reset: () => parts.reset(), step: startAndFinish };
    expect(walk(inTwo, actions)).toEqual(walk(whole, actions));
    expect(() => parts.finishStep!()).toThrow('nothing to finish');
  });

  test('takes arrays of another realm', () => {
    // As in Jest, or in an iframe.
    const types = runInNewContext('({ Float32Array, Uint8Array })') as {
      readonly Float32Array: typeof Float32Array;
      readonly Uint8Array: typeof Uint8Array;
    };
    const foreign = new DrawnCartPole();
    const away = <R extends { readonly observation: Float32Array }>(result: R): R => ({
      ...result,
      observation: types.Float32Array.from(result.observation),
    });
    const inside = Object.assign(new DrawnCartPole(), {
      reset: (options?: ResetOptions) => away(foreign.reset(options)),
      step: (action: number) => away(foreign.step(action)),
    });
    const [here, there] = [wrap(new DrawnCartPole()), wrap(inside)];
    const numbers = ({ observation }: { readonly observation: Observation }): number[] =>
      typeof observation === 'number' ? [observation] : [...observation];
    expect(numbers(there.reset({ seed: 1 }))).toEqual(numbers(here.reset({ seed: 1 })));
    for (const action of [1, 0, 1]) {
      expect(numbers(there.step(action))).toEqual(numbers(here.step(action)));
    }
  });

  test('what is inside is found', () => {
    const inside = Object.assign(new DrawnCartPole(), { wheels: 4 });
    expect(lookInside(wrap(inside), 'wheels')).toBe(4);
    expect(lookInside(wrap(inside), 'wings')).toBeUndefined();
  });

  test('refuses what is no environment', () => {
    for (const inside of [undefined, null, {}, CartPole, { reset: () => ({}) }]) {
      const make = (): unknown => wrap(inside as never);
      expect(make).toThrow(EnvironmentError);
      expect(make).toThrow(`new ${name}(environment, …) needs an environment, with reset and step`);
    }
  });

  test('asks for the await that was forgotten', () => {
    const late = Promise.resolve(new DrawnCartPole());
    const make = (): unknown => wrap(late as never);
    expect(make).toThrow(EnvironmentError);
    expect(make).toThrow('received a promise; await it');
  });

  test('refuses a bare seed', () => {
    const environment = wrap(new DrawnCartPole());
    expect(() => environment.reset(42 as never)).toThrow(OptionsError);
    expect(() => environment.reset(42 as never)).toThrow(`${name}.reset(options) needs an object`);
  });

  test('refuses an environment that answers later, or not at all', () => {
    const late = (): Promise<never> => Promise.reject(new Error('too late'));
    const lateReset = Object.assign(new DrawnCartPole(), { reset: late });
    const reset = (): unknown => wrap(lateReset).reset();
    expect(reset).toThrow(EnvironmentError);
    expect(reset).toThrow(
      `${name} is for synchronous environments, but environment.reset() returned a promise`,
    );

    // Some take steps in reset already.
    const play = (inside: Pole) => (): unknown => {
      const environment = wrap(inside);
      environment.reset();
      return environment.step(0);
    };
    expect(play(Object.assign(new DrawnCartPole(), { step: late }))).toThrow(
      'environment.step(action) returned a promise',
    );
    expect(play(Object.assign(new DrawnCartPole(), { step: () => undefined }))).toThrow(
      'must return an object; received undefined',
    );
  });
});

/** Breaks the state of the cart pole in the depth. */
function spoilPosition(state: State): State {
  if ('position' in state) return { ...state, position: 'left' };
  return { ...state, environment: spoilPosition(state['environment'] as State) };
}

/** Time goes on. */
function withoutSeconds(state: State): State {
  return { ...state, seconds: 0 };
}

test.each<[string, (inside: Environment<Uint8Array>) => Environment]>([
  ['Grayscale', (inside) => new Grayscale(inside)],
  ['ResizeObservation', (inside) => new ResizeObservation(inside, { size: 2 })],
  ['FrameStack', (inside) => new FrameStack(inside)],
  ['AtariPreprocessing', (inside) => new AtariPreprocessing(inside, { noopMax: 2, size: 2 })],
])('%s takes pictures of another realm', (_, wrap) => {
  const Foreign = runInNewContext('Uint8Array') as typeof Uint8Array;
  const pictures = asPictures(new DrawnCartPole());
  const away = <R extends { readonly observation: Uint8Array }>(result: R): R => ({
    ...result,
    observation: Foreign.from(result.observation),
  });
  const there = wrap({
    ...pictures,
    reset: (options) => away(pictures.reset(options)),
    step: (action) => away(pictures.step(action)),
  });
  const here = wrap(asPictures(new DrawnCartPole()));
  expect(there.reset({ seed: 1 })).toEqual(here.reset({ seed: 1 }));
  expect(there.step(1)).toEqual(here.step(1));
});

describe('a stack of wrappers', () => {
  const stack = (): Environment<Float32Array> =>
    new ClipReward(
      new NormalizeObservation(
        new OneHot(
          new ActionRepeat(
            new RecordEpisodeStatistics(
              new RecordVideo(new TimeLimit(new Rover(), { maxEpisodeSteps: 9 }), {
                onVideo: () => undefined,
              }),
            ),
            { repeat: 2 },
          ),
        ),
      ),
    );

  test('continues exactly from a state, through a checkpoint, in the middle of an episode', () => {
    const actions = [1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1];
    const environment = stack();
    environment.reset({ seed: 3 });
    walk(environment, [1, 1, 0, 1, 1, 1]);
    const state = environment.getState!();
    const loaded = decodeCheckpoint(encodeCheckpoint({ kind: 'environment', state }), {
      kind: 'environment',
    });
    const expected = walk(environment, actions);
    // Or the walk would not show much.
    expect(expected.flat().filter((item) => typeof item === 'number').length).toBeGreaterThan(4);

    const other = stack();
    other.setState!(loaded);
    expect(walk(other, actions)).toEqual(expected);
  });

  test('draws the world inside, and closes it', () => {
    const rover = new Rover();
    const environment = new ClipReward(new OneHot(new ActionRepeat(rover, { repeat: 2 })));
    environment.reset();
    expect(environment.render!()).toEqual(rover.render());
    environment.close();
    expect(rover.closed).toBe(1);
  });

  test('of unlike observation types has the right spaces', () => {
    const environment = stack();
    expect(environment.observationSpace).toEqual(
      new Box({ low: -Infinity, high: Infinity, shape: [8] }),
    );
    expect(environment.actionSpace).toEqual(new Discrete(2));
  });
});
