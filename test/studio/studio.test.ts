import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from 'deepq';
import { loadPolicy } from 'deepq/policy';
import { axeFaults } from './support/axe.ts';
import { launch, openPage } from './support/browser.ts';
import { buildProject, serve, type Site } from './support/site.ts';
import { StudioPage } from './support/studio.ts';

let browser: Browser;
let folder: string;
let site: Site;

beforeAll(async () => {
  folder = await buildProject('examples/studio/vite.config.ts', 'output/studio-site');
  // Below a path, since it may lie anywhere.
  site = await serve(folder, '/some/where/');
  browser = await launch();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(options: Parameters<typeof openPage>[2] = {}) {
  const { page, messages } = await openPage(browser, site.url, options);
  return { page, messages, studio: new StudioPage(page) };
}

describe('the studio', () => {
  it('trains, pauses, is reloaded and goes on; exports and imports', async () => {
    const { page, messages, studio } = await open();
    await studio.button('Train').click();
    await studio.waitForSteps(3000);
    // Slow enough that it does not come to its end meanwhile.
    await page.getByLabel('Speed').fill('4');
    // The training itself is seen, with the values of its states.
    const before = await studio.picture();
    await expect.poll(() => studio.picture()).not.toBe(before);
    expect((await studio.values()).every(Number.isFinite)).toBe(true);
    await studio.button('Pause').click();
    await studio.button('Continue').waitFor();
    const steps = await studio.figure('Steps');
    expect(await studio.figure('ε')).toBeLessThan(1);
    expect(await studio.figure('Loss')).toBeGreaterThan(0);
    const held = page.getByRole('region', { name: 'Replay buffer' });
    await held.getByText(/of 100,000 transitions/).waitFor();
    await page.waitForTimeout(300);
    expect(await studio.figure('Steps')).toBe(steps);

    await page.reload();
    await studio.button('Continue').waitFor();
    expect(await studio.figure('Steps')).toBe(steps);
    await studio.button('Continue').click();
    const later = await studio.waitForSteps(steps + 500);
    expect(later).toBeLessThan(50_000);
    await studio.button('Pause').click();
    await studio.button('Continue').waitFor();
    const last = await studio.figure('Steps');

    const policy = await studio.download('Export policy');
    expect(policy.name).toBe('CartPole-v1.policy');
    expect(loadPolicy(policy.bytes).actions).toBe(2);
    const checkpoint = await studio.download('Save checkpoint');
    const state = decodeCheckpoint(checkpoint.bytes, { kind: 'training' });
    expect(state['resumes']).toBe('step');
    const chart = await studio.download('Save chart');
    expect(new TextDecoder().decode(chart.bytes)).toMatch(/^<svg [^]*CartPole/);

    await studio.button('Reset').click();
    await studio.button('Train').waitFor();
    expect(await studio.figure('Steps')).toBe(0);
    await studio.load(checkpoint.name, checkpoint.bytes);
    await studio.button('Continue').waitFor();
    expect(await studio.figure('Steps')).toBe(last);
    await studio.button('Reset').click();
    await studio.button('Train').waitFor();
    await studio.load(policy.name, policy.bytes);
    await expect.poll(async () => (await studio.values()).every(Number.isFinite)).toBe(true);
    expect(messages).toEqual([]);
  }, 120_000);

  it('shows what the network would do where something is dragged to', async () => {
    const { page, messages, studio } = await open();
    for (const [world, about] of [
      ['CartPole', 'position, m'],
      ['LunarLander', 'x'],
    ] as const) {
      await studio.tab('Agents');
      await page.getByRole('button', { name: `Watch ${world}` }).click();
      await expect.poll(async () => (await studio.values()).every(Number.isFinite)).toBe(true);
      await studio.mode('Drag');
      const slider = page.getByLabel(about, { exact: true });
      const place = async (): Promise<number> => Number(await slider.inputValue());
      const box = (await page.locator('.screen canvas').boundingBox())!;
      const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
      await page.mouse.move(...at(0.5, 0.73));
      await page.mouse.down();
      await page.mouse.move(...at(0.25, 0.5), { steps: 4 });
      await page.mouse.up();
      expect(await place()).toBeLessThan(-0.3);
      const left = await studio.values();
      await slider.fill('0.6');
      expect(await studio.values()).not.toEqual(left);
      expect((await page.locator('.screen path').getAttribute('d')) ?? '').not.toBe('');
    }
    expect(messages).toEqual([]);
  }, 60_000);

  it('offers the presets that a world has, and trains by them', async () => {
    const { page, messages, studio } = await open();
    await studio.tab('Train');
    const world = page.getByLabel('World', { exact: true }).first();
    const preset = page.getByLabel('Preset', { exact: true });
    await preset.selectOption('dueling');
    await world.selectOption('Acrobot-v1');
    expect(await preset.inputValue()).toBe('dueling');
    // Its preset has two streams and priorities already.
    await world.selectOption('LunarLander-v3');
    expect(await preset.inputValue()).toBe('tuned');
    expect(await preset.locator('option').allInnerTexts()).toEqual([
      'Tuned preset',
      'Quantiles of the return',
    ]);
    expect(await page.getByText('Rainbow with the settings').count()).toBe(1);
    await studio.button('Train').click();
    await expect.poll(() => studio.figure('Steps'), { timeout: 60_000 }).toBeGreaterThan(2_000);
    await page.getByText('the noise of the network explores').waitFor();
    expect(messages).toEqual([]);
  }, 120_000);

  it('is played by keyboard', async () => {
    const { page, messages, studio } = await open();
    const step = async (): Promise<number> =>
      Number(/step (\d+)/.exec(await page.locator('.score:visible').innerText())![1]);
    await studio.mode('Play');
    await page.keyboard.down('ArrowRight');
    await expect.poll(step).toBeGreaterThan(4);
    await page.keyboard.up('ArrowRight');

    // Taxi waits for its player.
    await page.getByLabel('World', { exact: true }).first().selectOption('Taxi-v3');
    await studio.mode('Play');
    expect(await step()).toBe(0);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await step()).toBe(2);
    await page.getByRole('button', { name: /^south/ }).click();
    expect(await step()).toBe(3);
    // With Shift or Caps Lock a letter is another `key`, and the same key.
    await page.keyboard.press('Shift+I');
    expect(await step()).toBe(4);
    expect(messages).toEqual([]);
  }, 60_000);

  it('compares two agents, and keeps one', async () => {
    const { page, messages, studio } = await open();
    await studio.tab('Agents');
    await page.getByRole('button', { name: 'Watch Taxi' }).click();
    await expect.poll(async () => (await studio.values()).every(Number.isFinite)).toBe(true);
    await studio.button('Keep agent').click();
    await studio.button('Kept').waitFor();
    await studio.tab('Compare');
    const tallies = page.locator('.tally');
    await expect
      .poll(() => tallies.allInnerTexts(), { timeout: 20_000 })
      .toEqual([expect.stringContaining('mean'), expect.stringContaining('mean')]);
    // The same agent in the same episodes.
    const [left, right] = await tallies.allInnerTexts();
    expect(left!.replace(/.*last/, '')).toBe(right!.replace(/.*last/, ''));
    await page.reload();
    await studio.tab('Agents');
    await page.getByRole('button', { name: /^Delete Taxi/ }).click();
    await expect.poll(() => page.getByRole('button', { name: /^Delete/ }).count()).toBe(0);
    expect(messages).toEqual([]);
  }, 60_000);

  it('has themes, fits a phone, and has no fault that axe finds', async () => {
    const { page, messages, studio } = await open({
      colorScheme: 'light',
      viewport: { width: 320, height: 640 },
    });
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme']);
    await expect.poll(theme).toBe('light');
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await expect.poll(theme).toBe(scheme);
      for (const tab of ['Compare', 'Agents', 'Train'] as const) {
        await studio.tab(tab);
        await page.waitForTimeout(100);
        expect(await axeFaults(page)).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${tab}, ${scheme}`).toBe(0);
      }
      for (const mode of ['Play', 'Drag'] as const) {
        await studio.mode(mode);
        expect(await axeFaults(page)).toEqual([]);
      }
    }
    // Away from the system's theme, and kept.
    await page.getByRole('button', { name: /^Theme/ }).click();
    expect(await theme()).toBe('light');
    await page.reload();
    expect(await theme()).toBe('light');
    expect(messages).toEqual([]);
  }, 60_000);

  it('opens and trains without a network', async () => {
    const { page, messages, studio } = await open();
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
      .toBe(true);
    await page.context().setOffline(true);
    await page.reload();
    await studio.button('Train').click();
    await studio.waitForSteps(500);
    await studio.button('Pause').click();
    await studio.tab('Agents');
    await page.getByRole('button', { name: 'Watch Acrobot' }).click();
    await expect.poll(async () => (await studio.values()).every(Number.isFinite)).toBe(true);
    expect(messages).toEqual([]);
  }, 60_000);

  it('opens from the disk', async () => {
    const { page, messages } = await openPage(browser, `file://${folder}/index.html`);
    const studio = new StudioPage(page);
    await studio.tab('Agents');
    await page.getByRole('button', { name: 'Watch MountainCar' }).click();
    await expect.poll(async () => (await studio.values()).every(Number.isFinite)).toBe(true);
    await studio.button('Train').click();
    await studio.waitForSteps(500);
    expect(messages).toEqual([]);
  }, 60_000);
});
