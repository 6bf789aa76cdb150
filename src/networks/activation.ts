/**
 * What a layer applies to its outputs.
 *
 * @category Networks
 */
export type Activation = 'linear' | 'relu' | 'tanh' | 'sigmoid' | 'elu';

/** The activations, as a list for validation. */
export const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid', 'elu'];
