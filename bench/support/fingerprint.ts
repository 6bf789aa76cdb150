import type { Head } from '../../src/heads/head.ts';
import type { Preset } from '../../src/presets/presets.ts';
import { crc32 } from '../../src/state/crc32.ts';

/** Where schedules are looked at. */
const COUNTS = [0, 1_000, 10_000, 30_000, 60_000, 100_000, 200_000];

/**
 * A short word that tells settings apart: schedules by some of their values, other
 * functions, such as wrappers, by their source. Heads of the library count by their
 * options alone: another wording of their code is no other setting.
 */
export function fingerprint(preset: Preset): string {
  const values = JSON.stringify(preset, (key, value: unknown) => {
    if (key === 'head' && value) return settingsOf(value as Head);
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

function settingsOf(head: Head): unknown {
  return head.standard ? { kind: head.kind, options: head.options } : head;
}
