import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { collectGarbage } from './support/collectGarbage.ts';
import { measureInterleaved, quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';
import { pixels, vectors, type TransitionSource } from './support/transitions.ts';

export const name = 'replay';
export const description: string =
  'memory, add and sample of replay buffers (--capacity 100000, --seconds 3; --whole for stacks of ' +
  'frames kept whole as well, which takes 2.8 GB)';
export const options: Options = { capacity: 'number', seconds: 'number', whole: 'flag' };

/** A replay buffer that is full. */
interface Filled {
  readonly name: string;
  readonly replay: ReplayBuffer;
  /** Microseconds of each call of `add`: the median. */
  readonly addMedian: number;
  /** What the process has grown by. */
  readonly megabytes: number;
  /** The part of that in array buffers. */
  readonly megabytesInArrays: number;
}

/** Fills replay buffers, then times draws from them, taking turns. */
export async function run(context: BenchmarkContext): Promise<void> {
  const capacity = context.number('capacity', 100_000);
  const filled = [
    fill('[4] float32', capacity, 'auto', vectors()),
    fill('[4, 84, 84] uint8, 1 stream', capacity, 'auto', pixels(1)),
    fill('[4, 84, 84] uint8, 8 streams', capacity, 'auto', pixels(8)),
  ];
  if (context.args.includes('--whole')) {
    filled.push(fill('[4, 84, 84] uint8, frames: 1', capacity, 1, pixels(1)));
  }
  const variants = filled.map(({ name: variant, replay }) => ({
    name: variant,
    run: () => void replay.sample(32),
  }));
  const measured = await measureInterleaved(variants, {
    minSeconds: context.number('seconds', 3),
  });
  context.report(
    `ReplayBuffer, ${capacity} transitions, full (MB = 1e6 bytes)`,
    filled.map((each, index): Row => ({
      observations: each.name,
      'MB of the process': each.megabytes,
      'MB in arrays': each.megabytesInArrays,
      'add, median µs': each.addMedian,
      'sample(32), median µs': measured[index]?.median ?? null,
      'p90 µs': measured[index]?.p90 ?? null,
    })),
  );
}

/** Fills a buffer, and a quarter of it once more, as its memory must not grow any further. */
function fill(
  title: string,
  capacity: number,
  frames: number | 'auto',
  source: TransitionSource,
): Filled {
  collectGarbage();
  const before = process.memoryUsage();
  const replay = new ReplayBuffer({
    capacity,
    environment: { observationSpace: source.space, actionSpace: new Discrete(6) },
    frames,
  });
  const times = new Float64Array(Math.ceil(1.25 * capacity));
  for (let index = 0; index < times.length; index++) {
    const [transition, stream] = source.next();
    const start = performance.now();
    replay.add(transition, stream);
    times[index] = (performance.now() - start) * 1000;
  }
  collectGarbage();
  const after = process.memoryUsage();
  return {
    name: title,
    replay,
    addMedian: quantile(times, 0.5),
    megabytes: (after.rss - before.rss) / 1e6,
    megabytesInArrays: (after.arrayBuffers - before.arrayBuffers) / 1e6,
  };
}
