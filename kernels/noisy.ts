/**
 * `to = mean + sigma ⊙ (inputNoise · outputNoiseᵀ)`: the weights of a noisy
 * layer (Fortunato et al. 2018, equations 10 and 11).
 *
 * @param mean - Shape `[inputs, units]`.
 * @param sigma - Shape `[inputs, units]`.
 * @param inputNoise - Shape `[inputs]`; 0 for ones, as the bias has them.
 * @param outputNoise - Shape `[units]`.
 * @param to - Shape `[inputs, units]`.
 */
export function noisyWeights(
  mean: usize,
  sigma: usize,
  inputNoise: usize,
  outputNoise: usize,
  to: usize,
  inputs: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  const bulk = width & ~15;
  for (let input = 0; input < inputs; input++) {
    const noise: f32 = inputNoise === 0 ? 1 : load<f32>(inputNoise + ((<usize>input) << 2));
    const four = f32x4.splat(noise);
    for (let at: usize = 0; at < bulk; at += 16) {
      const both = f32x4.mul(four, v128.load(outputNoise + at));
      const deviation = f32x4.mul(v128.load(sigma + at), both);
      v128.store(to + at, f32x4.add(v128.load(mean + at), deviation));
    }
    for (let at = bulk; at < width; at += 4) {
      const both = noise * load<f32>(outputNoise + at);
      store<f32>(to + at, load<f32>(mean + at) + load<f32>(sigma + at) * both);
    }
    mean += width;
    sigma += width;
    to += width;
  }
}

/**
 * The gradient in sigma of {@link noisyWeights}, from the one in the weights.
 *
 * @param outputNoise - 0 if there was no noise at all: then the gradient is 0.
 */
export function noisyGradient(
  weightGradient: usize,
  inputNoise: usize,
  outputNoise: usize,
  sigmaGradient: usize,
  inputs: i32,
  units: i32,
): void {
  const width = (<usize>units) << 2;
  const bulk = width & ~15;
  if (outputNoise === 0) {
    memory.fill(sigmaGradient, 0, <usize>inputs * width);
    return;
  }
  for (let input = 0; input < inputs; input++) {
    const noise: f32 = inputNoise === 0 ? 1 : load<f32>(inputNoise + ((<usize>input) << 2));
    const four = f32x4.splat(noise);
    for (let at: usize = 0; at < bulk; at += 16) {
      const both = f32x4.mul(four, v128.load(outputNoise + at));
      v128.store(sigmaGradient + at, f32x4.mul(v128.load(weightGradient + at), both));
    }
    for (let at = bulk; at < width; at += 4) {
      const both = noise * load<f32>(outputNoise + at);
      store<f32>(sigmaGradient + at, load<f32>(weightGradient + at) * both);
    }
    weightGradient += width;
    sigmaGradient += width;
  }
}
