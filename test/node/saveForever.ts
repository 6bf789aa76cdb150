/**
 * Saves two checkpoints in turn until it is killed. Started by file.test.ts
 * with the path as its argument; says 'saving' after the first.
 */
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { file } from '../../src/node/file.ts';

/** A checkpoint of about 4 MB that the test can recognise. */
export function checkpointOf(value: number): Uint8Array {
  return encodeCheckpoint({
    kind: 'kill',
    state: {
      value,
      weights: { shape: [1_000_000], data: new Float32Array(1_000_000).fill(value) },
    },
  });
}

const [, , path] = process.argv;
if (process.env['DEEPQ_SAVE_FOREVER'] === '1' && path !== undefined) {
  const store = file(path);
  const checkpoints = [checkpointOf(1), checkpointOf(2)];
  for (let round = 0; ; round++) {
    await store.write(checkpoints[round % 2] ?? new Uint8Array());
    if (round === 0) process.stdout.write('saving\n');
  }
}
