/**
 * `V + A − mean A` as the kernel of a dense layer on `[V, A…]`: a row of V adds
 * it to every action; that of A_i adds it to action i, less 1/n to all. With
 * several outputs of each action, each takes part in its own ones alone.
 *
 * @param size - Outputs of each action.
 * @returns Shape `[(actions + 1) · size, actions · size]`.
 */
export function duelingKernel(actions: number, size = 1): Float32Array {
  const columns = actions * size;
  const kernel = new Float32Array((actions + 1) * size * columns);
  for (let row = 0; row < (actions + 1) * size; row++) {
    for (let action = 0; action < actions; action++) {
      const isOwn = row - size === action * size + (row % size);
      const ofAdvantage = isOwn ? 1 - 1 / actions : -1 / actions;
      kernel[row * columns + action * size + (row % size)] = row < size ? 1 : ofAdvantage;
    }
  }
  return kernel;
}
