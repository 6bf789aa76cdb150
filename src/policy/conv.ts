import { activate, activations } from './activation.ts';
import { addProduct } from './dense.ts';
import type { LayerPlan } from './layerPlan.ts';
import { choice, whole, type Fields } from './malformed.ts';
import { eachPixel, layWindows } from './windows.ts';

/** `activation(x ∗ kernel + bias)`; the kernel is `[height, width, channels, filters]`. */
export function planConv(fields: Fields, inputShape: readonly number[]): LayerPlan {
  const filters = whole(fields, 'filters', 1, 65_536);
  const kernelSize = whole(fields, 'kernelSize', 1, 1_024);
  const stride = whole(fields, 'stride', 1, 1_024);
  const activation = choice(fields, 'activation', activations);
  const windows = layWindows(fields, inputShape, kernelSize, stride);
  const { rows, columns, channels } = windows;
  const patch = kernelSize * kernelSize * channels;
  return {
    shape: [rows, columns, filters],
    work: rows * columns * patch * filters,
    tensors: [
      { rows: patch, columns: filters, isKernel: true },
      { rows: 1, columns: filters, isKernel: false },
    ],
    build: ([kernel, bias]) => {
      const [k, b] = [kernel as Float32Array, bias as Float32Array];
      return (x) => {
        const y = new Float32Array(rows * columns * filters);
        for (let place = 0; place < rows * columns; place++) {
          const sums = y.subarray(place * filters, (place + 1) * filters);
          eachPixel(windows, Math.floor(place / columns), place % columns, (at, pixel) => {
            for (let channel = 0; channel < channels; channel++) {
              const value = x[at + channel] as number;
              addProduct(value, k, (pixel * channels + channel) * filters, sums);
            }
          });
          for (let filter = 0; filter < filters; filter++) {
            sums[filter] = (sums[filter] as number) + (b[filter] as number);
          }
        }
        return activate(activation, y);
      };
    },
  };
}
