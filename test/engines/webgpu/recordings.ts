import { expect, test } from 'vitest';
import type { WebgpuFactory } from '../../../src/engines/webgpu/webgpu.ts';
import plainHuber from '../../fixtures/update_dqn_huber.json';
import doubleDueling from '../../fixtures/update_double_dueling_huber_weighted.json';
import doubleMse from '../../fixtures/update_double_mse_weighted_clipped.json';
import { replay, worstErrors, type RecordedUpdates } from '../../qnetwork/golden.ts';

const recordings: Record<string, RecordedUpdates> = { plainHuber, doubleMse, doubleDueling };

/** Updates that PyTorch made. */
export function recordingsSuite(factory: () => WebgpuFactory): void {
  test.each(Object.keys(recordings))('%s: updates as PyTorch', async (name) => {
    const recorded = recordings[name] as RecordedUpdates;
    const { losses, tdErrors, weights } = worstErrors(recorded, await replay(recorded, factory()));
    expect(losses).toBeLessThan(1e-4);
    expect(tdErrors).toBeLessThan(1e-4);
    expect(weights).toBeLessThan(1e-4);
  });
}
