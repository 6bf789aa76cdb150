import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { findChromium } from '../../../scripts/support/chromium.ts';

const FLAGS = [
  '--no-sandbox',
  // Pages without WebGL are drawn faster without an emulated graphics card.
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Chromium. */
export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: FLAGS,
  });
}

/** A page, and all that its console has said. */
export interface WatchedPage {
  readonly page: Page;
  readonly messages: string[];
}

/** Opens a page in a profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const messages: string[] = [];
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`error: ${error.stack ?? error.message}`));
  page.setDefaultTimeout(30_000);
  await page.goto(url);
  return { page, messages };
}
