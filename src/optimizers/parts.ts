import type { OptimizerSpec } from './optimizer.ts';

/** Whether an array of weights decays: kernels and tables, and biases only if asked for. */
export function decays(
  optimizer: OptimizerSpec,
  { shape }: { readonly shape: readonly number[] },
): boolean {
  if (optimizer.type !== 'adamw' || optimizer.weightDecay === 0) return false;
  return optimizer.decayBiases || shape.length > 1;
}

/**
 * The index of the table whose rows are stepped only where a batch used them;
 * `null` if there is none.
 */
export function lazyTable(
  optimizer: OptimizerSpec,
  trunk: readonly { readonly type: string; readonly table?: number }[],
): number | null {
  const isAdam = optimizer.type === 'adam' || optimizer.type === 'adamw';
  if (!isAdam || !optimizer.lazyRows) return null;
  // An embedding is always the first layer.
  return trunk[0]?.table ?? null;
}
