import { expect, test } from 'vitest';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { CheckpointError, ValueError } from '../../src/errors.ts';

test('an empty store has nothing to read', async () => {
  await expect(memoryStore().read()).rejects.toThrow(CheckpointError);
});

test('holds what was written last, in copies', async () => {
  const store = memoryStore();
  await store.write(Uint8Array.of(1));
  const bytes = Uint8Array.of(2, 3);
  await store.write(bytes);
  bytes.fill(0);
  const read = await store.read();
  expect(read).toEqual(Uint8Array.of(2, 3));
  read.fill(0);
  expect(await store.read()).toEqual(Uint8Array.of(2, 3));
});

test.each([[undefined], ['text'], [7], [{}], [new ArrayBuffer(2)]])(
  'refuses to write %o, and keeps what it has',
  async (bytes) => {
    const store = memoryStore();
    await store.write(Uint8Array.of(1));
    await expect(store.write(bytes as Uint8Array)).rejects.toThrow(ValueError);
    expect(await store.read()).toEqual(Uint8Array.of(1));
  },
);
