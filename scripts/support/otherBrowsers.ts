import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackage } from './debianPackage.ts';
import { filesOnPath } from './onPath.ts';

/** A browser that is not Chromium, as Debian has it. */
export interface OtherBrowser {
  readonly name: string;
  /** The page of scripts/hosts/ that is opened. */
  readonly page: 'index.html' | 'gpu.html';
  /** What is switched on in its profile. */
  readonly preferences?: readonly string[];
  /** The packages of Debian that it comes with. */
  readonly packages: readonly string[];
  /**
   * The command that opens a page without a screen, with a profile in a folder of its own; null
   * where something of it is missing.
   */
  readonly command: (url: string, profile: string) => readonly string[] | null;
}

/** Firefox, its WebGPU, and WebKit, which is what Safari is made of. */
export const otherBrowsers: readonly OtherBrowser[] = [
  { name: 'Firefox', page: 'index.html', packages: ['firefox-esr'], command: firefox },
  {
    name: 'WebGPU of Firefox',
    page: 'gpu.html',
    // On Linux it is off by default, and drivers in software are on a list of those to be left alone.
    preferences: ['dom.webgpu.enabled', 'gfx.webgpu.ignore-blocklist'],
    packages: ['firefox-esr', 'libvulkan1', 'mesa-vulkan-drivers'],
    command: (url, profile) => (hasVulkan() ? firefox(url, profile) : null),
  },
  {
    name: 'WebKit',
    page: 'index.html',
    packages: ['libwebkit2gtk-4.1-0', 'xvfb', 'xauth', 'dbus-daemon'],
    command: (url) => {
      const [screen, session, browser] = [found(['xvfb-run']), found(['dbus-run-session']), mini()];
      if (screen === null || session === null || browser === null) return null;
      return [screen, '--auto-servernum', session, browser, '--private', url];
    },
  },
];

/** Installs what a browser needs, where that can be done without a question. */
export async function installBrowser({ name, packages }: OtherBrowser): Promise<void> {
  for (const each of packages) await installDebianPackage(each, `the test in ${name}`);
}

function firefox(url: string, profile: string): readonly string[] | null {
  const program = found(['firefox-esr', 'firefox']);
  if (program === null) return null;
  return [program, '--headless', '--no-remote', '--profile', profile, url];
}

/** Whether there is a driver of Vulkan, such as Mesa's in software. */
function hasVulkan(): boolean {
  const folder = '/usr/share/vulkan/icd.d';
  return existsSync(folder) && readdirSync(folder).length > 0;
}

function found(names: readonly string[]): string | null {
  return filesOnPath(names).find((path) => existsSync(path)) ?? null;
}

/** WebKit's own small browser, which lies beside its library. */
function mini(): string | null {
  if (process.platform !== 'linux') return null;
  return (
    readdirSync('/usr/lib')
      .map((folder) => join('/usr/lib', folder, 'webkit2gtk-4.1', 'MiniBrowser'))
      .find((path) => existsSync(path)) ?? null
  );
}
