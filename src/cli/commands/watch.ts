import { DeepQError } from '../../errors.ts';
import { readCount, readText, readWords, type Command } from '../command.ts';
import { loadAgent } from '../loadAgent.ts';
import { PARTS_OF_RUN_HELP, PARTS_OPTION } from '../ownParts.ts';
import { showEpisodes } from '../watch/showEpisodes.ts';
import { Terminal } from '../watch/terminal.ts';

const OPTIONS = {
  episodes: { type: 'string' },
  seed: { type: 'string' },
  environment: { type: 'string' },
  last: { type: 'boolean' },
  ...PARTS_OPTION,
  fps: { type: 'string' },
} as const;

export const watchCommand: Command = {
  name: 'watch',
  summary: 'shows a trained agent playing, in the terminal',
  help: `Usage: npx deepq watch DIR|FILE [options]

Plays greedy episodes and draws them in the terminal, which must know 24-bit colors. After each episode
it asks whether to play another. Ctrl-C ends it at any time.

  --episodes N       plays so many, and does not ask; where nobody can be asked, default 1
  --seed N           default 0
  --fps N            frames a second; default 30
  --last             the last weights, not the best
  --environment ENV  another environment than that of the run
${PARTS_OF_RUN_HELP}

For a file to keep: npx deepq evaluate DIR --episodes 1 --video episode.png`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'DIR or FILE' });
    const [path = ''] = given.positionals;
    const episodes = readCount(given, 'episodes');
    const framesPerSecond = readCount(given, 'fps') ?? 30;
    const seed = readCount(given, 'seed', 0, 2 ** 32 - 1) ?? 0;
    const isLast = given.values['last'] === true;
    const loaded = await loadAgent(
      path,
      readText(given, 'environment'),
      isLast,
      readText(given, 'parts'),
    );
    const { agent, environment } = loaded;
    const stopper = new AbortController();
    const stop = (): void => {
      if (stopper.signal.aborted) process.exit(130);
      stopper.abort();
    };
    process.on('SIGINT', stop);
    try {
      if (!environment.render) {
        throw new DeepQError(`${loaded.source.id} draws nothing: it has no render().`);
      }
      const { signal } = stopper;
      const terminal = new Terminal(process.stdin, process.stdout);
      await showEpisodes(terminal, agent, environment, { episodes, seed, framesPerSecond, signal });
      return signal.aborted ? 130 : 0;
    } finally {
      process.off('SIGINT', stop);
      agent.dispose();
      environment.close?.();
    }
  },
};
