/** `addValueGradient` of the heads whose outputs are the values themselves. */
export function addGradients(
  _outputs: Float32Array,
  valueGradient: Float32Array,
  outputGradient: Float32Array,
): void {
  for (let index = 0; index < valueGradient.length; index++) {
    outputGradient[index] = (outputGradient[index] as number) + (valueGradient[index] as number);
  }
}
