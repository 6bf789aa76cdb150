/**
 * Builds the examples of `examples/bundlers` as their users do, against the package as it is
 * packed, and opens each page in Chromium: it must train in its worker, and the console must stay
 * silent. The page `examples/browser-snake`, too.
 *
 * Usage: npm run build && npm run test:bundlers [-- parts of names]
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import webpack from 'webpack';
import { findChromium } from './support/chromium.ts';
import { runTool } from './support/command.ts';
import { serveFolder } from './support/serveFolder.ts';
import { chooseNamed, tryEach } from './support/tryEach.ts';

interface Recipe {
  readonly name: string;
  /** Where its files are. */
  readonly from: string;
  /** Builds it in a folder of its own; returns where its page is. */
  readonly build: (folder: string) => Promise<string>;
  /** Ends when the page has done what it is to do. */
  readonly check: (page: Page) => Promise<void>;
  /** What the server sends along. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the console is to stay silent. @default true */
  readonly isSilent?: boolean;
}

const recipes: readonly Recipe[] = [
  ...[
    { name: 'vite', build: buildByVite },
    { name: 'webpack', build: buildByWebpack },
    { name: 'esbuild', build: buildByEsbuild },
    { name: 'import-map', build: async (folder: string) => folder },
  ].map((recipe) => ({ ...recipe, from: `examples/bundlers/${recipe.name}`, check: hasTrained })),
  {
    name: 'a policy that forbids workers',
    from: 'examples/bundlers/esbuild',
    build: buildByEsbuild,
    headers: { 'content-security-policy': "worker-src 'none'" },
    check: (page) => tells(page, /WorkerError.*worker\.js could not be loaded.*worker-src/),
    isSilent: false,
  },
  {
    name: 'a script that is missing',
    from: 'examples/bundlers/esbuild',
    build: async (folder) => {
      const built = await buildByEsbuild(folder);
      await rm(join(built, 'worker.js'));
      return built;
    },
    check: (page) => tells(page, /WorkerError.*worker\.js could not be loaded.*answers 404/),
    isSilent: false,
  },
  { name: 'snake', from: 'examples/browser-snake', build: buildByVite, check: playsSnake },
];

if (!existsSync('dist/browser.js')) throw new Error('dist/ is missing; run `npm run build` first.');
const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium; set DEEPQ_CHROMIUM.');

const chosen = chooseNamed(process.argv.slice(2), recipes);
// Elsewhere: bundlers would heed the paths of this repository's tsconfig.json, and take src/.
const root = await mkdtemp(join(tmpdir(), 'deepq-bundlers-'));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const prepare = async (): Promise<Browser> => browser;
  await tryEach('Bundlers', chosen, prepare, (recipe, opened) => tryRecipe(opened, recipe));
} finally {
  await browser.close();
  await rm(root, { recursive: true, force: true });
}

/** @returns What is wrong; null if nothing is. */
async function tryRecipe(opened: Browser, recipe: Recipe): Promise<string | null> {
  const folder = join(root, recipe.name);
  await cp(recipe.from, folder, { recursive: true });
  await installPackage(folder);
  const server = await serveFolder(await recipe.build(folder), recipe.headers);
  const context = await opened.newContext();
  try {
    const page = await context.newPage();
    const messages: string[] = [];
    page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => messages.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => messages.push(`not loaded: ${request.url()}`));
    const problems = recipe.isSilent === false ? [] : messages;
    const checked = recipe.check(page).catch((error: unknown) => problems.push(String(error)));
    await page.goto(server.url);
    await checked;
    return problems.length === 0 ? null : problems.join('\n');
  } finally {
    await context.close();
    await server.close();
  }
}

/** What npm would install: the files of the package, and nothing of the repository. */
async function installPackage(folder: string): Promise<void> {
  const modules = join(folder, 'node_modules');
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await mkdir(join(modules, 'deepq'), { recursive: true });
  await cp('package.json', join(modules, 'deepq/package.json'));
  await cp('dist', join(modules, 'deepq/dist'), { recursive: true });
  // The recipe of Vite imports it in its settings.
  await symlink(resolve('node_modules/vite'), join(modules, 'vite'), 'dir');
}

async function buildByVite(folder: string): Promise<string> {
  await mustRun('vite', ['build', '--logLevel', 'warn', '--base', './'], folder);
  return join(folder, 'dist');
}

async function buildByEsbuild(folder: string): Promise<string> {
  const words = '--bundle --minify --splitting --format=esm --outdir=public --log-level=warning';
  await mustRun('esbuild', ['main.ts', 'worker.ts', ...words.split(' ')], folder);
  await cp(join(folder, 'index.html'), join(folder, 'public/index.html'));
  return join(folder, 'public');
}

async function buildByWebpack(folder: string): Promise<string> {
  const file = pathToFileURL(join(folder, 'webpack.config.js')).href;
  const { default: settings } = (await import(file)) as { default: webpack.Configuration };
  const stats = await new Promise<webpack.Stats>((settle, fail) => {
    // Its command takes the current folder for both.
    const output = { ...settings.output, path: join(folder, 'dist') };
    webpack({ ...settings, context: folder, output }, (error, result) => {
      if (error || !result) fail(error ?? new Error('webpack gave no result'));
      else settle(result);
    });
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
  await cp(join(folder, 'index.html'), join(folder, 'dist/index.html'));
  return join(folder, 'dist');
}

async function mustRun(program: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await runTool(program, args, { cwd, capture: true, timeout: 60_000 });
  if (code !== 0 || /warn/i.test(output)) throw new Error(`${program} said:\n${output}`);
}

async function hasTrained(page: Page): Promise<void> {
  await page.getByText('1000 steps, 801 updates').waitFor({ timeout: 20_000 });
}

/** Trains, pauses, saves, trains, goes back and deploys. */
async function playsSnake(page: Page): Promise<void> {
  const status = page.locator('#status');
  const press = (id: string): Promise<void> => page.locator(`#${id}`).click();
  await status.getByText('Ready.').waitFor();
  await press('pause');
  await page.locator('#chart svg').waitFor();
  await page.locator('#steps', { hasText: /^\d{4,} steps/ }).waitFor({ timeout: 20_000 });
  await press('pause');
  await press('save');
  await status.getByText('Saved.').waitFor();
  await page.locator('#speed').selectOption('10');
  await press('load');
  await status.getByText('Loaded.').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), press('deploy')]);
  if (download.suggestedFilename() !== 'snake.policy') throw new Error('no policy came');
}

/** The error that nothing on the page catches. */
async function tells(page: Page, message: RegExp): Promise<void> {
  const error = await page.waitForEvent('pageerror', { timeout: 20_000 });
  const text = `${error.name}: ${error.message}`;
  if (!message.test(text)) throw new Error(`The page says: ${text}`);
}
