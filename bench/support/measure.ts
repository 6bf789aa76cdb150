/** One of several ways to do the same thing. */
export interface Variant {
  readonly name: string;
  readonly run: () => void | Promise<void>;
  /** So many calls at once, where one by one would cost too much. */
  readonly runMany?: (calls: number) => Promise<void>;
}

/** How long to measure. */
export interface MeasureOptions {
  /** How often all variants take turns. @default 15 */
  readonly rounds?: number;
  /** Seconds that each variant runs at least, over all rounds. @default 1 */
  readonly minSeconds?: number;
  /** The clock, in milliseconds. @default performance.now */
  readonly now?: () => number;
}

/** What was measured of one variant. */
export interface Measurement {
  readonly name: string;
  /** Microseconds per call: the median of the rounds. */
  readonly median: number;
  /** Microseconds per call: a tenth of the rounds were faster. */
  readonly p10: number;
  /** Microseconds per call: a tenth of the rounds were slower. */
  readonly p90: number;
  /**
   * Time per call divided by that of the first variant: the median of the
   * ratios taken in each round. Below 1 is faster than the first variant.
   */
  readonly ratio: number;
  /** Calls in each round. */
  readonly callsPerRound: number;
}

/**
 * Times variants against each other. They take turns in short slices, and
 * ratios are taken within a round, since a machine's speed may drift by far
 * more than the variants differ.
 *
 * @returns One measurement a variant, in their order.
 */
export async function measureInterleaved(
  variants: readonly Variant[],
  options: MeasureOptions = {},
): Promise<readonly Measurement[]> {
  const { rounds = 15, minSeconds = 1, now = () => performance.now() } = options;
  if (variants.length === 0) throw new Error('measureInterleaved needs at least one variant.');
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error(`rounds must be a whole number from 1; received ${rounds}.`);
  }

  /** Milliseconds that `calls` calls take. */
  const time = async ({ run, runMany }: Variant, calls: number): Promise<number> => {
    const start = now();
    if (runMany) {
      await runMany(calls);
      return now() - start;
    }
    for (let call = 0; call < calls; call++) {
      const result = run();
      // Awaiting nothing would cost more than many a call.
      if (result !== undefined) await result;
    }
    return now() - start;
  };

  const sliceMilliseconds = (minSeconds * 1000) / rounds;
  const calls: number[] = [];
  for (const variant of variants) {
    // Also warms the variant up: the last try takes at least a slice.
    let tried = 1;
    while ((await time(variant, tried)) < sliceMilliseconds) tried *= 2;
    calls.push(tried);
  }

  const samples = variants.map(() => new Float64Array(rounds));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < variants.length; turn++) {
      // Nobody always goes first.
      const index = (round + turn) % variants.length;
      const milliseconds = await time(variants[index]!, calls[index]!);
      samples[index]![round] = (milliseconds * 1000) / calls[index]!;
    }
  }

  const reference = samples[0]!;
  return variants.map(({ name }, index) => {
    const own = samples[index]!;
    return {
      name,
      median: quantile(own, 0.5),
      p10: quantile(own, 0.1),
      p90: quantile(own, 0.9),
      ratio: quantile(
        own.map((microseconds, round) => microseconds / reference[round]!),
        0.5,
      ),
      callsPerRound: calls[index]!,
    };
  });
}

/** The quantile of at least one value, interpolated linearly. */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}
