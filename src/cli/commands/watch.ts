import { setTimeout as sleep } from 'node:timers/promises';
import type { RgbaImage } from '../../protocol/environment.ts';
import { DeepQError } from '../../errors.ts';
import { readActionMask } from '../../protocol/readActionMask.ts';
import { readCount, readText, readWords, type Command } from '../command.ts';
import { loadAgent } from '../loadAgent.ts';

const OPTIONS = {
  episodes: { type: 'string' },
  seed: { type: 'string' },
  environment: { type: 'string' },
  last: { type: 'boolean' },
  fps: { type: 'string' },
} as const;

export const watchCommand: Command = {
  name: 'watch',
  summary: 'shows a trained agent playing, in the terminal',
  help: `Usage: npx deepq watch DIR|FILE [options]

Plays greedy episodes and draws them in the terminal, which must know 24-bit colors.

  --episodes N       default 1
  --seed N           default 0
  --fps N            frames a second; default 30
  --last             the last weights, not the best
  --environment ENV  another environment than that of the run

For a file to keep: npx deepq evaluate DIR --episodes 1 --video episode.png`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'DIR or FILE' });
    const [path = ''] = given.positionals;
    const isLast = given.values['last'] === true;
    const loaded = await loadAgent(path, readText(given, 'environment'), isLast);
    const { agent, environment } = loaded;
    if (!environment.render) {
      throw new DeepQError(`${loaded.source.id} draws nothing: it has no render().`);
    }
    const episodes = readCount(given, 'episodes') ?? 1;
    const milliseconds = 1000 / (readCount(given, 'fps') ?? 30);
    let result = environment.reset({ seed: readCount(given, 'seed', 0) ?? 0 });
    for (let episode = 1; episode <= episodes; episode++) {
      let [total, steps] = [0, 0];
      for (let isOver = false; !isOver; steps++) {
        draw(environment.render(), `episode ${episode}, step ${steps}, return ${total.toFixed(1)}`);
        await sleep(milliseconds);
        const actionMask = readActionMask(result.info, environment.actionSpace.n);
        const choice = { explore: false, ...(actionMask && { actionMask }) };
        const step = environment.step(agent.act(result.observation, choice));
        total += step.reward;
        isOver = step.terminated || step.truncated;
        result = step;
      }
      draw(
        environment.render(),
        `episode ${episode}: return ${total.toFixed(1)} in ${steps} steps`,
      );
      if (episode < episodes) result = environment.reset();
    }
    agent.dispose();
    environment.close?.();
    return 0;
  },
};

/** Home, so that a picture covers the one before; then the picture, then a line. */
function draw(image: RgbaImage, text: string): void {
  const { columns, rows, isTTY } = process.stdout;
  if (!isTTY) {
    process.stdout.write(`${text}\n`);
    return;
  }
  // A terminal may not tell its size.
  const lines = halfBlocks(image, columns || 80, (rows || 24) - 2);
  process.stdout.write(`\u001b[H\u001b[J${lines.join('\n')}\n${text}\n`);
}

/**
 * A picture in characters: each shows two pixels, one above the other, in their colors.
 *
 * @param columns - The most characters of a line.
 * @param rows - The most lines.
 */
export function halfBlocks(image: RgbaImage, columns: number, rows: number): readonly string[] {
  const { width, height, data } = image;
  const scale = Math.max(width / columns, height / (2 * rows), 1e-9);
  const [wide, high] = [Math.floor(width / scale), 2 * Math.floor(height / scale / 2)];
  const pixel = (x: number, y: number): string => {
    const column = Math.min(width - 1, Math.floor((x + 0.5) * scale));
    const row = Math.min(height - 1, Math.floor((y + 0.5) * scale));
    const at = 4 * (row * width + column);
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  return Array.from({ length: high / 2 }, (_, line) => {
    let text = '';
    let colors = '';
    for (let x = 0; x < wide; x++) {
      const next = `\u001b[38;2;${pixel(x, 2 * line)}m\u001b[48;2;${pixel(x, 2 * line + 1)}m`;
      text += next === colors ? '▀' : `${next}▀`;
      colors = next;
    }
    return `${text}\u001b[0m`;
  });
}
