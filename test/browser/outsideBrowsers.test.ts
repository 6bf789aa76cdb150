import { expect, test } from 'vitest';
import { download } from '../../src/browser/download.ts';
import { indexedDb } from '../../src/browser/indexedDb.ts';
import { UsageError, ValueError } from '../../src/errors.ts';

test('outside browsers the stores say what to use in their place', async () => {
  await expect(indexedDb('a').read()).rejects.toThrow(UsageError);
  await expect(indexedDb('a').write(new Uint8Array(1))).rejects.toThrow(
    /file\(\) from deepq\/node/,
  );
  await expect(download('a').write(new Uint8Array(1))).rejects.toThrow(UsageError);
});

test.each([[undefined], ['text'], [{}], [new ArrayBuffer(2)]])(
  'the stores refuse to write %o',
  async (bytes) => {
    await expect(indexedDb('a').write(bytes as Uint8Array)).rejects.toThrow(ValueError);
    await expect(download('a').write(bytes as Uint8Array)).rejects.toThrow(ValueError);
  },
);
