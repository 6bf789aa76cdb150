// What the library exports of this room: recorded data and demonstrations.
export { fillReplay, type FillReplayOptions, type Recorded } from './fillReplay.ts';
export { type Hdf5Group } from './hdf5.ts';
export { type TextSource } from './lines.ts';
export { type TrainOfflineOptions } from './offlineOptions.ts';
export { transitionsOf, type RecordedEpisode } from './recordedEpisode.ts';
export { recordEpisodes, type RecordEpisodesOptions } from './recordEpisodes.ts';
export { episodeLine, transitionLine } from './recordLines.ts';
export { readHdf5, type ReadHdf5Options } from './readHdf5.ts';
export { readTransitions, type ReadTransitionsOptions } from './readTransitions.ts';
export { trainOffline } from './trainOffline.ts';
