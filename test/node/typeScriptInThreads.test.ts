import { expect, test } from 'vitest';
import { typeScriptRemedy } from '../../src/node/typeScriptInThreads.ts';

test.each([
  'TypeError: Unknown file extension ".ts" for /app/worker.ts',
  'Unknown file extension ".mts" for /app/worker.mts',
])('%s is told as what it is', (message) => {
  expect(typeScriptRemedy(message, 'worker.ts')).toBe(
    'Threads of Node read TypeScript from Node 22.18 on; before that tsx does not reach into them. Compile the ' +
      "module, or name a .mjs file that loads it: import { register } from 'tsx/esm/api'; register(); " +
      "await import('./worker.ts');",
  );
});

test.each(['RangeError: not in the mood', 'Unknown file extension ".wasm" for /app/a.wasm'])(
  '%s is none of its business',
  (message) => {
    expect(typeScriptRemedy(message, 'worker.ts')).toBeNull();
  },
);
