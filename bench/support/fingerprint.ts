import type { Preset } from '../../src/presets/presets.ts';
import { crc32 } from '../../src/state/crc32.ts';

/** Where schedules are looked at. */
const COUNTS = [0, 1_000, 10_000, 30_000, 60_000, 100_000, 200_000];

/**
 * A short word that tells settings apart: schedules by some of their values, other
 * functions, such as wrappers, by their source.
 */
export function fingerprint(preset: Preset): string {
  const values = JSON.stringify(preset, (key, value: unknown) => {
    if (typeof value !== 'function') return value;
    return key === 'learningRate'
      ? COUNTS.map(value as (count: number) => number)
      : String(value).replaceAll(/\s+/g, ' ');
  });
  const { policy } = preset.agent;
  const exploration = COUNTS.map((count) => policy?.exploration(count)?.value).join();
  const bytes = new TextEncoder().encode(`${values} ${exploration}`);
  return crc32(bytes).toString(16).padStart(8, '0');
}
