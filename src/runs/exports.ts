// What the library exports of this room: the logs of runs and the formats of their files.
export { csvLog, type RowOptions } from './logs/csvLog.ts';
export { evaluationsLog } from './logs/evaluationsLog.ts';
export { jsonlLog } from './logs/jsonlLog.ts';
export { memoryLog, type LogSink, type MemoryLog } from './logs/logSink.ts';
export { monitorLog, type MonitorOptions } from './logs/monitorLog.ts';
export { type TagStyle } from './logs/tags.ts';
export { tensorBoardLog, type TensorBoardOptions } from './logs/tensorBoardLog.ts';
export { encodeEvaluations } from './numpy/evaluations.ts';
export { encodeNpy, type NpyArray } from './numpy/npy.ts';
export { encodeNpz } from './numpy/npz.ts';
export { beginEventFile, encodeSummaries } from './tensorboard/events.ts';
export { hyperparameterSummaries, type Hyperparameters } from './tensorboard/hyperparameters.ts';
export {
  histogramSummary,
  imageSummary,
  scalarSummary,
  textSummary,
  type Summary,
} from './tensorboard/summaries.ts';
