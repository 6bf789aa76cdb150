import { checkValueGradient } from './checkValueGradient.ts';

/** `addValueGradient` of the heads whose outputs are the values themselves. */
export function addGradients(
  outputs: Float32Array,
  valueGradient: Float32Array,
  outputGradient: Float32Array,
): void {
  checkValueGradient(outputs, valueGradient, outputGradient, 1);
  for (let index = 0; index < valueGradient.length; index++) {
    outputGradient[index] = (outputGradient[index] as number) + (valueGradient[index] as number);
  }
}
