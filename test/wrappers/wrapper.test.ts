import { describe, expect, test } from 'vitest';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { CheckpointError, EnvironmentError, UsageError, ValueError } from '../../src/errors.ts';
import type { Environment, RgbaImage, StepResult } from '../../src/protocol/environment.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { State } from '../../src/state/state.ts';
import { StateReader } from '../../src/state/stateReader.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { ClipReward } from '../../src/wrappers/clipReward.ts';
import type { OwnState } from '../../src/wrappers/parts/lentState.ts';
import type { StepOutcome } from '../../src/protocol/stepOutcome.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { Wrapper } from '../../src/wrappers/wrapper.ts';
import { Rover } from '../support/rover.ts';

/** A counter that goes up by the action; it ends at 9. */
class Counter implements Environment<Float32Array> {
  readonly observationSpace: Box = new Box({ low: 0, high: 9, shape: [1] });
  readonly actionSpace: Discrete = new Discrete(4);
  count = 0;
  reset() {
    this.count = 0;
    return { observation: Float32Array.of(0), info: { count: 0 } };
  }
  step(action: number): StepResult<Float32Array> {
    this.count += action;
    const { count } = this;
    return {
      ...{ observation: Float32Array.of(count), reward: 1, terminated: count >= 9 },
      ...{ truncated: false, info: { count } },
    };
  }
  getState(): State {
    return { count: this.count };
  }
  setState({ count }: State): void {
    if (typeof count !== 'number') throw new CheckpointError('no count');
    this.count = count;
  }
}

/** Ten times what was seen, and a reward for what has changed. */
class Progress extends Wrapper<Float32Array> {
  override readonly observationSpace: Box = new Box({ low: 0, high: 90, shape: [1] });
  protected override observe([count]: Float32Array): Float32Array {
    return Float32Array.of(10 * count!);
  }
  protected override reward({ observation, nextObservation }: StepOutcome<Float32Array>): number {
    return nextObservation[0]! - observation[0]!;
  }
}

/** Counts its steps, which are the rewards. */
class Steps extends Wrapper<Float32Array> {
  #steps = 0;
  protected override readonly ownState: OwnState = {
    getState: () => ({ steps: this.#steps }),
    prepareState: (state) => {
      const reader = new StateReader('Steps', state);
      const steps = reader.integer('steps', { min: 0, max: 1000 });
      return () => {
        this.#steps = steps;
      };
    },
  };
  protected override reward(): number {
    return ++this.#steps;
  }
}

test('a wrapper that changes nothing passes on what comes, the same objects', () => {
  class Nothing extends Wrapper<Float32Array> {}
  const inside = new Counter();
  const environment = new Nothing(inside);
  const results = [{ observation: Float32Array.of(0), info: {} }, inside.step(1)] as const;
  inside.reset = () => results[0] as never;
  inside.step = () => results[1];
  expect(environment.reset()).toBe(results[0]);
  expect(environment.step(0)).toBe(results[1]);
  expect(environment.observationSpace).toBe(inside.observationSpace);
  expect(environment.actionSpace).toBe(inside.actionSpace);
  expect(environment.environment).toBe(inside);
});

describe('the hooks', () => {
  test('observe sees every observation, reward those from inside, in this order', () => {
    const told: unknown[] = [];
    class Watching extends Progress {
      protected override observe(observation: Float32Array): Float32Array {
        told.push(['observe', observation[0]]);
        return super.observe(observation);
      }
      protected override reward(outcome: StepOutcome<Float32Array>): number {
        told.push(['reward', outcome]);
        return super.reward(outcome);
      }
    }
    const environment = new Watching(new Counter());
    expect([...environment.reset().observation]).toEqual([0]);
    environment.step(2);
    expect(environment.step(7)).toEqual({
      ...{ observation: Float32Array.of(90), reward: 7, terminated: true },
      ...{ truncated: false, info: { count: 9 } },
    });
    expect(told).toEqual([
      ['observe', 0],
      ['observe', 2],
      ['reward', expect.objectContaining({ action: 2, reward: 1 })],
      ['observe', 9],
      [
        'reward',
        {
          ...{ action: 7, observation: Float32Array.of(2), nextObservation: Float32Array.of(9) },
          ...{ reward: 1, terminated: true, truncated: false, info: { count: 9 } },
        },
      ],
    ]);
  });

  test('may be fields of the class', () => {
    class Fields extends Wrapper<Float32Array> {
      readonly #factor = 3;
      protected override reward = ({ reward }: StepOutcome): number => this.#factor * reward;
    }
    const environment = new Fields(new Counter());
    environment.reset();
    expect(environment.step(1).reward).toBe(3);
  });

  test('act changes the action, of whole steps and of those that are begun', () => {
    class Doubled extends Wrapper<Float32Array> {
      override readonly actionSpace: Discrete = new Discrete(2);
      protected override act(action: number): number {
        return 2 * action;
      }
      protected override reward({ action }: StepOutcome): number {
        return action;
      }
    }
    const inside = new Counter();
    const begun: number[] = [];
    const environment: Environment = new Doubled(
      Object.assign(inside, {
        startStep: (action: number) => void begun.push(action),
        finishStep: () => inside.step(begun.pop()!),
      }),
    );
    environment.reset();
    expect(environment.step(1)).toMatchObject({ reward: 1, info: { count: 2 } });
    environment.startStep!(1);
    expect(begun).toEqual([2]);
    expect(environment.finishStep!()).toMatchObject({ reward: 1, info: { count: 4 } });
  });

  test('a reward that is no finite number is refused, by the name of the class', () => {
    class Broken extends Wrapper<Float32Array> {
      protected override reward(): number {
        return Number.NaN;
      }
    }
    const environment = new Broken(new Counter());
    environment.reset();
    expect(() => environment.step(1)).toThrow(ValueError);
    expect(() => environment.step(1)).toThrow('Broken.reward(outcome) must return a finite number');
  });

  test('before the first reset there is nothing that a reward could be for', () => {
    const environment = new Progress(new Counter());
    expect(() => environment.step(1)).toThrow(UsageError);
    expect(() => environment.step(1)).toThrow('Progress.step() needs a running episode');
  });
});

describe('the state', () => {
  test('is that of the environment inside, where nothing is remembered', () => {
    class Halved extends Wrapper<Float32Array> {
      protected override observe([count]: Float32Array): Float32Array {
        return Float32Array.of(count! / 2);
      }
    }
    const environment = new Halved(new Counter());
    environment.reset();
    environment.step(3);
    expect(environment.getState!()).toEqual({ count: 3 });
    environment.setState!({ count: 5 });
    expect(environment.step(1).observation[0]).toBe(3);
  });

  test('holds what a reward depends on', () => {
    const environment = new Progress(new Counter());
    expect(environment.getState!()).toEqual({ environment: { count: 0 } });
    environment.reset();
    environment.step(3);
    const state = environment.getState!();
    expect(state).toEqual({
      observation: { shape: [1], data: Float32Array.of(3) },
      environment: { count: 3 },
    });
    const other = new Progress(new Counter());
    other.setState!(state);
    expect(other.step(2)).toEqual(environment.step(2));
  });

  test('holds numbers and bytes as well', () => {
    const scaled = class extends Wrapper<number> {
      protected override reward({ observation }: StepOutcome<number>): number {
        return observation;
      }
    };
    const environment = new scaled(new Rover());
    environment.reset({ seed: 1 });
    environment.step(1);
    const other = new scaled(new Rover());
    other.setState!(environment.getState!());
    expect(other.step(1)).toEqual(environment.step(1));

    const bytes: Environment<Uint8Array> = {
      observationSpace: new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' }),
      actionSpace: new Discrete(1),
      reset: () => ({ observation: Uint8Array.of(7, 8), info: {} }),
      step: () => ({
        ...{ observation: Uint8Array.of(0, 0), reward: 0 },
        ...{ terminated: false, truncated: false, info: {} },
      }),
      getState: () => ({}),
      setState: () => undefined,
    };
    class Second extends Wrapper<Uint8Array> {
      protected override reward({ observation }: StepOutcome<Uint8Array>): number {
        return observation[1]!;
      }
    }
    const first = new Second(bytes);
    first.reset();
    const second = new Second(bytes);
    second.setState!(first.getState!());
    expect(second.step(0).reward).toBe(8);
  });

  test('holds what the wrapper remembers itself', () => {
    const environment = new Steps(new Counter());
    environment.reset();
    environment.step(1);
    const state = environment.getState!();
    expect(state).toMatchObject({ steps: 1, environment: { count: 1 } });
    const other = new Steps(new Counter());
    other.setState!(state);
    expect(other.step(1).reward).toBe(2);
  });

  test.each<[string, State]>([
    ['own field', { steps: -1 }],
    ['observation', { observation: { shape: [2], data: Float32Array.of(1, 2) } }],
    ['environment', { environment: { count: 'many' } }],
  ])('with a bad %s is refused and changes nothing', (_, spoilt) => {
    const environment = new Steps(new Counter());
    environment.reset();
    environment.step(1);
    const good = environment.getState!();
    environment.step(2);
    const before = environment.getState!();
    expect(() => {
      environment.setState!({ ...good, ...spoilt });
    }).toThrow(CheckpointError);
    expect(environment.getState!()).toEqual(before);
  });

  test('is checked ahead where the environment inside can do so', () => {
    const preparing = (): Environment<Float32Array> => {
      const inside = new Counter();
      const prepareState = (state: State) => {
        if (typeof state['count'] !== 'number') throw new CheckpointError('no count');
        return () => {
          inside.setState(state);
        };
      };
      return Object.assign(inside, { prepareState });
    };
    expect(new Steps(new Counter()).prepareState).toBeUndefined();
    const environment = new TimeLimit(new Steps(preparing()), { maxEpisodeSteps: 9 });
    environment.reset();
    environment.step(1);
    const state = environment.getState!();
    environment.step(3);
    const before = environment.getState!();
    const takeOver = environment.prepareState!(state);
    expect(environment.getState!()).toEqual(before);
    takeOver();
    expect(environment.getState!()).toEqual(state);
    expect(() => environment.prepareState!({ ...state, episodeSteps: -1 })).toThrow(
      CheckpointError,
    );
  });
});

describe('what is inside', () => {
  test('is found, also in wrappers that are written by hand', () => {
    const world = new Counter();
    const { observationSpace, actionSpace } = world;
    const byHand: Environment<Float32Array> & { readonly game: Counter } = {
      ...{ observationSpace, actionSpace, game: world },
      reset: () => world.reset(),
      step: (action) => world.step(action),
    };
    expect(new Steps(new ClipReward(new Progress(world))).unwrapped).toBe(world);
    expect(new Steps(new ClipReward(byHand)).unwrapped).toBe(world);
  });

  test('its picture is drawn, unless the wrapper draws one', () => {
    const picture = (shade: number): RgbaImage => ({
      ...{ width: 1, height: 1, data: Uint8ClampedArray.of(shade, shade, shade, 255) },
    });
    class Drawn extends Counter {
      render(): RgbaImage {
        return picture(1);
      }
    }
    class Own extends Wrapper<Float32Array> {
      override render(): RgbaImage {
        return picture(2);
      }
    }
    expect(new Steps(new Drawn()).render!()).toEqual(picture(1));
    expect(new Own(new Drawn()).render()).toEqual(picture(2));
    expect(new Steps(new Counter()).render).toBeUndefined();
  });
});

test("a wrapper of one's own is an environment by the rules", () => {
  class PoleProgress extends Wrapper<Float32Array> {
    protected override reward({ nextObservation: [x] }: StepOutcome<Float32Array>): number {
      return 1 - Math.abs(x!);
    }
  }
  expect(() => {
    checkEnvironment(new PoleProgress(new CartPole()));
  }).not.toThrow();
});

test('refuses what is no environment, by the name of its class', () => {
  expect(() => new Progress({} as never)).toThrow(EnvironmentError);
  expect(() => new Progress({} as never)).toThrow(
    'new Progress(environment, …) needs an environment',
  );
  const group = new VectorEnvironment(2, () => new Counter());
  expect(() => new Progress(group as never)).toThrow('received a group of 2');
});
