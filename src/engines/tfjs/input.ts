import type { NetworkShape } from '../../networks/architecture.ts';
import type { ObservationBatch } from '../../replay/batch.ts';

/**
 * Observations as the layers take them: scaled, and images of planes turned
 * into `[height, width, channels]`. Done before they are a tensor, in the loop
 * that scales them: a backend on the CPU takes longer to transpose.
 *
 * @returns Shape `[batch · size]`; the observations themselves, if they are
 *   such already.
 */
export function prepareRows(
  { channels, shape, size, scale }: NetworkShape['input'],
  observations: ObservationBatch,
): ObservationBatch {
  const [planes = 1] = channels === 'first' ? shape : [];
  if (observations instanceof Float32Array && scale === 1 && planes === 1) return observations;
  // Counted loops: Float32Array.from with a function takes ten times as long.
  const rows = new Float32Array(observations.length);
  if (planes === 1) {
    for (let index = 0; index < rows.length; index++) {
      rows[index] = (observations[index] as number) * scale;
    }
    return rows;
  }
  const pixels = size / planes;
  let index = 0;
  for (let start = 0; start < rows.length; start += size) {
    for (let pixel = start; pixel < start + pixels; pixel++) {
      for (let from = pixel; from < start + size; from += pixels) {
        rows[index++] = (observations[from] as number) * scale;
      }
    }
  }
  return rows;
}
