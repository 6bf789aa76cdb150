import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.ts';

/** Where packages of Chromium put what the program itself is only a link or a script to. */
const usualFolders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/** Names SwiftShader to the loader of Vulkan. */
const DRIVER = 'vk_swiftshader_icd.json';

/**
 * The environment variables by which WebGPU in Node finds SwiftShader, the GPU in
 * software that Chromium brings along. They must be set before a process starts.
 *
 * @param chromium - The program's path; `null` if there is none.
 * @returns `{}` if there is no SwiftShader beside it, or another driver is asked for.
 */
export function softwareGpu(chromium: string | null): Readonly<Record<string, string>> {
  if (chromium === null || process.platform !== 'linux') return {};
  if ((process.env['VK_ICD_FILENAMES'] ?? '') !== '') return {};
  const folders = [dirname(realpathSync(chromium)), ...usualFolders];
  const folder = folders.find((each) => existsSync(join(each, DRIVER)));
  if (folder === undefined) return {};
  const paths = [folder, process.env['LD_LIBRARY_PATH'] ?? ''].filter((path) => path !== '');
  return { VK_ICD_FILENAMES: join(folder, DRIVER), LD_LIBRARY_PATH: paths.join(':') };
}

/** Prints whether WebGPU finds a GPU. */
const PROBE =
  "import('webgpu').then(({ create }) => create([]).requestAdapter()).then((gpu) => console.log(gpu ? 'found' : 'none'));";

/**
 * Whether WebGPU in Node finds a GPU.
 *
 * @param env - As {@link softwareGpu} returns it.
 */
export async function findsGpu(env: Readonly<Record<string, string>>): Promise<boolean> {
  const options = { env, capture: true, timeout: 60_000 };
  const { output } = await runCommand(process.execPath, ['-e', PROBE], options);
  return output.includes('found');
}
