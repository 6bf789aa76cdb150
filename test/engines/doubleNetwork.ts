import type { Draws } from '../../src/engines/engine.ts';
import type { Activation } from '../../src/networks/activation.ts';
import type { Architecture } from '../../src/networks/architecture.ts';
import type { ConvLayer } from '../../src/networks/layers/conv.ts';
import type { DenseLayer } from '../../src/networks/layers/dense.ts';
import type { FractionEmbeddingLayer } from '../../src/networks/layers/fractionEmbedding.ts';
import type { Layer } from '../../src/networks/layers/table.ts';
import type { ObservationBatch } from '../../src/replay/batch.ts';
import { activate, referenceInput } from './referenceNetwork.ts';
import { forEachProduct, slope } from './referenceGradient.ts';
import { normalized, normalizedBackward } from './referenceNorm.ts';

/** What a pass came to, and its way back. */
export interface DoublePass {
  /** As those of an engine. */
  readonly outputs: Float64Array;
  /** The gradient in every weight of `sum(outputs · upstream)`. */
  readonly backward: (upstream: ArrayLike<number>) => Gradient;
}

/** The gradient in every weight, as it is summed up. */
export class Gradient {
  readonly sums: Float64Array;
  /**
   * The sums of the sizes of its terms: how large rounding errors are goes by these. A sum may be next
   * to nothing, as those of biases often are.
   */
  readonly sizes: Float64Array;

  constructor(length: number) {
    this.sums = new Float64Array(length);
    this.sizes = new Float64Array(length);
  }

  add(at: number, term: number): void {
    this.sums[at] = this.sums[at]! + term;
    this.sizes[at] = this.sizes[at]! + Math.abs(term);
  }
}

/** A layer on its way: its outputs, and what takes their gradient to that of its inputs. */
interface Step {
  readonly y: readonly number[];
  readonly back: (dy: readonly number[], gradient: Gradient) => number[];
}

/** What a pass computes with. */
interface Given {
  readonly weights: ArrayLike<number>;
  readonly noise: Float32Array | null;
  readonly fraction: number;
}

/** Networks in double precision, with noise, fractions and several outputs an action. */
export class DoubleNetwork {
  readonly #architecture: Architecture;

  constructor(architecture: Architecture) {
    this.#architecture = architecture;
  }

  forward(
    weights: ArrayLike<number>,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
  ): DoublePass {
    const { input, outputs: width, takesFractions } = this.#architecture;
    const noise = draws?.noise ?? null;
    const count = takesFractions ? draws!.fractions!.length / batch : 1;
    const outputs = new Float64Array(batch * width * count);
    const rows: { readonly step: Step; readonly at: (output: number) => number }[] = [];
    for (let row = 0; row < batch; row++) {
      const raw = Array.from(observations.subarray(row * input.size, (row + 1) * input.size));
      const x = referenceInput(this.#architecture, raw);
      for (let k = 0; k < count; k++) {
        const fraction = takesFractions ? draws!.fractions![row * count + k]! : NaN;
        const step = this.#row({ weights, noise, fraction }, x);
        const at = (output: number): number => (row * width + output) * count + k;
        step.y.forEach((value, output) => (outputs[at(output)] = value));
        rows.push({ step, at });
      }
    }
    return {
      outputs,
      backward: (upstream) => {
        const gradient = new Gradient(weights.length);
        for (const { step, at } of rows) {
          step.back(
            step.y.map((_, output) => upstream[at(output)]!),
            gradient,
          );
        }
        return gradient;
      },
    };
  }

  #row(given: Given, x: readonly number[]): Step {
    const { trunk, output, actions, outputsPerAction: each } = this.#architecture;
    const features = this.#stack(given, trunk, x);
    if (output.type === 'linear') {
      const last = this.#stack(given, output.layers, features.y);
      return { y: last.y, back: (dy, g) => features.back(last.back(dy, g), g) };
    }
    const value = this.#stack(given, output.value, features.y);
    const advantage = this.#stack(given, output.advantage, features.y);
    const sums = (of: readonly number[]): number[] =>
      Array.from({ length: each }, (_, atom) =>
        of.reduce((sum, one, i) => (i % each === atom ? sum + one : sum), 0),
      );
    const total = sums(advantage.y);
    return {
      y: advantage.y.map((a, i) => value.y[i % each]! + a - total[i % each]! / actions),
      back: (dy, g) => {
        const sum = sums(dy);
        const one = value.back(sum, g);
        const other = advantage.back(
          dy.map((slopeOf, i) => slopeOf - sum[i % each]! / actions),
          g,
        );
        return features.back(
          one.map((slopeOf, i) => slopeOf + other[i]!),
          g,
        );
      },
    };
  }

  #stack(given: Given, layers: readonly Layer[], x: readonly number[]): Step {
    const steps: Step[] = [];
    let y = x;
    for (const layer of layers) {
      const step = this.#layer(given, layer, y);
      steps.push(step);
      y = step.y;
    }
    return {
      y,
      back: (dy, g) => steps.reduceRight((slopes, step) => step.back(slopes, g), [...dy]),
    };
  }

  #offset(parameter: number): number {
    return this.#architecture.parameters[parameter]!.offset;
  }

  #layer(given: Given, layer: Layer, x: readonly number[]): Step {
    const { weights } = given;
    switch (layer.type) {
      case 'reshape':
        return { y: x, back: (dy) => [...dy] };
      case 'embedding': {
        const at = this.#offset(layer.table) + x[0]! * layer.units;
        const y = Array.from({ length: layer.units }, (_, k) => weights[at + k]!);
        const back: Step['back'] = (dy, g) => {
          dy.forEach((slopeOf, k) => {
            g.add(at + k, slopeOf);
          });
          return [0];
        };
        return { y, back };
      }
      case 'layerNorm': {
        const [scale, offset] = [this.#offset(layer.scale), this.#offset(layer.offset)];
        const normal = normalized(layer, x).map((each) => each.normal);
        const z = normal.map((n, i) => {
          const place = i % layer.length;
          return n * weights[scale + place]! + weights[offset + place]!;
        });
        return activated(layer.activation, z, (dz, g) => {
          dz.forEach((slopeOf, i) => {
            const place = i % layer.length;
            g.add(scale + place, slopeOf * normal[i]!);
            g.add(offset + place, slopeOf);
          });
          const slopes = dz.map((slopeOf, i) => slopeOf * weights[scale + (i % layer.length)]!);
          return normalizedBackward(layer, x, slopes);
        });
      }
      case 'fractionEmbedding':
        return this.#fractions(given, layer, x);
      case 'dense':
      case 'conv':
        return this.#product(given, layer, x);
      default:
        throw new Error(`No ${layer.type} here.`);
    }
  }

  #fractions(given: Given, layer: FractionEmbeddingLayer, x: readonly number[]): Step {
    const { weights, fraction } = given;
    const [kernel, bias] = [this.#offset(layer.kernel), this.#offset(layer.bias)];
    const cosines = Array.from({ length: layer.cosines }, (_, i) =>
      Math.cos(Math.PI * (layer.first + i) * fraction),
    );
    const z = x.map((_, unit) =>
      cosines.reduce(
        (sum, c, i) => sum + c * weights[kernel + i * layer.units + unit]!,
        weights[bias + unit]!,
      ),
    );
    return {
      y: x.map((value, unit) => value * Math.max(0, z[unit]!)),
      back: (dy, g) => {
        z.forEach((sum, unit) => {
          if (sum <= 0) return;
          const dz = dy[unit]! * x[unit]!;
          g.add(bias + unit, dz);
          cosines.forEach((c, i) => {
            g.add(kernel + i * layer.units + unit, c * dz);
          });
        });
        return dy.map((slopeOf, unit) => slopeOf * Math.max(0, z[unit]!));
      },
    };
  }

  #product(given: Given, layer: DenseLayer | ConvLayer, x: readonly number[]): Step {
    const { weights, noise } = given;
    const [kernel, bias] = [this.#offset(layer.kernel), this.#offset(layer.bias)];
    const units = layer.type === 'dense' ? layer.units : layer.outputShape[2];
    const noisy = layer.type === 'dense' && noise ? layer.noisy : undefined;
    const sigma = noisy ? this.#offset(noisy.kernelSigma) : 0;
    const biasSigma = noisy ? this.#offset(noisy.biasSigma) : 0;
    const inputs = layer.type === 'dense' ? layer.inputs : 0;
    const ofUnit = (unit: number): number => (noisy ? noise![noisy.noise + inputs + unit]! : 0);
    const ofWeight = (at: number): number =>
      noisy ? noise![noisy.noise + Math.floor(at / units)]! * ofUnit(at % units) : 0;
    const kernelAt = (at: number): number =>
      weights[kernel + at]! + (noisy ? ofWeight(at) * weights[sigma + at]! : 0);
    const z = Array.from({ length: layer.units }, (_, output) => {
      const unit = output % units;
      return weights[bias + unit]! + (noisy ? ofUnit(unit) * weights[biasSigma + unit]! : 0);
    });
    forEachProduct(layer, (output, input, at) => {
      z[output] = z[output]! + x[input]! * kernelAt(at);
    });
    return activated(layer.activation, z, (dz, g) => {
      dz.forEach((slopeOf, output) => {
        const unit = output % units;
        g.add(bias + unit, slopeOf);
        if (noisy) g.add(biasSigma + unit, slopeOf * ofUnit(unit));
      });
      const dx = x.map(() => 0);
      forEachProduct(layer, (output, input, at) => {
        g.add(kernel + at, dz[output]! * x[input]!);
        if (noisy) g.add(sigma + at, dz[output]! * x[input]! * ofWeight(at));
        dx[input] = dx[input]! + dz[output]! * kernelAt(at);
      });
      return dx;
    });
  }
}

function activated(activation: Activation, z: readonly number[], back: Step['back']): Step {
  return {
    y: z.map((value) => activate(activation, value)),
    back: (dy, g) =>
      back(
        dy.map((each, i) => each * slope(activation, z[i]!)),
        g,
      ),
  };
}
