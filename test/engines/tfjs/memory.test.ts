import { expect, test } from 'vitest';
import { knownCases, measureGrowth, memoryCases } from './memoryCases.ts';

// The long form is `npm run memory-grid`: a hundred sizes.
test.each(memoryCases(knownCases.length + 2))(
  'on wasm 1,500 updates leave the memory as large as it was: %j',
  async (network) => {
    const { updates, before, after } = await measureGrowth(network, 1_500);
    expect(updates).toBe(1_500);
    expect(before).toBeGreaterThan(0);
    expect(after).toBe(before);
  },
  60_000,
);
