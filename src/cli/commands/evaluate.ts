import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RecordVideo } from '../../wrappers/recordVideo.ts';
import type { Environment } from '../../protocol/environment.ts';
import { DeepQError } from '../../errors.ts';
import { explain } from '../../node/fileErrors.ts';
import type { Video } from '../../pictures/video/video.ts';
import { evaluate } from '../../training/evaluate.ts';
import { CommandError, readCount, readText, readWords, type Command } from '../command.ts';
import { figure } from '../../node/figure.ts';
import { loadAgent } from '../loadAgent.ts';
import { PARTS_OF_RUN_HELP, PARTS_OPTION } from '../ownParts.ts';

const OPTIONS = {
  episodes: { type: 'string' },
  seed: { type: 'string' },
  environment: { type: 'string' },
  video: { type: 'string' },
  last: { type: 'boolean' },
  ...PARTS_OPTION,
} as const;

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'plays greedy episodes with a trained agent',
  help: `Usage: npx deepq evaluate DIR|FILE [options]

DIR is the folder of a run, of which the best weights play; FILE is a checkpoint of an agent.

  --episodes N       default 20
  --seed N           the same seed, the same episodes; default 0
  --last             the last weights, not the best
  --environment ENV  another environment than that of the run
${PARTS_OF_RUN_HELP}
  --video FILE.png   the first episode as an animated PNG`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'DIR or FILE' });
    const [path = ''] = given.positionals;
    const isLast = given.values['last'] === true;
    // All that can be wrong with the words comes before anything is loaded or played.
    const file = readText(given, 'video');
    if (file !== undefined) requirePng(file);
    const episodes = readCount(given, 'episodes') ?? 20;
    const seed = readCount(given, 'seed', 0, 2 ** 32 - 1) ?? 0;
    const loaded = await loadAgent(
      path,
      readText(given, 'environment'),
      isLast,
      readText(given, 'parts'),
    );
    const { agent, which, source } = loaded;
    const videos: Video[] = [];
    const recorder =
      file === undefined
        ? null
        : new RecordVideo(loaded.environment, {
            episodes: (episode) => episode === 1,
            onVideo: (video) => void videos.push(video),
          });
    const environment: Environment = recorder ?? loaded.environment;
    const result = await evaluate(agent, environment, { episodes, seed });
    await recorder?.finished();
    if (file !== undefined) save(resolve(file), videos[0]);
    const { mean, standardDeviation, min, max, warning } = result;
    process.stdout.write(
      `${source.id}, ${which}: mean return ${figure(mean)} ± ${figure(standardDeviation)} ` +
        `(${figure(min)} to ${figure(max)}, ${episodes} greedy episodes, seed ${seed})\n`,
    );
    if (warning !== null) process.stderr.write(`${warning}\n`);
    agent.dispose();
    environment.close?.();
    return 0;
  },
};

/** @throws {CommandError} If a file's name promises another format than the one it would have. */
function requirePng(file: string): void {
  if (/\.a?png$/i.test(file)) return;
  throw new CommandError(
    `--video writes an animated PNG, so that FILE must end in .png or .apng; received '${file}'. ` +
      'Programs such as ffmpeg make other formats of it.',
  );
}

function save(path: string, video: Video | undefined): void {
  if (!video) throw new DeepQError('No episode was recorded: the environment draws nothing.');
  try {
    writeFileSync(path, video.bytes);
  } catch (cause) {
    throw new DeepQError(`${path} could not be written: ${explain(cause)}.`, { cause });
  }
  process.stdout.write(`The first episode is in ${path}.\n`);
}
