import { execFileSync } from 'node:child_process';
import { describe } from 'vitest';

/** Runs `ip` with some words. */
function ip(...words: readonly string[]): string {
  return execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

let hosts = 0;

/**
 * Another host, as far as the network goes: a namespace of Linux with a cable (veth) to this one.
 * It needs root and iproute2; see {@link describeWithNamespaces}.
 */
export class OtherHost {
  /** Words before a command that is to run on it. */
  readonly wrapper: readonly string[];
  /** The address of this side of the cable. */
  readonly here: string;
  /** The address of its side. */
  readonly there: string;
  readonly #name: string;
  readonly #onExit = (): void => this.dispose();

  constructor() {
    const number = (process.pid * 4 + hosts++) % 2 ** 14;
    // Of 10.213.0.0, four addresses each: names and addresses of other test runs are others.
    const [third, fourth] = [number >> 6, 4 * (number & 63)];
    const prefix = `10.213.${third}.`;
    this.here = `${prefix}${fourth + 1}`;
    this.there = `${prefix}${fourth + 2}`;
    this.#name = `dq${number}`;
    this.wrapper = ['ip', 'netns', 'exec', this.#name];
    ip('netns', 'add', this.#name);
    process.once('exit', this.#onExit);
    try {
      ip(
        'link',
        'add',
        `${this.#name}a`,
        'type',
        'veth',
        'peer',
        'name',
        'eth0',
        'netns',
        this.#name,
      );
      ip('addr', 'add', `${this.here}/30`, 'dev', `${this.#name}a`);
      ip('link', 'set', 'dev', `${this.#name}a`, 'up');
      ip('-n', this.#name, 'addr', 'add', `${this.there}/30`, 'dev', 'eth0');
      this.join();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Pulls the cable: nothing gets through any more, and nobody is told. */
  cut(): void {
    ip('-n', this.#name, 'link', 'set', 'dev', 'eth0', 'down');
  }

  /** Plugs the cable in again. */
  join(): void {
    ip('-n', this.#name, 'link', 'set', 'dev', 'eth0', 'up');
  }

  /** Removes it. Processes that run on it go on without a network. */
  dispose(): void {
    process.off('exit', this.#onExit);
    try {
      ip('netns', 'del', this.#name);
    } catch {
      // It is gone.
    }
  }
}

function problem(): string | null {
  try {
    new OtherHost().dispose();
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    return (stderr ?? message).trim();
  }
}

const found = problem();
if (found !== null) {
  console.warn(
    '\n### SKIPPED: the tests with SEVERAL HOSTS need network namespaces: Linux, iproute2 and root.\n' +
      `### ${found}\n`,
  );
}

/** A `describe` that is skipped, with a loud line, where there are no network namespaces. */
export const describeWithNamespaces: typeof describe | typeof describe.skip =
  found === null ? describe : describe.skip;
