import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { State } from '../../src/state/state.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../src/protocol/environment.ts';
import { EnvironmentError, OptionsError, UsageError } from '../../src/errors.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { train } from '../../src/training/train.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

/** A first environment as somebody would write it. */
class Corridor implements Environment<Float32Array> {
  readonly observationSpace: Box = new Box({ low: [0], high: [5] });
  readonly actionSpace: Discrete = new Discrete(2);
  protected random = createRandom(0);
  protected position = 5;

  reset({ seed }: ResetOptions = {}): ResetResult<Float32Array> {
    if (seed !== undefined) this.random = createRandom(seed);
    this.position = this.random.integer(3);
    return { observation: Float32Array.of(this.position), info: {} };
  }

  step(action: number): StepResult<Float32Array> {
    if (this.position === 5) throw new Error('Call reset() first.');
    this.position = Math.max(0, this.position + (action === 1 ? 1 : -1));
    const terminated = this.position === 5;
    const observation = Float32Array.of(this.position);
    return { observation, reward: terminated ? 1 : 0, terminated, truncated: false, info: {} };
  }
}

type Changes = Partial<Record<'observationSpace' | 'actionSpace' | 'reset' | 'step', unknown>>;

/** A corridor with some members replaced, as an environment for a type checker to trust. */
function withMembers(changes: Changes): Environment {
  const corridor = new Corridor();
  return {
    observationSpace: corridor.observationSpace,
    actionSpace: corridor.actionSpace,
    reset: (options?: ResetOptions) => corridor.reset(options),
    step: (action: number) => corridor.step(action),
    ...changes,
  } as Environment;
}

/** A corridor whose steps return something else. */
function withSteps(
  change: (result: StepResult<Float32Array>, call: number) => unknown,
): Environment {
  const corridor = new Corridor();
  let calls = 0;
  return withMembers({
    reset: (options?: ResetOptions) => corridor.reset(options),
    step: (action: number) => change(corridor.step(action), calls++),
  });
}

/** The message that an environment is refused with. */
function complaint(environment: unknown): string {
  try {
    checkEnvironment(environment as Environment, { steps: 300 });
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as Error).message;
  }
  return 'no complaint';
}

describe('accepts', () => {
  test('a first environment', () => {
    expect(complaint(new Corridor())).toBe('no complaint');
  });

  test('CartPole, whatever the seed', () => {
    for (const seed of [0, 1, 0xffff_ffff]) {
      expect(() => {
        checkEnvironment(new CartPole(), { seed, steps: 200 });
      }).not.toThrow();
    }
  });

  test('one whose episodes take a single step', () => {
    const bandit = withMembers({
      observationSpace: new Discrete(1),
      reset: () => ({ observation: 0, info: {} }),
      step: (action: number) => ({
        observation: 0,
        reward: action,
        terminated: true,
        truncated: false,
        info: {},
      }),
    });

    expect(complaint(bandit)).toBe('no complaint');
  });

  test('one that ends again after its end, instead of throwing', () => {
    const corridor = new Corridor();
    let last: unknown;
    const lenient = withMembers({
      reset: (options?: ResetOptions) => {
        last = undefined;
        return corridor.reset(options);
      },
      step: (action: number) => {
        if (last !== undefined) return last;
        const result = corridor.step(action);
        if (result.terminated) last = { ...result, observation: Float32Array.of(5) };
        return result;
      },
    });

    expect(complaint(lenient)).toBe('no complaint');
  });

  test('one that never ends, of bytes', () => {
    const camera = withMembers({
      observationSpace: new Box({ low: 0, high: 255, shape: [2, 2], dtype: 'uint8' }),
      reset: () => ({ observation: new Uint8Array(4), info: {} }),
      step: (action: number) => ({
        observation: new Uint8Array(4).fill(action),
        reward: 0,
        terminated: false,
        truncated: false,
        info: {},
      }),
    });

    expect(complaint(camera)).toBe('no complaint');
  });
});

describe('refuses, and says why:', () => {
  test.each<[string, unknown, string]>([
    ['no environment', undefined, 'needs an object with observationSpace'],
    ['a promise', Promise.resolve(new Corridor()), 'received a promise; await it'],
    ['a class', Corridor, 'Pass an instance: new MyEnvironment()'],
    [
      'no action space',
      withMembers({ actionSpace: undefined }),
      'environment.actionSpace must be a Discrete; received undefined. Declare',
    ],
    ['a number as action space', withMembers({ actionSpace: 2 }), 'received 2.'],
    [
      'a box of actions',
      withMembers({ actionSpace: new Box({ low: [0], high: [1] }) }),
      'environment.actionSpace must be a Discrete; received an object',
    ],
    [
      'no observation space',
      withMembers({ observationSpace: undefined }),
      'environment.observationSpace must be a Box or a Discrete; received undefined',
    ],
    [
      'a space without methods',
      withMembers({ actionSpace: { kind: 'discrete', n: 2, shape: [] } }),
      'environment.actionSpace must be a Discrete; received an object',
    ],
    [
      'a space of no actions',
      withMembers({ actionSpace: Object.assign(new Discrete(1), { n: 0 }) }),
      'environment.actionSpace must be a Discrete; received an object',
    ],
    [
      'a box without bounds',
      withMembers({
        observationSpace: Object.assign(new Box({ low: [0], high: [1] }), { low: 0 }),
      }),
      'environment.observationSpace must be a Box or a Discrete; received an object',
    ],
    [
      'a box whose size is not that of its shape',
      withMembers({
        observationSpace: Object.assign(new Box({ low: [0], high: [1] }), { size: 2 }),
      }),
      'environment.observationSpace must be a Box or a Discrete; received an object',
    ],
    ['no reset', withMembers({ reset: undefined }), 'environment.reset must be a function'],
    ['no step', withMembers({ step: null }), 'environment.step must be a function'],
  ])('%s', (_, environment, message) => {
    expect(complaint(environment)).toContain(message);
  });

  test.each<[string, (result: ResetResult<Float32Array>) => unknown, string]>([
    ['nothing', () => undefined, 'must return { observation, info: {} }; received undefined'],
    ['a promise', (result) => Promise.resolve(result), 'received a promise'],
    ['the bare observation', ({ observation }) => observation, 'received Float32Array'],
    ['a list', ({ observation, info }) => [observation, info], 'received an array of 2'],
    ['another name', ({ observation }) => ({ state: observation }), 'an object with state'],
    ['no info', ({ observation }) => ({ observation }), 'object as info; received undefined'],
    [
      'a plain array',
      ({ info }) => ({ observation: [0], info }),
      'must return a Float32Array as observation, since observationSpace is Box([1], float32); ' +
        'received an array of 1. Return Float32Array.from(…).',
    ],
  ])('a reset that returns %s', (_, change, message) => {
    const corridor = new Corridor();
    const environment = withMembers({
      reset: (options?: ResetOptions) => change(corridor.reset(options)),
    });

    expect(complaint(environment)).toContain(`environment.reset({ seed: 0 })`);
    expect(complaint(environment)).toContain(message);
  });

  test.each<[string, object | undefined, string]>([
    ['nothing', undefined, 'received undefined'],
    ['bytes', { observation: Uint8Array.of(0) }, 'must return a Float32Array as observation'],
    ['doubles', { observation: Float64Array.of(0) }, 'received Float64Array'],
    [
      'too many elements',
      { observation: Float32Array.of(0, 0) },
      'must return an observation of 1 elements, since observationSpace is Box([1], float32); ' +
        'received 2 elements',
    ],
    [
      'NaN',
      { observation: Float32Array.of(Number.NaN) },
      'returned NaN at element 0 of the observation; every element must be a number',
    ],
    [
      'an observation out of bounds',
      { observation: Float32Array.of(5.5) },
      'out of bounds: element 0 must be from 0 to 5; received 5.5. Widen observationSpace',
    ],
    ['an infinite reward', { reward: Infinity }, 'finite number as reward; received Infinity'],
    ['NaN as reward', { reward: Number.NaN }, 'finite number as reward; received NaN'],
    ['no reward', { reward: undefined }, 'finite number as reward; received undefined'],
    ['terminated as a number', { terminated: 0 }, 'boolean as terminated; received 0'],
    ['no truncated', { truncated: undefined }, 'boolean as truncated; received undefined'],
    ['done', { terminated: undefined, done: false }, "Split 'done' in two"],
    ['no info', { info: null }, 'must return an object as info; received null'],
  ])('a step that returns %s', (_, change, message) => {
    const environment = withSteps((result) => change && { ...result, ...change });

    expect(complaint(environment)).toMatch(/^environment\.step\([01]\)/);
    expect(complaint(environment)).toContain(message);
  });

  test('a step that returns a promise', () => {
    expect(complaint(withSteps((result) => Promise.resolve(result)))).toContain(
      'checkEnvironment is for synchronous environments',
    );
  });

  test('an observation that is not in a Discrete space', () => {
    const environment = withMembers({
      observationSpace: new Discrete(3),
      reset: () => ({ observation: 3, info: {} }),
    });

    expect(complaint(environment)).toContain(
      'must return a whole number from 0 to 2 as observation, since observationSpace is ' +
        'Discrete(3); received 3.',
    );
  });

  test('a reset, or a step in a running episode, that throws', () => {
    const fail = (): never => {
      throw new TypeError('no such field');
    };

    expect(complaint(withMembers({ reset: fail }))).toContain(
      'environment.reset({ seed: 0 }) threw TypeError: no such field. It must start a new episode',
    );
    expect(complaint(withMembers({ step: fail }))).toMatch(
      /^environment\.step\([01]\) threw TypeError: no such field, in a running episode\. It must accept every action from 0 to 1/,
    );
  });
});

describe('refuses shared arrays:', () => {
  test('the same one returned at every call', () => {
    const shared = new Float32Array(1);
    const environment = withSteps((result) => {
      shared.set(result.observation);
      return { ...result, observation: shared };
    });

    expect(complaint(environment)).toContain(
      'every observation must be a new array, since it may still be in use',
    );
  });

  test('two returned in turn, too far apart for a change to show', () => {
    const constant = new Float32Array(1);
    const environment = withSteps((result, call) =>
      call === 0 || call === 200 ? { ...result, terminated: false, observation: constant } : result,
    );

    expect(complaint(environment)).toMatch(
      /returned the same array as an earlier call.*Return a copy: observation\.slice\(\)\./,
    );
  });

  test('a view of one buffer that is written to at every step', () => {
    const shared = new Float32Array(1);
    const environment = withSteps((result) => {
      shared.set(result.observation);
      return { ...result, observation: shared.subarray() };
    });

    expect(complaint(environment)).toMatch(
      /^environment\.step\([01]\) wrote to the array that environment\.step\([01]\) had returned/,
    );
  });
});

describe('refuses endings that are none:', () => {
  test('a step after the end goes on', () => {
    class NoEnd extends Corridor {
      override step(action: number): StepResult<Float32Array> {
        if (this.position === 5) this.position = 4;
        return super.step(action);
      }
    }

    expect(complaint(new NoEnd())).toMatch(
      /^a step after the end went on: environment\.step\(0\) after the end of an episode must throw/,
    );
  });

  test('reset leaves the episode terminated', () => {
    const corridor = new Corridor();
    let ended = false;
    const environment = withMembers({
      reset: (options?: ResetOptions) => corridor.reset(options),
      step: (action: number) => {
        const result = corridor.step(action);
        ended ||= result.terminated;
        return { ...result, terminated: ended };
      },
    });

    expect(complaint(environment)).toMatch(
      /^reset\(\) did not start a new episode: after the first episode, of \d+ steps, 32 resets/,
    );
  });

  test('reset leaves the episode refusing steps', () => {
    const corridor = new Corridor();
    const started = corridor.reset();
    const environment = withMembers({
      reset: () => ({ ...started, observation: started.observation.slice() }),
      step: (action: number) => corridor.step(action),
    });

    expect(complaint(environment)).toMatch(
      /^reset\(\) did not start a new episode: environment\.step\([01]\) right after it threw Error: Call reset/,
    );
  });
});

describe('refuses what the seed does not decide:', () => {
  test('a stream that reset({ seed }) does not start anew', () => {
    class Unseeded extends Corridor {
      override reset(): ResetResult<Float32Array> {
        return super.reset();
      }
    }

    expect(complaint(new Unseeded())).toMatch(
      /^two runs with the same seed and actions must be the same, but were not: at call \d+, environment\.(reset|step)\(.*\), element 0 of the observation was \d in the first run and \d in the second\. Draw every random/,
    );
  });

  test('a stream that only later episodes depend on', () => {
    let resets = 0;
    class Drifting extends Corridor {
      override reset(options: ResetOptions = {}): ResetResult<Float32Array> {
        resets++;
        const result = super.reset(options);
        if (options.seed === undefined && resets > 12) this.position = 1;
        return { ...result, observation: Float32Array.of(this.position) };
      }
    }

    expect(complaint(new Drifting())).toContain('two runs with the same seed');
  });

  test.each([
    ['reward', (call: number) => ({ reward: call })],
    ['truncated', (call: number) => ({ truncated: call > 400 })],
  ])('%s', (name, change) => {
    const environment = withSteps((result, call) => ({ ...result, ...change(call) }));

    expect(complaint(environment)).toContain(`, ${name} was`);
  });

  test('an observation that is a number', () => {
    let calls = 0;
    const environment = withMembers({
      observationSpace: new Discrete(10_000),
      reset: () => ({ observation: calls, info: {} }),
      step: () => ({
        observation: calls++,
        reward: 0,
        terminated: false,
        truncated: false,
        info: {},
      }),
    });

    expect(complaint(environment)).toContain(
      'at call 1, environment.reset({ seed: 0 }), the observation was 300 in the first run and ' +
        '600 in the second.',
    );
  });
});

describe('refuses a state that does not resume:', () => {
  class Forgetful extends CartPole {
    readonly forget: 'random' | 'angle';

    constructor(forget: 'random' | 'angle') {
      super();
      this.forget = forget;
    }

    override setState(state: State): void {
      const { [this.forget]: kept } = this.getState();
      super.setState({ ...state, [this.forget]: kept as number });
    }
  }

  test.each(['random', 'angle'] as const)('one without its %s', (name) => {
    expect(complaint(new Forgetful(name))).toMatch(
      /^after setState\(state\) everything must go on as it did after getState\(\), but it did not: at call/,
    );
  });

  test('one that later steps write to', () => {
    class Live extends CartPole {
      readonly live = {};

      override getState(): State {
        return Object.assign(this.live, super.getState());
      }

      override step(action: number): StepResult<Float32Array> {
        const result = super.step(action);
        this.getState();
        return result;
      }
    }

    expect(complaint(new Live())).toMatch(/^after setState\(state\) everything must go on/);
  });

  test('half of one', () => {
    expect(complaint({ ...withMembers({}), getState: () => ({}) })).toContain(
      'must have both getState and setState, or neither; received only getState',
    );
  });

  test('one that throws', () => {
    const getState = (): never => {
      throw new Error('not yet');
    };

    expect(complaint({ ...withMembers({}), getState, setState: () => undefined })).toContain(
      'environment.getState() threw Error: not yet',
    );
  });
});

describe('refuses pictures that are none:', () => {
  const picture = (width = 2, height = 1): RgbaImage => ({
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4),
  });
  /** A corridor that draws itself. */
  const withRender = (render: unknown): Environment =>
    ({ ...withMembers({}), render }) as unknown as Environment;

  test('but no proper ones', () => {
    expect(complaint(withRender(() => picture()))).toBe('no complaint');
  });

  test.each<[string, unknown, string]>([
    ['no function', picture(), 'environment.render must be a function, where there is one'],
    ['nothing', () => undefined, 'must return { width, height, data }: whole numbers of pixels'],
    ['the bare bytes', () => new Uint8ClampedArray(8), 'received Uint8ClampedArray'],
    [
      'plain bytes',
      () => ({ ...picture(), data: new Uint8Array(8) }),
      'received width 2, height 1 and data Uint8Array',
    ],
    [
      'no height',
      () => ({ ...picture(), height: undefined }),
      'received width 2, height undefined',
    ],
    ['a half pixel', () => ({ ...picture(), width: 0.5 }), 'received width 0.5, height 1'],
    [
      'three bytes a pixel',
      () => ({ ...picture(), data: new Uint8ClampedArray(6) }),
      'must return four bytes a pixel: 2 × 1 × 4 = 8 elements of data; received 6.',
    ],
    ['a promise', () => Promise.resolve(picture()), 'picture itself; received a promise'],
    [
      'an error',
      () => {
        throw new Error('no canvas');
      },
      'environment.render() threw Error: no canvas. It must work from the first reset() on',
    ],
  ])('%s', (_, render, message) => {
    expect(complaint(withRender(render))).toContain(message);
  });

  test('the same array again, and one that is written to again', () => {
    const { data, ...size } = picture();
    const again = 'must return a new picture at every call';
    expect(complaint(withRender(() => ({ ...size, data })))).toContain(again);
    let calls = 0;
    const view = (): unknown => {
      data.fill(calls++);
      return { ...size, data: new Uint8ClampedArray(data.buffer) };
    };
    expect(complaint(withRender(view))).toContain(again);
  });

  test('two of one world that differ', () => {
    let calls = 0;
    const flicker = (): RgbaImage => ({
      ...picture(),
      data: new Uint8ClampedArray(8).fill(calls++),
    });
    expect(complaint(withRender(flicker))).toContain(
      'must draw the same world as the same picture; two calls without a step between them',
    );
  });

  test('one of another size than those before', () => {
    let calls = 0;
    const growing = (): RgbaImage => picture(calls++ < 6 ? 2 : 3);
    expect(complaint(withRender(growing))).toContain(
      'must return pictures of one size; received 3 × 1 pixels after 2 × 1.',
    );
  });

  test.each([
    ['moves something', (environment: Moved) => environment.move()],
    ['draws from the stream of the next episode', (environment: Moved) => environment.draw()],
  ])('a world that changes: render %s', (_, change) => {
    const environment = new Moved();
    const render = (): RgbaImage => {
      change(environment);
      return picture();
    };
    expect(complaint(Object.assign(environment, { render }))).toMatch(
      /^render\(\) must not change the world, but a run with pictures went another way than one without: at call \d+/,
    );
  });
});

/** A longer corridor, that something else may change. */
class Moved extends Corridor {
  override readonly observationSpace: Box = new Box({ low: [-1e6], high: [5] });

  move(): void {
    this.position -= 0.5;
  }

  draw(): void {
    this.random.uniform();
  }

  override step(action: number): StepResult<Float32Array> {
    const result = super.step(action);
    return { ...result, observation: Float32Array.of(this.position) };
  }
}

test('keeps the error of the environment as the cause', () => {
  const cause = new TypeError('no such field');
  const environment = withMembers({
    step: () => {
      throw cause;
    },
  });

  expect(() => {
    checkEnvironment(environment);
  }).toThrow(expect.objectContaining({ cause }) as Error);
});

test.each<[object, string]>([
  [{ steps: 0 }, 'checkEnvironment steps must be a whole number from 1 to 1000000; received 0.'],
  [{ seed: -1 }, 'checkEnvironment seed must be a whole number from 0 to 4294967295; received -1.'],
  [{ step: 5 }, "checkEnvironment has no option 'step' (did you mean 'steps'?)"],
])('refuses the options %j', (options, message) => {
  expect(() => {
    checkEnvironment(new Corridor(), options);
  }).toThrow(OptionsError);
  expect(() => {
    checkEnvironment(new Corridor(), options);
  }).toThrow(message);
});

/** Deterministic, in episodes of a fixed length; its state may be anything. */
function clock(
  length: number,
  makeState: (get: () => number, set: (at: number) => void) => object,
): Environment {
  let at = length;
  const states = makeState(
    () => at,
    (to) => (at = to),
  );
  return {
    observationSpace: new Discrete(length + 1),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: (at = 0), info: {} }),
    step: () => {
      if (at === length) throw new Error('Call reset() first.');
      const terminated = ++at === length;
      return { observation: at, reward: 0, terminated, truncated: false, info: {} };
    },
    ...states,
  };
}

describe('states', () => {
  test.each([1, 2, 5, 7, 25, 50])('that do nothing are noticed at length %i', (length) => {
    const noop = clock(length, () => ({ getState: () => ({}), setState: () => undefined }));
    const whole = clock(length, (get, set) => ({
      getState: () => ({ at: get() }),
      setState: (state: State) => {
        set(state['at'] as number);
      },
    }));
    const message = complaint(noop);

    // Episodes of one step have no middle.
    if (length > 1) expect(message).toContain('after setState(state) everything must go on');
    expect(complaint(whole)).toBe('no complaint');
  });

  test('that a checkpoint changes are noticed', () => {
    const identity = new Map<object, number>();
    const environment = clock(5, (get, set) => ({
      getState: () => {
        const state = {};
        identity.set(state, get());
        return state;
      },
      setState: (state: State) => {
        set(identity.get(state) ?? 5);
      },
    }));
    expect(complaint(environment)).not.toBe('no complaint');
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  test.each<[string, unknown, string]>([
    ['null', null, 'environment.getState() must return an object of plain data; received null'],
    ['nothing', undefined, 'received undefined'],
    ['a promise', Promise.resolve({}), 'must return the state itself; received a promise'],
    ['NaN', { x: NaN }, "cannot be saved: ValueError: 'x' must be a finite number"],
    ['an array of numbers', { x: Float32Array.of(1) }, "cannot be saved: ValueError: 'x' cannot"],
    ['a Map', new Map(), 'cannot be saved'],
    ['a list', [], 'cannot be saved'],
    ['itself', cyclic, 'nested deeper'],
  ])('of %s are refused', (_, state, message) => {
    const environment = clock(5, () => ({ getState: () => state, setState: () => undefined }));
    expect(complaint(environment)).toContain(message);
  });

  test('that are put back later are refused', () => {
    const environment = clock(5, (get) => ({
      getState: () => ({ at: get() }),
      setState: () => Promise.reject(new Error('too late')),
    }));
    expect(complaint(environment)).toContain('must be done when it returns; received a promise');
  });

  test('need functions', () => {
    expect(complaint(clock(5, () => ({ getState: 1, setState: 2 })))).toContain(
      'environment.getState must be a function, where there is one; received 1',
    );
  });
});

test.each([3.5e38, -1e39])('a reward of %d, which float32 cannot hold, is refused', (reward) => {
  expect(complaint(withSteps((result) => ({ ...result, reward })))).toContain(
    'the range of float32, in which rewards are stored; received',
  );
});

test('a reset that rejects is no unhandled rejection', async () => {
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  onTestFinished(() => void process.off('unhandledRejection', unhandled));
  const environment = withMembers({ reset: () => Promise.reject(new Error('too late')) });
  expect(complaint(environment)).toContain('received a promise');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(unhandled).not.toHaveBeenCalled();
});

test.each<[unknown, string]>([
  ['boom', "reset({ seed: 0 }) threw 'boom' (which is not an Error)"],
  [undefined, 'threw undefined (which is not an Error)'],
  [{ code: 7 }, 'threw {"code":7} (which is not an Error)'],
  [Object.create(null), 'threw {} (which is not an Error)'],
  [{ id: 1n }, 'threw an object (which is not an Error)'],
  [{ message: 'of another realm' }, 'threw of another realm.'],
  [new TypeError('bad'), 'threw TypeError: bad.'],
])('tells that reset threw %o', (thrown, message) => {
  const environment = withMembers({
    reset: () => {
      throw thrown;
    },
  });
  expect(complaint(environment)).toContain(message);
});

test('views of one memory at one place are one array', () => {
  const memory = new ArrayBuffer(8);
  const still: Environment<Float32Array> = {
    observationSpace: new Box({ low: 0, high: 1, shape: [2] }),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: new Float32Array(memory), info: {} }),
    step: () => ({
      ...{ observation: new Float32Array(memory), reward: 0, terminated: false, truncated: false },
      info: {},
    }),
  };
  expect(() => checkEnvironment(still)).toThrow(/returned the same array as/);
});

test('an environment that is being trained in is left alone', async () => {
  const environment = new CartPole();
  const agent = new DQNAgent({ environment });
  const training = train(agent, environment, { environmentSteps: 2_000 });
  await training.next();
  expect(() => checkEnvironment(environment)).toThrow(UsageError);
  await training.return();
  checkEnvironment(environment, { steps: 20 });
  agent.dispose();
});
