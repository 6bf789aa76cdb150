import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { embedServer, joinServer, serverModule } from '../../../scripts/support/gymnasiumServer.ts';
import { serverSource } from '../../../src/node/gymnasium/server.generated.ts';

test('what the library contains is server/*.py', async () => {
  // After a change in server/*.py: npm run build:server
  expect(await readFile(serverModule, 'utf8')).toBe(await embedServer());
  expect(serverSource).toBe(await joinServer());
});

test('it fits on the command line of every system', () => {
  // Windows takes 32,767 characters in all.
  expect(serverSource.length).toBeLessThan(30_000);
});
