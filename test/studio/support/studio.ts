import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright';

/** The studio as a person sees it: what tests click on, and what they read. */
export class StudioPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' });
  }

  async tab(name: 'Train' | 'Compare' | 'Agents'): Promise<void> {
    await this.page.getByRole('tab', { name }).click();
  }

  async mode(name: 'Training' | 'Watch' | 'Play' | 'Drag'): Promise<void> {
    await this.page.locator('.segmented:visible').getByText(name, { exact: true }).click();
  }

  /** A figure of the run, such as `Steps`. */
  async figure(name: string): Promise<number> {
    const item = this.page.locator('.figures > div', {
      has: this.page.getByText(name, { exact: true }),
    });
    return Number((await item.locator('dd').innerText()).replaceAll(',', '').replaceAll('−', '-'));
  }

  async waitForSteps(least: number): Promise<number> {
    for (;;) {
      const steps = await this.figure('Steps');
      if (steps >= least) return steps;
      await this.page.waitForTimeout(50);
    }
  }

  /** The values of the actions; NaN where none are shown. */
  async values(): Promise<readonly number[]> {
    const texts = await this.page.locator('.q-value:visible').allInnerTexts();
    return texts.map((text) =>
      text === '–' ? NaN : Number(text.replaceAll(',', '').replaceAll('−', '-')),
    );
  }

  /** What the canvas shows, as something to be compared. */
  async picture(): Promise<string> {
    return (await this.page.locator('.screen canvas').first().screenshot()).toString('base64');
  }

  /** Clicks on what offers a file. */
  async download(name: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const [file] = await Promise.all([
      this.page.waitForEvent('download'),
      this.button(name).click(),
    ]);
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  }

  /** Chooses a file in the dialog of Load. */
  async load(name: string, bytes: Uint8Array): Promise<void> {
    const input = this.page.locator('input[type=file]');
    await input.setInputFiles({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(bytes),
    });
  }
}
