import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleText } from '../../src/engines/simd/moduleText.ts';
import { runTool } from './command.ts';

/** The WebAssembly kernels of networks as the source file that the library contains. */
export const kernelsFile = 'src/engines/simd/kernels.generated.ts';

/** Those of heads: a file for each, which a program loads with the head alone. */
export const headKernels: Readonly<Record<string, string>> = {
  'kernels/heads/categorical.ts': 'src/heads/kernels/categorical.generated.ts',
  'kernels/heads/quantile.ts': 'src/heads/kernels/quantile.generated.ts',
};

/**
 * Compiles the kernels of a head.
 *
 * @param entry - One of {@link headKernels}.
 * @returns The content of its file.
 * @throws {Error} With what the compiler says, if they do not compile.
 */
export async function compileHeadKernels(entry: string): Promise<string> {
  return (
    `// Made of ${entry} by \`npm run build:kernels\`: do not edit.\n\n` +
    '/** A text as moduleText makes it. */\n' +
    `export const moduleText: string =\n  '${await compile(entry, ['simd'])}';\n`
  );
}

/**
 * Compiles the WebAssembly kernels: two builds of the module that multiplies
 * and adds, one of which fuses the two, and the module of all others.
 *
 * @returns The content of {@link kernelsFile}.
 * @throws {Error} With what the compiler says, if they do not compile.
 */
export async function compileKernels(): Promise<string> {
  const [kernels, plain, relaxed] = await Promise.all([
    compile('kernels/index.ts', ['simd']),
    compile('kernels/products/index.ts', ['simd']),
    compile('kernels/products/index.ts', ['simd', 'relaxed-simd']),
  ]);
  return (
    '// Made of kernels/ by `npm run build:kernels`: do not edit.\n\n' +
    '// Texts as moduleText makes them.\n\n' +
    '/** All kernels but the products. */\n' +
    `export const kernelsText: string =\n  '${kernels}';\n\n` +
    '/** The products: the same bits on every host. */\n' +
    `export const plainText: string =\n  '${plain}';\n\n` +
    '/** The products, with fused multiply-add. */\n' +
    `export const relaxedText: string =\n  '${relaxed}';\n`
  );
}

/**
 * Compiles a module. The compiler runs by its command line, as its types would
 * add AssemblyScript's own to those of this project.
 *
 * @returns The text of the module.
 */
async function compile(entry: string, features: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kernels-'));
  const file = join(folder, 'kernels.wasm');
  try {
    const { code, output } = await runTool(
      'asc',
      [
        ...[entry, '--outFile', file],
        ...['-O3', '--converge', '--noAssert'],
        ...features.flatMap((feature) => ['--enable', feature]),
        // No garbage collector and no imports: memory is laid out by the engine.
        ...['--runtime', 'stub', '--importMemory', '--noExportMemory', '--use', 'abort='],
        // "v128 cannot be exchanged with JavaScript": no kernel does.
        ...['--disableWarning', '112'],
      ],
      { capture: true },
    );
    if (code !== 0) throw new Error(`${entry} does not compile:\n${output}`);
    return moduleText(await readFile(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
