/**
 * Puts the Python side of the Gymnasium bridge into the source file that the
 * library contains.
 *
 * Usage: npm run build:server
 */
import { writeFile } from 'node:fs/promises';
import { embedServer, serverModule } from './support/gymnasiumServer.ts';
import { takeArguments } from './support/arguments.ts';

takeArguments(0, 'Usage: npm run build:server');

const source = await embedServer();
await writeFile(serverModule, source);
console.log(`${serverModule}: ${source.length} characters.`);
