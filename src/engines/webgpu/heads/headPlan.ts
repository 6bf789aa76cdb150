import type { Head } from '../../../heads/head.ts';
import { isStandard } from '../../../heads/standardHead.ts';

/** Options of a head as its `options` holds them; which ones it has, follows from its kind. */
type Options = Readonly<Record<string, unknown>>;

/** A loss of the action values at s that is added to that of a head. */
export interface Addition {
  readonly kind: 'cql' | 'largeMargin';
  /** What it counts for: α of `cql`, the weight of `largeMargin`. */
  readonly factor: number;
  /** Of `largeMargin`. */
  readonly margin: number;
}

/** A head, taken apart into what shaders are made of. */
export interface HeadPlan {
  /** Such as `'q'`. */
  readonly kind: string;
  readonly options: Options;
  readonly additions: readonly Addition[];
}

/** Takes a head apart; `null` if its maths may be another than its kind tells. */
export function planOf(head: Head): HeadPlan | null {
  return isStandard(head) ? planOfKind(head.kind, head.options) : null;
}

function planOfKind(kind: string, options: Options): HeadPlan {
  if (kind !== 'cql' && kind !== 'largeMargin') return { kind, options, additions: [] };
  const inner = options['head'] as { readonly kind: string; readonly options: Options };
  const plan = planOfKind(inner.kind, inner.options);
  const factor = numberOf(options, kind === 'cql' ? 'alpha' : 'weight');
  const margin = kind === 'cql' ? 0 : numberOf(options, 'margin');
  return { ...plan, additions: [...plan.additions, { kind, factor, margin }] };
}

/** An option that is a number. */
export function numberOf(options: Options, name: string): number {
  return options[name] as number;
}

/** The level of the risk measure of a head, which is `cvar`; 1, the mean, without one. */
export function riskLevelOf(options: Options): number {
  const risk = options['risk'] as { readonly options: { readonly level: number } } | undefined;
  return risk?.options.level ?? 1;
}
