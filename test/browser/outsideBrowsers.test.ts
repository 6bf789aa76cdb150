import { expect, test } from 'vitest';
import { download } from '../../src/browser/download.ts';
import { indexedDb } from '../../src/browser/indexedDb.ts';
import { UsageError } from '../../src/errors.ts';

test('outside browsers the stores say what to use in their place', async () => {
  await expect(indexedDb('a').read()).rejects.toThrow(UsageError);
  await expect(indexedDb('a').write(new Uint8Array(1))).rejects.toThrow(
    /file\(\) from deepq\/node/,
  );
  await expect(download('a').write(new Uint8Array(1))).rejects.toThrow(UsageError);
});
