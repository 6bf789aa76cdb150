import type { Actor } from '../../agents/agent.ts';
import { watch } from '../../live/watch.ts';
import type { WatchedEpisode, WatchFrame } from '../../live/watchFrame.ts';
import type { Environment } from '../../protocol/environment.ts';
import { figure } from '../../node/figure.ts';
import type { Terminal } from './terminal.ts';

/** How episodes are shown. */
export interface ShowOptions {
  /** How many; where it is undefined, a person is asked after each, and without a person it is one. */
  readonly episodes: number | undefined;
  readonly seed: number;
  readonly framesPerSecond: number;
  /** Ends it before the next step. */
  readonly signal: AbortSignal;
}

/** Shows greedy episodes in a terminal, and says at the end what they came to. */
export async function showEpisodes(
  terminal: Terminal,
  agent: Actor,
  environment: Environment,
  { episodes, signal, ...pace }: ShowOptions,
): Promise<readonly WatchedEpisode[]> {
  const asks = episodes === undefined && terminal.canAsk;
  const ending = new AbortController();
  const shown = await watch(agent, environment, {
    ...pace,
    episodes: episodes ?? (asks ? Infinity : 1),
    signal: AbortSignal.any([signal, ending.signal]),
    async onFrame(frame) {
      terminal.draw(frame.image, describe(frame));
      if (!frame.isOver || !asks) return;
      const goesOn = await terminal.agrees('Enter plays another episode, q ends: ', signal);
      if (!goesOn) ending.abort();
    },
  });
  if (signal.aborted) terminal.print('\nStopped.');
  if (shown.length > 1) terminal.print(summary(shown));
  return shown;
}

function describe({ episode, episodeLength, episodeReturn, isOver }: WatchFrame): string {
  const total = figure(episodeReturn);
  return isOver
    ? `episode ${episode}: return ${total} in ${episodeLength} steps`
    : `episode ${episode}, step ${episodeLength}, return ${total}`;
}

function summary(episodes: readonly WatchedEpisode[]): string {
  const returns = episodes.map((episode) => episode.return);
  const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const [least, most] = [Math.min(...returns), Math.max(...returns)];
  return (
    `${returns.length} episodes: mean return ${figure(mean)}, ` +
    `from ${figure(least)} to ${figure(most)}`
  );
}
