// What the library exports of this room: scores of runs, and what is known of them.
export { interquartileMean, meanScore, medianScore, optimalityGap } from './aggregates.ts';
export { type Band } from './band.ts';
export { bootstrapInterval, bootstrapPair, type Interval } from './bootstrap.ts';
export { bootstrapBand, type BandOptions } from './bootstrapBand.ts';
export { type BootstrapOptions } from './bootstrapOptions.ts';
export { performanceProfile, type ProfileOptions } from './performanceProfile.ts';
export { probabilityOfImprovement } from './probabilityOfImprovement.ts';
export { type EpisodeStatistics } from './recentEpisodes.ts';
export { RunningStatistics, type ObservationStatistics } from './runningStatistics.ts';
export { type Scores } from './scores.ts';
