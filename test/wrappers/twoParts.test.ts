import { describe, expect, test } from 'vitest';
import type { Environment, ResetOptions, StepResult } from '../../src/protocol/environment.ts';
import { OptionsError, UsageError } from '../../src/errors.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { ActionRepeat } from '../../src/wrappers/actionRepeat.ts';
import { ClipReward } from '../../src/wrappers/clipReward.ts';
import { EpisodicLife } from '../../src/wrappers/episodicLife.ts';
import { FrameSkip } from '../../src/wrappers/frameSkip.ts';
import { FrameStack } from '../../src/wrappers/frameStack.ts';
import { NoopReset } from '../../src/wrappers/noopReset.ts';
import { NormalizeObservation } from '../../src/wrappers/normalizeObservation.ts';
import { RecordEpisodeStatistics } from '../../src/wrappers/recordEpisodeStatistics.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { TransformReward } from '../../src/wrappers/transformReward.ts';
import { scriptedEnvironment, type ScriptedEpisode } from '../support/scripted.ts';

const episodes = [{ rewards: [1, 2, 4, 8, 16, 32], end: 'terminated' }] as const;

/** Takes steps in two parts, and writes down when. */
function twoPart(
  log: string[] = [],
  name = '',
  script: readonly ScriptedEpisode[] = episodes,
): Environment<Float32Array> {
  const inner = scriptedEnvironment(script);
  let pending: number | null = null;
  const finishStep = (): StepResult<Float32Array> => {
    if (pending === null) throw new UsageError('nothing to finish');
    const action = pending;
    pending = null;
    log.push(`finish ${name}`);
    return inner.step(action);
  };
  const startStep = (action: number): void => {
    if (pending !== null) throw new UsageError('not finished');
    log.push(`start ${name}`);
    pending = action;
  };
  return {
    ...inner,
    reset: (options) => ((pending = null), inner.reset(options)),
    step: (action) => (startStep(action), finishStep()),
    startStep,
    finishStep,
  };
}

const stacks = {
  TimeLimit: (inner: Environment<Float32Array>) => new TimeLimit(inner, { maxEpisodeSteps: 4 }),
  ActionRepeat: (inner: Environment<Float32Array>) => new ActionRepeat(inner, { repeat: 2 }),
  ClipReward: (inner: Environment<Float32Array>) => new ClipReward(inner),
  FrameSkip: (inner: Environment<Float32Array>) =>
    new FrameSkip(inner, { skip: { from: 1, to: 3 }, maxOfLastTwo: true }),
  FrameStack: (inner: Environment<Float32Array>) => new FrameStack(inner),
  NoopReset: (inner: Environment<Float32Array>) => new NoopReset(inner, { max: 3 }),
  several: (inner: Environment<Float32Array>) =>
    new NormalizeObservation(
      new TransformReward(
        new ActionRepeat(
          new RecordEpisodeStatistics(new TimeLimit(inner, { maxEpisodeSteps: 5 })),
          {
            repeat: 2,
          },
        ),
        { transform: (reward) => reward / 2 },
      ),
    ),
};

/** Two runs do not take the same time. */
function withoutSeconds({ info, ...result }: StepResult): object {
  const { episode, ...facts } = info as { episode?: { seconds: number } };
  return { ...result, info: facts, episode: episode && { ...episode, seconds: 0 } };
}

describe.each(Object.entries(stacks))('%s', (_, wrap) => {
  test('in two parts a step comes to the same', () => {
    const [whole, parts] = [wrap(twoPart()), wrap(twoPart())] as Environment[];
    for (let episode = 0; episode < 3; episode++) {
      expect(parts!.reset()).toEqual(whole!.reset());
      for (let ended = false; !ended;) {
        const expected = whole!.step(1);
        parts!.startStep!(1);
        expect(withoutSeconds(parts!.finishStep!())).toEqual(withoutSeconds(expected));
        ended = expected.terminated || expected.truncated;
      }
    }
  });

  test('what is out of turn is refused, and a reset drops what was begun', () => {
    const environment: Environment = wrap(twoPart());
    environment.reset();
    expect(() => environment.finishStep!()).toThrow('nothing to finish');
    environment.startStep!(0);
    expect(() => environment.step(0)).toThrow('not finished');
    expect(() => environment.startStep!(0)).toThrow('not finished');
    environment.finishStep!();
    environment.startStep!(0);
    environment.reset();
    expect(() => environment.finishStep!()).toThrow('nothing to finish');
    environment.step(0);
  });

  test('is absent where the environment inside lacks it', () => {
    const environment: Environment = wrap(scriptedEnvironment(episodes));
    expect([environment.startStep, environment.finishStep]).toEqual([undefined, undefined]);
  });
});

/** A game of so many steps, each of which costs a life. */
function game(steps: number, log: string[] = []): Environment<Float32Array> {
  const rewards = Array.from({ length: steps }, () => 1);
  const inner = twoPart(log, '', [{ rewards, end: 'terminated' }]);
  let lives = 9;
  const finishStep = (): StepResult<Float32Array> => {
    const result = inner.finishStep!();
    lives--;
    return { ...result, info: { lives } };
  };
  return {
    ...inner,
    reset: (options) => ((lives = 9), { ...inner.reset(options), info: { lives } }),
    step: (action) => (inner.startStep!(action), finishStep()),
    finishStep,
  };
}

describe('EpisodicLife', () => {
  // Observations are the number of the game, and the steps taken in it.
  test('a reset that goes on with the game drops what was begun', () => {
    const environment: Environment<Float32Array> = new EpisodicLife(game(9));
    environment.reset();
    environment.step(0);
    expect([...environment.reset().observation]).toEqual([1, 2]);
    environment.startStep!(1);
    expect([...environment.reset().observation]).toEqual([1, 4]);
    expect(() => environment.finishStep!()).toThrow('nothing to finish');
    expect([...environment.step(0).observation]).toEqual([1, 5]);
  });

  test('where what is dropped ends the game, another one is begun', () => {
    const environment: Environment<Float32Array> = new EpisodicLife(game(3));
    environment.reset();
    environment.step(0);
    environment.reset();
    environment.startStep!(1);
    expect([...environment.reset().observation]).toEqual([2, 0]);
  });

  test('where what is dropped fails, another one is begun', () => {
    const inner = game(9);
    const finishStep = (): never => {
      inner.finishStep!();
      throw new Error('out of order');
    };
    const environment: Environment<Float32Array> = new EpisodicLife({ ...inner, finishStep });
    environment.reset();
    environment.startStep!(0);
    expect([...environment.reset().observation]).toEqual([2, 0]);
  });
});

describe('after the end of an episode that goes on inside', () => {
  test.each([
    [
      'TimeLimit',
      (inner: Environment<Float32Array>) => new TimeLimit(inner, { maxEpisodeSteps: 1 }),
    ],
    ['EpisodicLife', (inner: Environment<Float32Array>) => new EpisodicLife(inner)],
    [
      'several',
      (inner: Environment<Float32Array>) => new FrameStack(new ClipReward(new EpisodicLife(inner))),
    ],
  ])('%s begins no step', (_, wrap) => {
    const log: string[] = [];
    const environment: Environment = wrap(game(9, log));
    expect(() => {
      environment.startStep!(0);
    }).toThrow(UsageError);
    environment.reset();
    const { terminated, truncated } = environment.step(0);
    expect(terminated || truncated).toBe(true);
    log.length = 0;
    expect(() => {
      environment.startStep!(0);
    }).toThrow('needs a running episode');
    expect(log).toEqual([]);
  });
});

test('a reset with a seed that is none drops nothing', () => {
  const inner = twoPart();
  const reset = (options: ResetOptions = {}): ReturnType<typeof inner.reset> => {
    if (options.seed === -1) throw new OptionsError('no seed');
    return inner.reset(options);
  };
  const environment: Environment = new TimeLimit({ ...inner, reset }, { maxEpisodeSteps: 1 });
  environment.reset();
  environment.startStep!(0);
  expect(() => environment.reset({ seed: -1 })).toThrow('no seed');
  // Of the wrapper, not of the environment inside.
  expect(environment.finishStep!().truncated).toBe(true);
});

test('what sticks is what is begun', () => {
  const taken = (inParts: boolean): number[] => {
    const inner = twoPart();
    const actions: number[] = [];
    const startStep = (action: number): void => {
      actions.push(action);
      inner.startStep!(action);
    };
    const step = (action: number) => (startStep(action), inner.finishStep!());
    const environment = new StickyActions<Float32Array>({ ...inner, startStep, step });
    for (let episode = 0; episode < 30; episode++) {
      environment.reset(episode === 0 ? { seed: 1 } : undefined);
      for (let count = 0; count < 6; count++) {
        if (!inParts) environment.step((count + 1) % 2);
        else {
          environment.startStep!((count + 1) % 2);
          environment.finishStep!();
        }
      }
    }
    return actions;
  };
  expect(taken(true)).toEqual(taken(false));
  expect(taken(true)).not.toEqual(Array.from({ length: 180 }, (_, count) => (count + 1) % 2));
});

test('what sticks is what was begun, also after a call that is out of turn', () => {
  const inner = twoPart();
  let begun = NaN;
  const environment = new StickyActions<Float32Array>({
    ...inner,
    startStep: (action) => {
      inner.startStep!(action);
      begun = action;
    },
    step: () => inner.step(0),
    getState: () => ({}),
    setState: () => undefined,
  });
  for (let seed = 0; seed < 40; seed++) {
    environment.reset({ seed });
    environment.startStep!(1);
    expect(() => environment.step(1)).toThrow('not finished');
    environment.finishStep!();
    expect(environment.getState!()['last']).toBe(begun);
  }
});

test('a group begins all steps before it finishes the first', () => {
  const log: string[] = [];
  const group = new VectorEnvironment(3, (index) => new ClipReward(twoPart(log, `${index}`)));
  group.reset();
  group.step([0, 1, 0]);
  expect(log).toEqual(['start 0', 'start 1', 'start 2', 'finish 0', 'finish 1', 'finish 2']);
});

test('a group of which one copy takes whole steps only, goes one by one', () => {
  const log: string[] = [];
  const group = new VectorEnvironment(2, (index) =>
    index ? scriptedEnvironment(episodes) : twoPart(log, '0'),
  );
  group.reset();
  expect(group.step([0, 1]).map(({ reward }) => reward)).toEqual([1, 1]);
  expect(log).toEqual(['start 0', 'finish 0']);
});

describe('a group of which one copy throws', () => {
  const failing = (part: 'startStep' | 'finishStep', log: string[], name: string) => {
    const inner = twoPart(log, name);
    let fails = true;
    return {
      ...inner,
      [part]: (action: number) => {
        if (part === 'finishStep') inner.finishStep!();
        if (fails) {
          fails = false;
          throw new Error(`${part} fails`);
        }
        inner.startStep!(action);
      },
    };
  };

  test.each([
    ['startStep', ['start 0', 'finish 0']],
    ['finishStep', ['start 0', 'start 1', 'start 2', 'finish 0', 'finish 1', 'finish 2']],
  ] as const)('%s: what was begun is finished', (part, expected) => {
    const log: string[] = [];
    const group = new VectorEnvironment(3, (index) =>
      index === 1 ? failing(part, log, '1') : twoPart(log, `${index}`),
    );
    group.reset();
    expect(() => group.step([0, 0, 0])).toThrow(`${part} fails`);
    expect(log).toEqual(expected);
    // None is left with a step that another call would take for its own.
    for (const environment of group.environments) {
      expect(() => environment.finishStep!()).toThrow('nothing to finish');
    }
  });
});

test('a step in between that is refused changes nothing about what sticks', () => {
  const play = (between: boolean): unknown[] => {
    const taken: number[] = [];
    const inner = twoPart();
    const startStep = inner.startStep!.bind(inner);
    inner.startStep = (action) => {
      startStep(action);
      taken.push(action);
    };
    const environment = new StickyActions(inner, { probability: 0.5 });
    environment.reset({ seed: 4 });
    for (let step = 0; step < 5; step++) {
      environment.startStep!((step + 1) % 2);
      if (between) {
        expect(() => environment.step(0)).toThrow(UsageError);
        expect(() => {
          environment.startStep!(1);
        }).toThrow(UsageError);
      }
      environment.finishStep!();
    }
    return [taken, environment.getState?.()];
  };
  expect(play(true)).toEqual(play(false));
});
