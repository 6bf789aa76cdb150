import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool } from './command.ts';

/** The WebAssembly kernels as the source file that the library contains. */
export const kernelsFile = 'src/engines/simd/kernels.generated.ts';

/**
 * Compiles the WebAssembly kernels. The compiler runs by its command line, as
 * its types would add AssemblyScript's own to those of this project.
 *
 * @returns The content of {@link kernelsFile}.
 * @throws {Error} With what the compiler says, if they do not compile.
 */
export async function compileKernels(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  const file = join(folder, 'kernels.wasm');
  try {
    const { code, output } = await runTool(
      'asc',
      [
        ...['kernels/index.ts', '--outFile', file],
        ...['-O3', '--converge', '--noAssert'],
        ...['--enable', 'simd'],
        // No garbage collector and no imports: memory is laid out by the engine.
        ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--use', 'abort='],
        // "v128 cannot be exchanged with JavaScript": no kernel does.
        ...['--disableWarning', '112'],
      ],
      { capture: true },
    );
    if (code !== 0) throw new Error(`The kernels do not compile:\n${output}`);
    const base64 = (await readFile(file)).toString('base64');
    return (
      '/** The module of kernels/, made by `npm run build:kernels`: do not edit. */\n' +
      `export const kernelsBase64: string =\n  '${base64}';\n`
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
