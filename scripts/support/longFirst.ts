import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take longer than ten seconds, the longest first: one that began last
 * would leave the other cores idle to its end.
 */
const long: readonly string[] = [
  'test/node/gymnasium/misbehaving.test.ts',
  'test/node/gymnasium/misbehavingAsync.test.ts',
  'test/cli/queue/trials.test.ts',
  'test/engines/webgpu/heads/wholeUpdates.test.ts',
  'test/probes/probes.test.ts',
  'test/engines/webgpu/webgpuEngine.test.ts',
  'test/node/gymnasium/trouble.test.ts',
  'test/cli/cli.test.ts',
  'test/agents/moveBetweenEngines.test.ts',
  'test/engines/agreement.test.ts',
  'test/node/gymnasium/hosts.test.ts',
  'test/engines/webgpu/life.test.ts',
  'test/node/gymnasium/atariPreprocessing.test.ts',
  'test/training/train.test.ts',
  'test/distributed/kill.test.ts',
  'test/engines/simd/threads/life.test.ts',
  'test/qnetwork/qNetwork.test.ts',
  'test/engines/simd/bounds.property.test.ts',
  'test/runs/kill.test.ts',
  'test/heads/learning.test.ts',
  'test/cli/distributed.test.ts',
  'test/networks/knownCnns.test.ts',
];

/** Begins with the files that take longest, which Vitest itself knows only of earlier runs. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const root = this.ctx.config.root;
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.indexOf(relative(root, moduleId).replaceAll('\\', '/'));
      return at < 0 ? long.length : at;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
