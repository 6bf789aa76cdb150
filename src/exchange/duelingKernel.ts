/**
 * `V + A − mean A` as the kernel of a dense layer on `[V, A…]`: row 0 adds V to
 * every action; row 1 + i adds A_i to action i, less 1/n to all.
 *
 * @returns Shape `[actions + 1, actions]`.
 */
export function duelingKernel(actions: number): Float32Array {
  const kernel = new Float32Array((actions + 1) * actions).fill(-1 / actions);
  kernel.fill(1, 0, actions);
  for (let action = 0; action < actions; action++) {
    kernel[(action + 1) * actions + action] = 1 - 1 / actions;
  }
  return kernel;
}
