import { copyFile, readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEnvironment } from 'deepq';
import { Snake } from '../../examples/gallery/snake/snake.ts';
import { launch, openPage } from './support/browser.ts';
import { buildProject, serve, type Site } from './support/site.ts';

let browser: Browser;
let site: Site;

beforeAll(async () => {
  const folder = await buildProject('examples/gallery/vite.config.ts', 'output/gallery-site');
  for (const page of ['react', 'element', 'gameLoop']) {
    await copyFile(
      'examples/studio/public/agents/CartPole-v1.policy',
      `${folder}/${page}/CartPole-v1.policy`,
    );
  }
  site = await serve(folder);
  browser = await launch();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(path: string) {
  return openPage(browser, `${site.url}${path}/`);
}

describe('the gallery', () => {
  it('teaches a lesson: slowly, by steps, with sliders, again from a file, and anew', async () => {
    const { page, messages } = await open('lesson');
    const status = page.locator('#status');
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await press('Step');
    await expect.poll(() => status.innerText()).toBe('Error: Press Start first.');
    // Pressed twice it starts once.
    await page.locator('#start').evaluate((start: HTMLElement) => {
      start.click();
      start.click();
    });
    await expect.poll(() => status.innerText()).toBe('ε 0.3, learning rate 0.001');
    expect(page.workers()).toHaveLength(1);
    await press('Pause');
    await press('Step');
    await page.locator('#epsilon').fill('0.1');
    await expect.poll(() => status.innerText()).toBe('ε 0.1, learning rate 0.001');
    const saving = page.waitForEvent('download');
    await press('Save');
    const saved = await (await saving).path();
    await page.locator('#speed').selectOption('Infinity');
    await press('Go on');
    await expect.poll(() => status.innerText(), { timeout: 30_000 }).toMatch(/^30000 steps/);
    await page.locator('#speed').selectOption('500');
    await page.locator('#load').setInputFiles(saved);
    await expect.poll(() => status.innerText()).toBe('ε 0.1, learning rate 0.001');
    // So that the same file can be chosen again.
    expect(await page.locator('#load').inputValue()).toBe('');
    await page.locator('#speed').selectOption('Infinity');
    await expect.poll(() => status.innerText(), { timeout: 30_000 }).toMatch(/^30000 steps/);
    await page.locator('#load').setInputFiles('package.json');
    await expect.poll(() => status.innerText()).toMatch(/^CheckpointError/);
    await page.locator('#double').check();
    await press('Start');
    // Another takes its place while it runs: that is no error to be shown.
    await page.locator('#speed').selectOption('5');
    await press('Start');
    await expect.poll(() => page.locator('#chart text').allTextContents()).toContain('1: DQN');
    expect(await status.innerText()).not.toContain('Error');
    const drawing = page.waitForEvent('download');
    await press('Save the chart');
    const chart = await readFile(await (await drawing).path(), 'utf8');
    expect(chart).toMatch(/^<svg/);
    expect(chart).not.toContain('light-dark');
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(messages).toEqual([]);
  }, 90_000);

  it('trains a snake in a worker, saves it, goes on, and deploys it', async () => {
    const { page, messages } = await open('snake');
    const [progress, status] = [page.locator('#progress'), page.locator('#status')];
    await expect.poll(() => progress.innerText(), { timeout: 30_000 }).toMatch(/^[\d,]{5,} steps/);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => status.innerText()).toMatch(/^Saved/);
    await page.reload();
    await expect.poll(() => progress.innerText(), { timeout: 30_000 }).toMatch(/^[\d,]{5,} steps/);
    await page.getByRole('button', { name: 'Deploy' }).click();
    await expect.poll(() => status.innerText()).toMatch(/^Deployed/);
    // The worker is closed: what would ask it can no longer be pressed.
    expect(await page.getByRole('button', { disabled: false }).count()).toBe(0);
    expect(await page.locator('#chart svg').count()).toBe(1);
    expect(messages).toEqual([]);
  }, 90_000);

  it('has a snake that keeps the rules of environments', () => {
    expect(() => checkEnvironment(new Snake())).not.toThrow();
  });

  it('plays in a React component', async () => {
    const { page, messages } = await open('react');
    await expect
      .poll(() => page.getByRole('status').innerText(), { timeout: 30_000 })
      .toMatch(/500/);
    expect(messages).toEqual([]);
  }, 60_000);

  it('plays in a custom element, until that is taken away', async () => {
    const { page, messages } = await open('element');
    await expect
      .poll(() => page.getByRole('status').innerText(), { timeout: 30_000 })
      .toBe('Last return: 500');
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.evaluate(() => document.querySelector('deepq-cart-pole')!.remove());
    expect(messages).toEqual([]);
  }, 60_000);

  it('plays in the loop of a game', async () => {
    const { page, messages } = await open('gameLoop');
    await expect
      .poll(() => page.getByRole('status').innerText(), { timeout: 30_000 })
      .toMatch(/^[2-9]\d\d steps, 0 falls$/);
    expect(messages).toEqual([]);
  }, 60_000);
});
