/**
 * What a page gets in place of `deepq/node`, whose modules of Node no browser
 * can load: the same names, each of which says what to use instead when it is
 * called. Code for both can so import them, and bundlers need no settings.
 */
import { UsageError } from './errors.ts';

/** Throws. In a page, `indexedDb` and `download` keep checkpoints. */
export function file(): never {
  refuse('file()', 'indexedDb(name) or download(fileName) of deepq/browser');
}

/** Throws. In a page, `memoryLog` keeps a log. */
export function logFile(): never {
  refuse('logFile()', 'memoryLog() of deepq');
}

/** Throws. In a page, a file is named where it is downloaded. */
export function eventFileName(): never {
  refuse('eventFileName()', 'a name of your own');
}

/** Throws. A page has no threads of Node. */
export function threadActors(): never {
  refuse('threadActors()', 'train() with the environment itself');
}

/** Throws. A page has no threads of Node. */
export function threadChannel(): never {
  refuse('threadChannel()', 'train() with the environment itself');
}

/** Throws. In a page, TensorFlow.js keeps models by itself. */
export function modelFolder(): never {
  refuse('modelFolder()', "'indexeddb://name' or 'downloads://name' of TensorFlow.js");
}

/** Throws. In a page, `train` keeps no folder. */
export function openRun(): never {
  refuse('openRun()', 'train() of deepq, with indexedDb(name) of deepq/browser for checkpoints');
}

/** Throws. In a page, events of `train` can be drawn. */
export function showProgress(): never {
  refuse('showProgress()', 'the events of train() to draw on the page');
}

/** Throws. In a page, events of `train` can be drawn. */
export function progress(): never {
  refuse('progress()', 'the events of train() to draw on the page');
}

/** Throws. In a page, `videoBlob` makes something to show or download. */
export function videoFiles(): never {
  refuse('videoFiles()', 'videoBlob(video) of deepq/browser');
}

/** Throws. In a page, that of `deepq/browser` starts a worker. */
export function startTraining(): never {
  refuse('startTraining()', 'startTraining() of deepq/browser');
}

/** Throws. In a worker of a page, that of `deepq/browser` serves. */
export function serveTraining(): never {
  refuse('serveTraining()', 'serveTraining() of deepq/browser');
}

/** Has the method of a class that a page cannot have. */
interface Unavailable {
  readonly create: () => Promise<never>;
}

/** Cannot be made: a page cannot start Python. */
export const GymnasiumEnvironment: Unavailable = {
  create: async () => refuse('GymnasiumEnvironment', 'the environments of deepq/environments'),
};

/** Cannot be made: a page cannot start Python. */
export const AsyncGymnasiumEnvironment: Unavailable = {
  create: async () => refuse('AsyncGymnasiumEnvironment', 'the environments of deepq/environments'),
};

function refuse(name: string, instead: string): never {
  throw new UsageError(
    `${name} of deepq/node needs Node, and this code was bundled or loaded for a browser; use ` +
      `${instead}. (Where this is Node all the same, such as in Jest with jsdom, let it resolve ` +
      "packages for Node: testEnvironmentOptions: { customExportConditions: ['node'] }.)",
  );
}
