import { loadKernels } from '../../src/engines/simd/kernels.ts';
import type { Variant } from './measure.ts';

const rounds = 20_000;
const kernels = loadKernels(new WebAssembly.Memory({ initial: 1 }), false);

/** Multiplies and adds in registers alone: the most that this machine could do. */
export const peakVariant: Variant = {
  name: 'multiply and add in registers alone',
  run: () => void kernels.peak(rounds),
};

/** Operations of one run of {@link peakVariant}. */
export const peakOperations: number = 96 * rounds;
