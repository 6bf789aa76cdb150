/**
 * Opens a page with the built package in Firefox and in WebKit (`npm test` has Chromium): it must
 * train, save, load and draw there, and come to the same bytes as in Node. In Firefox the shaders of
 * WebGPU must compute what the simd engine does: its compiler of WGSL is another than Chromium's.
 *
 * Usage: npm run build && npm run test:browsers [-- parts of names]
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand } from './support/command.ts';
import { installBrowser, otherBrowsers, type OtherBrowser } from './support/otherBrowsers.ts';
import { serveFolder } from './support/serveFolder.ts';
import { chooseNamed, notHere, tryEach } from './support/tryEach.ts';

/** Milliseconds until a browser that tells nothing is given up. */
const PATIENCE = 180_000;

/** Without these a page has no threads. */
const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

type Seen = Readonly<Record<string, unknown>>;

if (!existsSync('dist/browser.js')) throw new Error('dist/ is missing; run `npm run build` first.');
const chosen = chooseNamed(process.argv.slice(2), otherBrowsers);

const root = await mkdtemp(join(tmpdir(), 'deepq-browsers-'));
try {
  const site = join(root, 'site');
  await cp('scripts/hosts', site, { recursive: true });
  await cp('dist', join(site, 'deepq'), { recursive: true });
  // In this folder `deepq` is the package itself.
  const program = [resolve('scripts/hosts/program.js')];
  const { code, output } = await runCommand(process.execPath, program, {
    capture: true,
    cwd: root,
  });
  if (code !== 0) throw new Error(`scripts/hosts/program.js failed in Node:\n${output}`);
  const { 'steps of actors': _, ...ofNode } = JSON.parse(output) as Seen;
  const expected = { ...ofNode, 'steps in a worker': 4_000, 'frames were drawn': true };
  await tryEach('Browsers', chosen, installed, async (browser) => {
    const told = await tellOf(browser, site);
    if (browser.page === 'gpu.html') return allAgree(told) ? null : `told: ${told}`;
    if (told === JSON.stringify(expected)) return null;
    return `told:     ${told}\nexpected: ${JSON.stringify(expected)}`;
  });
} finally {
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
}

async function installed(browser: OtherBrowser): Promise<typeof notHere | null> {
  if (browser.command('', '') === null) await installBrowser(browser);
  return browser.command('', '') === null ? notHere : null;
}

/** Opens the page, and returns what it tells. */
async function tellOf(browser: OtherBrowser, site: string): Promise<string> {
  let onTold: (text: string) => void = () => {};
  const told = new Promise<string>((settle) => (onTold = settle));
  const server = await serveFolder(site, isolated, (text) => onTold(text));
  const profile = await mkdtemp(join(root, 'profile-'));
  const wanted = (browser.preferences ?? []).map((name) => `user_pref("${name}", true);\n`);
  await writeFile(join(profile, 'user.js'), wanted.join(''));
  const [command, ...args] = browser.command(`${server.url}${browser.page}`, profile) as [
    string,
    ...string[],
  ];
  // A group of its own: what a browser starts has to end with it.
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.on('error', (error) => onTold(String(error)));
  child.on('exit', (code) => onTold(`${browser.name} ended with code ${code}`));
  const timer = setTimeout(() => onTold(`nothing after ${PATIENCE / 1000} s`), PATIENCE);
  try {
    return await told;
  } finally {
    clearTimeout(timer);
    if (child.pid !== undefined) endGroup(child.pid);
    await server.close();
  }
}

/** Whether a page has told that all networks learn on the GPU what they learn on the CPU. */
function allAgree(told: string): boolean {
  if (!told.startsWith('{')) return false;
  const words = Object.values(JSON.parse(told) as Seen);
  return words.length > 0 && words.every((word) => word === 'agrees');
}

/** Ends what is left of a group, also where its first program has crashed. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // All of it has ended.
  }
}
