import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of tests that take longer than ten seconds, the longest first: one that began last
 * would leave the other cores idle to its end.
 */
const long: readonly string[] = [];

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
