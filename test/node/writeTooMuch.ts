/**
 * Run by fullDisk.test.ts with a limit on the size of files: writes a small
 * file, then one that is too large, and prints what comes of it.
 */
import { file } from '../../src/node/file.ts';

const store = file(process.argv[2] ?? '');
await store.write(Uint8Array.of(1, 2, 3));
try {
  await store.write(new Uint8Array(2 ** 21));
} catch (error) {
  console.log(String(error));
}
console.log([...(await store.read())].join());
