/**
 * For Node only: checkpoints, TensorFlow.js models and videos in files, a
 * progress bar for the terminal, training in a thread, and the environments of Python's Gymnasium.
 *
 * @module deepq/node
 */
export { threadActors, type ThreadActorsOptions } from './node/actors/threadActors.ts';
export { threadChannel } from './node/actors/threadChannel.ts';
export { eventFileName } from './node/eventFileName.ts';
export { file } from './node/file.ts';
export { logFile } from './node/logFile.ts';
export type { LogFileOptions } from './node/logFile.ts';
export { AsyncGymnasiumEnvironment } from './node/gymnasium/asyncGymnasiumEnvironment.ts';
export { GymnasiumEnvironment } from './node/gymnasium/gymnasiumEnvironment.ts';
export type { GymnasiumOptions } from './node/gymnasium/options.ts';
export type { GymnasiumWrapper } from './node/gymnasium/options.ts';
export { modelFolder } from './node/modelFolder.ts';
export type { LoadedModel, ModelHandler, ModelSaveResult } from './node/modelHandler.ts';
export type { ModelWeightSpec, SavedModel } from './node/modelHandler.ts';
export { openRun } from './node/run/openRun.ts';
export type { Run } from './node/run/run.ts';
export type { RunFacts } from './node/run/facts.ts';
export type { RunConfig } from './node/run/runConfig.ts';
export type { RunOptions } from './node/run/runOptions.ts';
export { progress, showProgress } from './node/progress.ts';
export type { ProgressOptions } from './node/progress.ts';
export { videoFiles } from './node/videoFiles.ts';
export type { VideoFilesOptions } from './node/videoFiles.ts';
export { serveTraining, startTraining } from './node/workers.ts';
export type { FramesOptions, TrainingFrame } from './remote/frames.ts';
export type { RemoteTraining } from './remote/remoteTraining.ts';
export type { MakeTraining, ServedTraining } from './remote/served.ts';
export type {
  StartSettings,
  StartTrainingArgument,
  StartTrainingOptions,
  WorkerOptions,
} from './remote/startOptions.ts';
