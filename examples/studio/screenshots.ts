/**
 * Takes pictures of every state of the studio, for people to look at.
 *
 * Usage: npx tsx examples/studio/screenshots.ts [part of a name]; see output/studio
 */
import { mkdir } from 'node:fs/promises';
import { launch, openPage } from '../../test/studio/support/browser.ts';
import { buildProject, serve } from '../../test/studio/support/site.ts';
import { StudioPage } from '../../test/studio/support/studio.ts';

type State = (studio: StudioPage) => Promise<void>;

const watch = async (studio: StudioPage, world: string): Promise<void> => {
  await studio.tab('Agents');
  await studio.page.getByRole('button', { name: `Watch ${world}` }).click();
  await studio.page.waitForTimeout(1500);
};

const states: Readonly<Record<string, State>> = {
  start: async () => undefined,
  training: async (studio) => {
    await studio.button('Train').click();
    await studio.waitForSteps(9000);
  },
  paused: async (studio) => {
    await studio.page.getByLabel('Preset').selectOption('prioritized');
    await studio.button('Train').click();
    await studio.waitForSteps(4000);
    await studio.button('Pause').click();
    await studio.button('Continue').waitFor();
    await studio.page.waitForTimeout(800);
  },
  drag: async (studio) => {
    await watch(studio, 'LunarLander');
    await studio.mode('Drag');
    await studio.page.getByLabel('x', { exact: true }).fill('-0.5');
  },
  play: async (studio) => {
    await studio.page.getByLabel('World', { exact: true }).first().selectOption('Taxi-v3');
    await studio.mode('Play');
  },
  mountainCar: (studio) => watch(studio, 'MountainCar'),
  acrobot: (studio) => watch(studio, 'Acrobot'),
  frozenLake: async (studio) => {
    await studio.page.getByLabel('World', { exact: true }).first().selectOption('FrozenLake-v1');
  },
  compare: async (studio) => {
    await watch(studio, 'Taxi');
    await studio.tab('Compare');
    await studio.page.waitForTimeout(4500);
  },
  agents: (studio) => studio.tab('Agents'),
  failure: async (studio) => {
    await studio.load('wrong.policy', Uint8Array.of(1, 2, 3));
    await studio.page.getByRole('alert').waitFor();
  },
};

const wanted = process.argv[2] ?? '';
const folder = await buildProject('examples/studio/vite.config.ts', 'output/studio-site');
const site = await serve(folder);
const browser = await launch();
await mkdir('output/studio', { recursive: true });
for (const [name, state] of Object.entries(states)) {
  for (const [size, width, height] of [
    ['desktop', 1280, 900],
    ['phone', 360, 740],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const file = `${name}-${size}-${colorScheme}.png`;
      if (!file.includes(wanted)) continue;
      const viewport = { width, height };
      const { page, messages } = await openPage(browser, site.url, { colorScheme, viewport });
      await state(new StudioPage(page));
      await page.waitForTimeout(600);
      await page.screenshot({ path: `output/studio/${file}`, fullPage: true });
      if (messages.length > 0) console.error(file, messages);
      await page.context().close();
    }
  }
}
await browser.close();
await site.close();
