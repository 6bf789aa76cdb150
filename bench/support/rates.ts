import type { Measurement, Variant } from './measure.ts';
import type { Row } from './table.ts';

/** A variant that is known to multiply and add so many times. */
export interface RatedVariant extends Variant {
  /** Multiplications and additions in one call. */
  readonly operations: number;
  /** The variant that does so in registers alone; null for that one itself. */
  readonly peak: string | null;
}

/** Lays measurements out, with the share of its peak that each variant reaches. */
export function tabulate(
  variants: readonly (Variant | RatedVariant)[],
  measured: readonly Measurement[],
): readonly Row[] {
  const rated = new Map(
    variants.flatMap((variant) => ('operations' in variant ? [[variant.name, variant]] : [])),
  );
  const rate = (name: string | null | undefined): number | null => {
    const found = measured.find((measurement) => measurement.name === name);
    const { operations } = rated.get(name ?? '') ?? {};
    return found && operations !== undefined ? operations / found.median / 1000 : null;
  };
  return measured.map(({ name: variant, median, p10, p90, ratio }) => {
    const gigaflops = rate(variant);
    const peak = rate(rated.get(variant)?.peak);
    return {
      variant,
      'median µs': median,
      'p10 µs': p10,
      'p90 µs': p90,
      'times faster': rated.get(variant)?.peak === null ? null : 1 / ratio,
      'GFLOP/s': gigaflops,
      '% of peak': gigaflops !== null && peak !== null ? (100 * gigaflops) / peak : null,
    };
  });
}
