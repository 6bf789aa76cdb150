import { OptionsError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import { readDistribution } from '../heads/readDistribution.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import { distributionOf } from '../policy/distribution.ts';
import type { ValuesHeader } from '../policy/header.ts';
import { fractionsOf, valuesOf } from '../policy/values.ts';
import { show } from '../validation/options.ts';

/**
 * How the outputs of a head become values, as data. It is tried on a few outputs: a head of
 * the user's own may be exported as well, if its values are its outputs or their mean.
 *
 * @throws {OptionsError} If this cannot be said as data.
 */
export function valuesOfHead(head: Head): ValuesHeader {
  const values = guess(head);
  if (values && asksTheSame(head, values) && givesTheSame(head, values)) {
    return values.kind === 'q' || saysTheSame(head, values) ? values : { ...values, alone: true };
  }
  throw new OptionsError(
    `The values of the head '${head.kind}' cannot be exported: exports know heads whose values are the ` +
      'outputs, or a mean of them, and distributions with risk: cvar(level). Received ' +
      `${show(head.options)}. Use one of the library's heads, without a risk measure of your own.`,
  );
}

type Options = Readonly<Record<string, unknown>>;

function guess(head: Head): ValuesHeader | null {
  const { kind, options } = innermost(head);
  const number = (name: string): number => Number(options[name]);
  if (head.fractions) return { kind: 'fractions', count: head.fractions.acting, ...risk(options) };
  if (kind === 'c51') {
    const { outputsPerAction: atoms } = head;
    return { kind: 'categorical', atoms, min: number('min'), max: number('max'), ...risk(options) };
  }
  if (kind === 'hlGauss') {
    const [bins, min, max] = [number('bins'), number('min'), number('max')];
    // The middles of the bins.
    const half = (max - min) / bins / 2;
    return { kind: 'categorical', atoms: bins, min: min + half, max: max - half };
  }
  if (head.outputsPerAction === 1 && kind !== 'quantile') return { kind: 'q' };
  return { kind: 'quantiles', count: head.outputsPerAction, ...risk(options) };
}

/** Heads that add a loss to another one have its values. */
function innermost(head: { readonly kind: string; readonly options: Options }): {
  readonly kind: string;
  readonly options: Options;
} {
  const inner = head.options['head'] as { kind?: unknown; options?: Options } | undefined;
  if (typeof inner?.kind !== 'string') return head;
  return innermost({ kind: inner.kind, options: inner.options ?? {} });
}

function risk({ risk: given }: Options): { readonly level?: number } {
  const { kind, options } = Object(given) as { kind?: string; options?: { level?: unknown } };
  const level = options?.level;
  return kind === 'cvar' && typeof level === 'number' ? { level } : {};
}

/** Whether greedy choices ask the network at the same fractions. */
function asksTheSame(head: Head, values: ValuesHeader): boolean {
  if (values.kind !== 'fractions') return true;
  const middles = fractionsOf({ kind: 'fractions', count: values.count });
  const asked = fractionsOf(values);
  return middles.every((middle, index) => {
    const own = head.actingFraction?.(middle) ?? middle;
    return Math.fround(own) === asked[index];
  });
}

/** Tries both on the same outputs, of three actions. */
function givesTheSame(head: Head, values: ValuesHeader): boolean {
  const outputs = someOutputs(head, values);
  const expected = new Float32Array(ACTIONS);
  head.values(outputs.slice(), expected);
  return valuesOf(values, outputs).every((value, action) => value === expected[action]);
}

/** Reads both as distributions of returns: a head of the user's own may do it otherwise, or not at all. */
function saysTheSame(head: Head, values: ValuesHeader): boolean {
  if (!head.distribution) return false;
  const outputs = someOutputs(head, values);
  const taken = values.kind === 'fractions' ? fractionsOf(values) : null;
  const [ours, theirs] = [
    distributionOf(values, outputs),
    readDistribution(head, outputs.slice(), ACTIONS, taken),
  ].map((made) => numbersOf(made));
  if (ours?.length !== theirs?.length) return false;
  return ours!.every((number, index) => {
    const other = theirs![index] as number;
    return Math.abs(number - other) <= 1e-5 * Math.max(1, Math.abs(number));
  });
}

/** All numbers of a distribution; those of the two kinds never have the same ones in front. */
function numbersOf(made: ReturnDistribution | null): readonly number[] {
  if (!made) return [];
  return made.kind === 'categorical'
    ? [0, ...made.support, ...made.probabilities.flatMap((each) => [...each])]
    : [1, ...made.fractions, ...made.quantiles.flatMap((each) => [...each])];
}

/** How many actions heads are tried with. */
const ACTIONS = 3;

function someOutputs(head: Head, values: ValuesHeader): Float32Array {
  const each = values.kind === 'fractions' ? values.count : head.outputsPerAction;
  return Float32Array.from({ length: ACTIONS * each }, (_, index) => 3 * Math.sin(1 + index));
}
