import { makeAgent } from '../../agents/restoreAgent.ts';
import type { RunOptions } from '../../node/run/runOptions.ts';
import type { TagStyle } from '../../runs/logs/tags.ts';
import { CommandError, readCount, readWords, type Command } from '../command.ts';
import { ENGINE_HELP, ENGINE_OPTIONS, readEngine } from '../engine.ts';
import { sourceOfConfig } from '../environmentSource.ts';
import { PARTS_OPTION, readParts, withKnownKinds } from '../ownParts.ts';
import { makeParts, requireConfig } from '../runs.ts';
import { trainIn } from './train.ts';

export const resumeCommand: Command = {
  name: 'resume',
  summary: 'goes on with a run that was stopped or killed',
  help: `Usage: npx deepq resume DIR [options]

Goes on from the last checkpoint in the folder of a run of npx deepq train. Weights and files are
in the end those of a run that was never stopped, bit for bit, but for columns of time and
command.txt, which keeps all calls.

  --steps N            takes more steps in all than the run was to take
  --until N            stops at the first evaluation after N steps, on the way to all of them
  --no-video           without a video of the best episode in the report
  --parts MODULE       makes parts of yours, as for train; default: the module of the run
${ENGINE_HELP}`,
  async run(words) {
    const options = {
      steps: { type: 'string' },
      until: { type: 'string' },
      'no-video': { type: 'boolean' },
      ...PARTS_OPTION,
      ...ENGINE_OPTIONS,
    } as const;
    const given = readWords(words, options, { least: 1, most: 1, what: 'DIR' });
    const [folder = ''] = given.positionals;
    const config = requireConfig(folder);
    if ('learner' in config.about) {
      throw new CommandError(
        `The run in ${folder} learns from actors; the same command npx deepq learner goes on with it.`,
      );
    }
    const source = sourceOfConfig(config.about);
    if (!source) {
      throw new CommandError(
        `The run in ${folder} was begun by a program of yours; run that again, and it goes on.`,
      );
    }
    const { training } = config;
    const { evaluation, checkpoint, log } = training as unknown as SavedTraining;
    const steps = readCount(given, 'steps') ?? Number(training['environmentSteps']);
    const engine = await readEngine(given);
    const parts = await readParts(given, config.about);
    const made = await withKnownKinds(parts, () =>
      makeParts(source, () =>
        makeAgent(config.agent, { parts: parts.makers, options: { engine } }),
      ),
    );
    if (!evaluation && made.evaluation !== made.environment) made.evaluation.close?.();
    const { agent, environment } = made;
    const resumed: RunOptions = {
      ...{ agent, environment, environmentSteps: steps, seed: Number(training['seed']) },
      ...{ checkpoint, log, environmentId: source.id },
      ...(evaluation && { evaluation: { ...evaluation, environment: made.evaluation } }),
      video: given.values['no-video'] !== true,
      about: config.about,
      newSettings: steps !== Number(training['environmentSteps']),
    };
    return trainIn(folder, resumed, readCount(given, 'until'));
  },
};

/** What config.json keeps of a training. */
interface SavedTraining {
  readonly evaluation: {
    readonly everyEnvironmentSteps: number;
    readonly episodes: number;
    readonly maxEpisodeSteps: number;
    readonly seed?: number;
    readonly explore?: boolean;
    readonly atStart?: boolean;
    readonly atEnd?: boolean;
  } | null;
  readonly checkpoint: { readonly everyEnvironmentSteps: number; readonly keep: number };
  readonly log: { readonly everyEnvironmentSteps: number; readonly tags?: TagStyle };
}
