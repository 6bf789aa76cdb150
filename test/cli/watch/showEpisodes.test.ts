import { PassThrough } from 'node:stream';
import { DQNAgent } from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { afterAll, expect, test } from 'vitest';
import { figure } from '../../../src/node/figure.ts';
import { showEpisodes } from '../../../src/cli/watch/showEpisodes.ts';
import { Terminal } from '../../../src/cli/watch/terminal.ts';

const environment = makeEnvironment('CartPole-v1');
const agent = new DQNAgent({ environment, seed: 1 });
afterAll(() => {
  agent.dispose();
});

/** A terminal of streams; `answers` are given one after each question. */
function open({ isTTY, answers = [] }: { isTTY: boolean; answers?: readonly string[] }) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const left = [...answers];
  let text = '';
  const output = {
    ...(isTTY && { isTTY, columns: 40, rows: 20 }),
    write(more: string) {
      text += more;
      if (!more.startsWith('Enter')) return;
      const answer = left.shift();
      if (answer === undefined) input.end();
      else input.write(answer);
    },
  };
  const terminal = new Terminal(input, output);
  return { terminal, read: () => text, unanswered: () => left };
}
const pace = { seed: 0, framesPerSecond: 10_000, signal: new AbortController().signal };

test('asks after each episode, and q ends it', async () => {
  const { terminal, read, unanswered } = open({ isTTY: true, answers: ['\n', 'y\n', 'q\n', '\n'] });
  const shown = await showEpisodes(terminal, agent, environment, { ...pace, episodes: undefined });
  expect(shown).toHaveLength(3);
  expect(unanswered()).toEqual(['\n']);
  const mean = shown.reduce((sum, episode) => sum + episode.return, 0) / 3;
  expect(read()).toContain(`3 episodes: mean return ${figure(mean)}, from `);
  expect(read()).toContain(`episode 2: return ${figure(shown[1]!.return)} in `);
});

test('the end of the input ends it as well', async () => {
  const { terminal, read } = open({ isTTY: true });
  const shown = await showEpisodes(terminal, agent, environment, { ...pace, episodes: undefined });
  expect(shown).toHaveLength(1);
  expect(read()).not.toContain('episodes:');
});

test('plays as many as it is told, or one where nobody can be asked, and does not ask', async () => {
  for (const [isTTY, episodes, expected] of [
    [true, 2, 2],
    [false, undefined, 1],
  ] as const) {
    const { terminal, read } = open({ isTTY });
    const shown = await showEpisodes(terminal, agent, environment, { ...pace, episodes });
    expect(shown).toHaveLength(expected);
    expect(read()).not.toContain('Enter');
    expect(read().includes('\u001b[H')).toBe(isTTY);
  }
});

test('the signal ends it while it asks', async () => {
  const controller = new AbortController();
  const { terminal, read } = open({ isTTY: true, answers: ['\n', ''] });
  const asked = { ...pace, signal: controller.signal, episodes: undefined };
  const showing = showEpisodes(terminal, agent, environment, asked);
  await expect.poll(() => read().match(/Enter/g)?.length).toBe(2);
  controller.abort();
  expect(await showing).toHaveLength(2);
  expect(read()).toMatch(/\nStopped\.\n2 episodes: [^\n]+\n$/);
});
