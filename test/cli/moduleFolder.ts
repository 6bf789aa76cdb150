import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is gone after the tests of a file, and what writes a module into it. */
export function moduleFolder(name: string): {
  readonly root: string;
  readonly moduleOf: (name: string, text: string) => string;
} {
  const root = mkdtempSync(join(tmpdir(), `deepq-${name}-`));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return {
    root,
    moduleOf: (file, text) => {
      const path = join(root, file);
      writeFileSync(path, text);
      return path;
    },
  };
}
