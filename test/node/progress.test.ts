import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { progress, showProgress } from '../../src/node/progress.ts';
import { logLine, metricsLine, progressLine } from '../../src/node/progressLine.ts';
import { ProgressTracker, type ProgressState } from '../../src/node/progressState.ts';
import type { TrainingEvent } from '../../src/training/events.ts';

/** A stream that keeps what is written to it. */
class FakeStream extends EventEmitter {
  readonly chunks: string[] = [];
  bytesWritten = 0;

  readonly isTTY: boolean;
  readonly columns: number;

  constructor(isTTY: boolean, columns = 80) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(chunk: string): boolean {
    this.chunks.push(chunk);
    this.bytesWritten += chunk.length;
    return true;
  }

  get stream(): NodeJS.WriteStream {
    return this as unknown as NodeJS.WriteStream;
  }

  /** What a terminal would show. */
  get screen(): string[] {
    const rows = [''];
    for (const piece of this.chunks.join('').split(/(\u001b\[\d*[AJ]|\r|\n)/)) {
      const up = /^\u001b\[(\d+)A$/.exec(piece)?.[1];
      if (up !== undefined) rows.splice(-Number(up));
      else if (piece === '\n') rows.push('');
      else if (piece === '\u001b[J') rows[rows.length - 1] = '';
      else if (piece !== '\r') rows.push(`${rows.pop() ?? ''}${piece}`);
    }
    return rows;
  }
}

const steps = (count: number, environmentSteps: number): TrainingEvent => ({
  type: 'steps',
  count,
  seconds: count / 1000,
  environmentSteps,
  exploration: { name: 'epsilon', value: 0.5 },
});

const episode = (number: number, value: number, environmentSteps = 0): TrainingEvent => ({
  type: 'episode',
  episode: number,
  return: value,
  length: 1,
  terminated: true,
  truncated: false,
  environmentSteps,
});

const evaluated: TrainingEvent = {
  type: 'evaluation',
  evaluation: {
    ...{ returns: [7], lengths: [1], mean: 7, standardDeviation: 0, min: 7, max: 7 },
    ...{ unfinished: 0, warning: null },
  },
  environmentSteps: 1_500,
};

const end: TrainingEvent = {
  type: 'end',
  reason: 'completed',
  episodes: 1,
  environmentSteps: 3_000,
  updates: 0,
  seconds: 61.4,
  message: null,
  nothingLearned: null,
};

async function* eventsOf(
  ...events: readonly TrainingEvent[]
): AsyncGenerator<TrainingEvent, void, undefined> {
  yield* events;
}

async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const all = [];
  for await (const event of events) all.push(event);
  return all;
}

let now = 0;
beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const state: ProgressState = {
  steps: 21_500,
  counts: 'steps',
  total: 50_000,
  seconds: 5.2,
  stepsPerSecond: 4_210.4,
  episodes: 213,
  recentReturns: [180, 194.6],
  exploration: { name: 'epsilon', value: 0.0403 },
  loss: 0.012345,
  evaluation: null,
  status: 'running',
};

describe('progressLine', () => {
  test('shows bar, percentage, steps and time left', () => {
    expect(progressLine(state, 79)).toBe(
      '━━━━━━━━━━━━━━━━━───────────────────────  43% · 21,500/50,000 steps · 0:07 left',
    );
    expect(progressLine(state, 50)).toBe('━━━━╸──────  43% · 21,500/50,000 steps · 0:07 left');
    expect(progressLine(state, 40)).toBe('43% · 21,500/50,000 steps · 0:07 left');
    expect(progressLine(state, 10)).toBe('43%');
  });

  test('shows the time it took at the end', () => {
    expect(progressLine({ ...state, steps: 50_000, status: 'completed' }, 70)).toMatch(
      /^━+ 100% · 50,000\/50,000 steps · completed in 0:05$/,
    );
    expect(progressLine({ ...state, status: 'stopped' }, 70)).toContain('stopped in 0:05');
  });

  test('never says 100% too early, nor more', () => {
    expect(progressLine({ ...state, steps: 49_999 }, 79)).toContain(' 99% ');
    expect(progressLine({ ...state, steps: 60_000 }, 79)).toContain('━ 100% ');
  });

  test('does without a bar where the total is unknown', () => {
    expect(progressLine({ ...state, total: null, seconds: 3_725 }, 79)).toBe(
      '21,500 steps · 1:02:05',
    );
  });
});

test('metricsLine shows what there is, the most important first', () => {
  expect(metricsLine(state, 79)).toBe(
    'return (20) 187.3 · ε 0.0403 · loss 0.0123 · 213 episodes · 4,210 steps/s',
  );
  expect(metricsLine(state, 60)).toBe('return (20) 187.3 · ε 0.0403 · loss 0.0123 · 213 episodes');
  expect(metricsLine({ ...state, evaluation: -12.34, exploration: null }, 45)).toBe(
    'return (20) 187.3 · eval -12.34 · loss 0.0123',
  );
  expect(metricsLine({ ...state, loss: 1.23e-5 }, 79)).toContain('loss 1.2e-5');
});

test('no line is ever wider than asked for', () => {
  for (let width = 1; width < 100; width++) {
    for (const total of [null, 1, 50_000]) {
      const shown = { ...state, total, evaluation: 12.345 };
      expect(progressLine(shown, width).length).toBeLessThanOrEqual(width);
      expect(metricsLine(shown, width).length).toBeLessThanOrEqual(width);
    }
  }
});

test('logLine has everything', () => {
  expect(logLine(state)).toBe(
    '21,500/50,000 steps (43%) · 0:05 · 0:07 left · ' +
      'return (20) 187.3 · ε 0.0403 · loss 0.0123 · 213 episodes · 4,210 steps/s',
  );
  expect(logLine({ ...state, total: null, status: 'stopped' })).toMatch(
    /^21,500 steps · stopped in 0:05 · return/,
  );
});

describe('ProgressTracker', () => {
  test('counts the steps of this run, not those of the agent before it', () => {
    const tracker = new ProgressTracker(100);
    tracker.observe(steps(10, 5_010));
    tracker.observe(steps(20, 5_030));
    expect(tracker.state).toMatchObject({ steps: 30, seconds: 0.03 });
    expect(tracker.state.stepsPerSecond).toBeCloseTo(1000, 6);
  });

  test('counts the updates of a training that takes no steps', () => {
    const tracker = new ProgressTracker(2_000);
    const updates = (count: number, all: number): TrainingEvent => ({
      ...{ type: 'updates', count, updates: all, loss: 1, meanQ: 1, learningRate: 1 },
      ...{ gradientNorm: 1, environmentSteps: 0 },
    });
    tracker.observe({ ...evaluated, environmentSteps: 0, updates: 7_000 });
    expect(tracker.state).toMatchObject({ steps: 0, counts: 'steps' });
    tracker.observe(updates(250, 7_250));
    tracker.observe(updates(750, 8_000));
    expect(tracker.state).toMatchObject({ steps: 1_000, counts: 'updates' });
    expect(progressLine(tracker.state, 40)).toMatch(/ 50% · 1,000\/2,000 updates$/);
    expect(logLine(tracker.state)).toBe('1,000/2,000 updates (50%) · eval 7 · loss 1');
    expect(progressLine({ ...tracker.state, total: null }, 40)).toBe('1,000 updates');
    tracker.observe({ ...end, environmentSteps: 0, updates: 9_000 });
    expect(progressLine(tracker.state, 60)).toMatch(
      /100% · 2,000\/2,000 updates · completed in 1:01$/,
    );
  });

  test('keeps the last 20 returns', () => {
    const tracker = new ProgressTracker(null);
    for (let number = 1; number <= 25; number++) tracker.observe(episode(number, number));
    expect(tracker.state.episodes).toBe(25);
    expect(tracker.state.recentReturns).toEqual(Array.from({ length: 20 }, (_, at) => at + 6));
  });

  test('takes the speed and the time left from the last five seconds', () => {
    const tracker = new ProgressTracker(100_000);
    const second = (count: number, environmentSteps: number): void =>
      tracker.observe({ ...steps(count, environmentSteps), seconds: 1 } as TrainingEvent);
    let taken = 0;
    for (let at = 0; at < 60; at++) second(1_000, (taken += 1_000));
    expect(tracker.state.stepsPerSecond).toBe(1_000);
    for (let at = 0; at < 2; at++) second(100, (taken += 100));
    // Three seconds of 1,000 steps and two of 100; the mean of the run is 971.
    expect(tracker.state.stepsPerSecond).toBe(640);
    for (let at = 0; at < 3; at++) second(100, (taken += 100));
    expect(tracker.state.stepsPerSecond).toBe(100);
    // 39,500 steps to go.
    expect(progressLine(tracker.state, 79)).toContain('60,500/100,000 steps · 6:35 left');
  });

  test('the speed is of one batch where that took longer than five seconds', () => {
    const tracker = new ProgressTracker(null);
    tracker.observe({ ...steps(10_000, 10_000), seconds: 1 } as TrainingEvent);
    tracker.observe({ ...steps(6_000, 16_000), seconds: 60 } as TrainingEvent);
    expect(tracker.state.stepsPerSecond).toBe(100);
  });

  test('the speed is not known before time has passed', () => {
    const tracker = new ProgressTracker(null);
    tracker.observe({ ...steps(10, 10), seconds: 0 } as TrainingEvent);
    expect(tracker.state.stepsPerSecond).toBeNull();
    tracker.observe({ ...steps(10, 20), seconds: 0.1 } as TrainingEvent);
    expect(tracker.state.stepsPerSecond).toBe(200);
  });

  test('takes loss, evaluation and end', () => {
    const tracker = new ProgressTracker(null);
    tracker.observe(steps(1, 1));
    tracker.observe({
      type: 'updates',
      count: 1,
      updates: 1,
      loss: 0.25,
      meanQ: 1,
      learningRate: 0.001,
      gradientNorm: 2,
      environmentSteps: 1,
    });
    tracker.observe(evaluated);
    tracker.observe(end);
    tracker.stop();
    expect(tracker.state).toMatchObject({
      loss: 0.25,
      evaluation: 7,
      status: 'completed',
      seconds: 61.4,
      steps: 3_000,
    });
  });
});

describe.each([true, false])('with isTTY %s', (isTTY) => {
  test('passes every event through unchanged', async () => {
    const all = [steps(1_000, 1_000), episode(1, 5), evaluated, end];
    const fake = new FakeStream(isTTY);
    const passed = await collect(showProgress(eventsOf(...all), { stream: fake.stream }));
    expect(passed).toHaveLength(all.length);
    for (const [index, event] of passed.entries()) expect(event).toBe(all[index]);
  });

  test('shows the last state once, when training is over', async () => {
    const fake = new FakeStream(isTTY);
    const all = eventsOf(steps(1_000, 1_000), steps(2_000, 3_000), end);
    await collect(showProgress(all, { stream: fake.stream, total: 3_000 }));
    const screen = fake.screen.join('\n');
    expect(screen).toMatch(/3,000\/3,000 steps.*completed in 1:01/);
    expect(screen.match(/completed/g)).toHaveLength(1);
    expect(fake.screen.at(-1)).toBe('');
  });

  test('finishes the events and the display when the consumer breaks out', async () => {
    const fake = new FakeStream(isTTY);
    let finished = false;
    async function* endless(): AsyncGenerator<TrainingEvent> {
      try {
        for (let count = 1; ; count++) yield steps(1, count);
      } finally {
        finished = true;
      }
    }
    for await (const event of showProgress(endless(), { stream: fake.stream, total: 10 })) {
      if (event.environmentSteps === 4) break;
    }
    expect(finished).toBe(true);
    expect(fake.screen.join('\n')).toMatch(/4\/10 steps.*stopped/);
    expect(fake.screen.at(-1)).toBe('');
  });

  test('passes an error on after finishing the display', async () => {
    const fake = new FakeStream(isTTY);
    async function* failing(): AsyncGenerator<TrainingEvent> {
      yield steps(1, 1);
      throw new Error('lost the game');
    }
    await expect(collect(showProgress(failing(), { stream: fake.stream }))).rejects.toThrow(
      'lost the game',
    );
    expect(fake.screen.join('\n')).toContain('1 steps · stopped in 0:00');
  });
});

describe('on a terminal', () => {
  test('rewrites its two lines at most ten times a second', async () => {
    const fake = new FakeStream(true);
    async function* second(): AsyncGenerator<TrainingEvent> {
      for (let count = 1; count <= 1_000; count++) {
        yield steps(1, count);
        now += 1;
      }
    }
    await collect(showProgress(second(), { stream: fake.stream, total: 1_000 }));
    // Ten and the last state.
    expect(fake.chunks).toHaveLength(11);
    expect(fake.screen).toHaveLength(3);
    expect(fake.screen[0]).toMatch(/^━+ 100% · 1,000\/1,000 steps/);
    expect(fake.screen[1]).toBe('ε 0.5 · 1,000 steps/s');
  });

  test.each([80, 50, 20, 5, 1])('never fills %d columns', async (columns) => {
    const fake = new FakeStream(true, columns);
    const all = eventsOf(steps(1_000, 1_000), episode(1, 1.2345), evaluated, end);
    await collect(showProgress(all, { stream: fake.stream, total: 100_000 }));
    for (const line of fake.screen)
      expect(line.length).toBeLessThanOrEqual(Math.max(1, columns - 1));
  });

  test('is off the screen when an evaluation is passed on, and back afterwards', async () => {
    const fake = new FakeStream(true);
    const all = eventsOf(steps(1_000, 1_000), evaluated, steps(1, 1_001));
    const seen: string[] = [];
    for await (const event of showProgress(all, { stream: fake.stream })) {
      seen.push(`${event.type}: ${fake.screen.length}`);
      if (event.type === 'evaluation') fake.write('reached 7\n');
    }
    expect(seen).toEqual(['steps: 3', 'evaluation: 1', 'steps: 4']);
    expect(fake.screen[0]).toBe('reached 7');
  });

  test('never erases what others print', async () => {
    const fake = new FakeStream(true);
    const all = eventsOf(steps(1_000, 1_000), episode(1, 5), steps(1, 1_001));
    for await (const event of showProgress(all, { stream: fake.stream })) {
      if (event.type === 'episode') fake.write('hello\n');
      now += 200;
    }
    expect(fake.screen).toContain('hello');
    expect(fake.screen.at(-3)).toContain('1,001 steps');
  });
});

describe('where it is no terminal', () => {
  test('writes a plain line every few seconds and one at the end', async () => {
    const fake = new FakeStream(false);
    async function* minute(): AsyncGenerator<TrainingEvent> {
      for (let second = 1; second <= 60; second++) {
        now += 1_000;
        yield steps(10, 10 * second);
      }
      yield end;
    }
    await collect(showProgress(minute(), { stream: fake.stream, everySeconds: 20 }));
    expect(fake.chunks).toHaveLength(4);
    expect(fake.chunks[0]).toMatch(/^200 steps · .*\n$/);
    expect(fake.chunks[3]).toMatch(/^3,000 steps · completed in 1:01 · .*\n$/);
    expect(fake.chunks.join('')).not.toContain('\u001b');
  });
});

test('refuses bad options at once', () => {
  const show = (options: object) => () => showProgress(eventsOf(), options);
  expect(show({ total: 0 })).toThrow(OptionsError);
  expect(show({ totl: 5 })).toThrow("did you mean 'total'?");
  expect(show({ everySeconds: NaN })).toThrow('showProgress.everySeconds must be');
});

describe('a run that goes on', () => {
  const events = [steps(500, 2_500), { ...end, environmentSteps: 3_000 }];

  test('counts the steps before it was broken off', async () => {
    const { stream, chunks } = new FakeStream(false);
    const run = Object.assign(eventsOf(...events), { resumedAt: 2_000 });
    await collect(showProgress(run, { total: 3_000, stream, everySeconds: 0 }));
    expect(chunks[0]).toContain('2,500/3,000 steps (83%)');
    expect(chunks.at(-1)).toContain('3,000/3,000 steps (100%)');
  });

  test('shows all of them where nothing was left to do', async () => {
    const { stream, chunks } = new FakeStream(false);
    const run = Object.assign(eventsOf(end), { resumedAt: 3_000 });
    await collect(showProgress(run, { total: 3_000, stream }));
    expect(chunks.join('')).toContain('3,000/3,000 steps (100%)');
  });

  test('progress of consume is told as well', () => {
    const { stream, chunks } = new FakeStream(false);
    const consumer = progress({ total: 3_000, stream, everySeconds: 0 });
    const run = { resumedAt: 2_000, getState: () => Promise.resolve({}), stop: () => undefined };
    for (const event of events) void consumer.on(event, run);
    expect(chunks[0]).toContain('2,500/3,000 steps (83%)');
  });
});

describe('showProgress with trouble', () => {
  test.each([[null], [7], [{}], [{ isTTY: true }]])('refuses the stream %o', (stream) => {
    const show = (): unknown => showProgress(eventsOf(), { stream: stream as never });
    expect(show).toThrow(OptionsError);
    expect(show).toThrow(
      stream === null
        ? 'showProgress: stream must be a value'
        : 'showProgress.stream must be a stream that can be written to',
    );
  });

  test.each([true, false])('reports why training failed, not the stream (TTY: %s)', async (tty) => {
    const fake = new FakeStream(tty);
    async function* failing(): AsyncGenerator<TrainingEvent, void, undefined> {
      yield episode(1, 2);
      fake.write = () => {
        throw new Error('broken pipe');
      };
      throw new Error('diverged');
    }
    await expect(collect(showProgress(failing(), { stream: fake.stream }))).rejects.toThrow(
      'diverged',
    );
  });

  test('reports that the stream failed where nothing else did', async () => {
    const fake = new FakeStream(false);
    fake.write = () => {
      throw new Error('broken pipe');
    };
    const events = showProgress(eventsOf(steps(1, 1)), { stream: fake.stream });
    await expect(collect(events)).rejects.toThrow('broken pipe');
  });

  test('counts the steps of an episode where the consumer breaks before any others', async () => {
    const fake = new FakeStream(false);
    const first: TrainingEvent = {
      type: 'episode',
      episode: 1,
      return: 9,
      length: 30,
      terminated: true,
      truncated: false,
      environmentSteps: 1_030,
    };
    for await (const event of showProgress(eventsOf(first), { stream: fake.stream })) {
      expect(event).toBe(first);
      break;
    }
    expect(fake.chunks.join('')).toMatch(/^30 steps · stopped/);
  });
});

test.each([undefined, null, 5, {}, []])('refuses %j in place of events, at once', (events) => {
  expect(() => showProgress(events as never)).toThrow(OptionsError);
  expect(() => showProgress(events as never)).toThrow('needs the events of a training');
});

describe('what people are to read', () => {
  const message = 'TD errors of 900 on average: rewards are too large.';
  const events: readonly TrainingEvent[] = [
    steps(5, 5),
    { type: 'warning', warning: 'large TD errors', message, environmentSteps: 5, updates: 1 },
    steps(5, 10),
    {
      ...{ type: 'end', reason: 'completed', episodes: 0, environmentSteps: 10, updates: 0 },
      ...{ seconds: 1, message: null, nothingLearned: 'The replay buffer holds 10 transitions.' },
    },
  ];

  test.each([true, false])('is written as lines that stay (terminal: %s)', async (isTTY) => {
    const stream = new FakeStream(isTTY, 200);
    const run = async function* (): AsyncGenerator<TrainingEvent> {
      yield* events;
    };
    const passed: TrainingEvent[] = [];
    for await (const event of showProgress(run(), { stream: stream.stream })) passed.push(event);
    expect(passed).toEqual(events);
    expect(stream.screen).toContain(message);
    expect(stream.screen.filter((row) => row !== '').at(-1)).toBe(
      'The replay buffer holds 10 transitions.',
    );
  });
});
