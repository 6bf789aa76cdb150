import { activate, activations } from './activation.ts';
import type { LayerPlan } from './layerPlan.ts';
import { choice, whole, type Fields } from './malformed.ts';
import { eachPixel, layWindows } from './windows.ts';

/** The largest number, or the mean, of each window, channel by channel. */
export function planPooling(fields: Fields, inputShape: readonly number[]): LayerPlan {
  const isMax = fields['type'] === 'maxPool';
  const size = whole(fields, 'size', 1, 1_024);
  const stride = whole(fields, 'stride', 1, 1_024);
  const activation = choice(fields, 'activation', activations);
  const windows = layWindows(fields, inputShape, size, stride);
  const { rows, columns, channels } = windows;
  const shape = [rows, columns, channels];
  return {
    shape,
    work: rows * columns * channels * size * size,
    tensors: [],
    build: () => (x) => {
      const y = new Float32Array(rows * columns * channels).fill(isMax ? -Infinity : 0);
      for (let place = 0; place < rows * columns; place++) {
        const to = place * channels;
        const [row, column] = [Math.floor(place / columns), place % columns];
        const count = eachPixel(windows, row, column, (at) => {
          for (let channel = 0; channel < channels; channel++) {
            const before = y[to + channel] as number;
            const value = x[at + channel] as number;
            y[to + channel] = isMax ? Math.max(before, value) : before + value;
          }
        });
        if (isMax) continue;
        for (let channel = to; channel < to + channels; channel++) {
          y[channel] = (y[channel] as number) / count;
        }
      }
      return activate(activation, y);
    },
  };
}
