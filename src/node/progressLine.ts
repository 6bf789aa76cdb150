import { figure } from './figure.ts';
import { recentEpisodes, type ProgressState } from './progressState.ts';

const separator = ' · ';
/** A bar shorter than this says less than the percentage beside it. */
const shortestBar = 8;
const longestBar = 40;

/**
 * How far training is, in one line: a bar, the percentage, the steps and the
 * time left. What does not fit is left out, the most important last.
 *
 * @param width - The line is never longer.
 */
export function progressLine(state: ProgressState, width: number): string {
  const { steps, total, status, counts } = state;
  if (total === null) {
    const time = status === 'running' ? elapsed(state) : [ending(state)];
    return fit([`${grouped(steps)} ${counts}`, ...time], width);
  }
  // Floored: 100% is to mean done.
  const fraction = Math.min(1, steps / total);
  const percent = `${Math.floor(fraction * 100)}%`.padStart(4);
  const time = status === 'running' ? remaining(state) : [ending(state)];
  const facts = fit([percent, `${grouped(steps)}/${grouped(total)} ${counts}`, ...time], width);
  const room = Math.min(longestBar, width - facts.length - 1);
  return room >= shortestBar ? `${bar(fraction, room)} ${facts}` : facts.trimStart();
}

/**
 * How well training goes, in one line: the mean return of the last episodes,
 * the latest evaluation, exploration, loss, episodes and speed. What does not
 * fit is left out from the end.
 *
 * @param width - The line is never longer.
 */
export function metricsLine(state: ProgressState, width: number): string {
  return fit(metrics(state), width);
}

/** Everything in one line of any length, for a log. */
export function logLine(state: ProgressState): string {
  const { steps, total, status, counts } = state;
  const percent = total === null ? '' : ` (${Math.floor(Math.min(1, steps / total) * 100)}%)`;
  const of = total === null ? '' : `/${grouped(total)}`;
  const time = status === 'running' ? [...elapsed(state), ...remaining(state)] : [ending(state)];
  return [`${grouped(steps)}${of} ${counts}${percent}`, ...time, ...metrics(state)].join(separator);
}

function metrics(state: ProgressState): string[] {
  const { recentReturns, evaluation, exploration, loss, episodes, stepsPerSecond } = state;
  const facts = [];
  // There are no updates before the replay buffer holds what learning starts with.
  if (loss === null && state.status === 'running' && state.steps > 0) {
    facts.push('filling the replay');
  }
  if (recentReturns.length > 0) {
    const sum = recentReturns.reduce((total, each) => total + each, 0);
    // With their number, so that nobody takes it for an evaluation.
    facts.push(`return (${recentEpisodes}) ${figure(sum / recentReturns.length)}`);
  }
  if (evaluation !== null) facts.push(`eval ${figure(evaluation)}`);
  if (exploration !== null) facts.push(`${symbol(exploration.name)} ${compact(exploration.value)}`);
  if (loss !== null) facts.push(`loss ${compact(loss)}`);
  if (episodes > 0) facts.push(`${grouped(episodes)} episode${episodes === 1 ? '' : 's'}`);
  if (stepsPerSecond !== null) facts.push(`${grouped(Math.round(stepsPerSecond))} steps/s`);
  return facts;
}

function ending({ status, seconds }: ProgressState): string {
  return `${status} in ${duration(seconds)}`;
}

/** Events of updates do not tell how long they took. */
function elapsed({ counts, seconds }: ProgressState): string[] {
  return counts === 'steps' ? [duration(seconds)] : [];
}

function remaining({ steps, total, stepsPerSecond }: ProgressState): string[] {
  if (total === null || !stepsPerSecond) return [];
  return [`${duration(Math.max(0, total - steps) / stepsPerSecond)} left`];
}

/** As many facts from the front as there is room for. */
function fit(facts: readonly string[], width: number): string {
  let line = '';
  for (const fact of facts) {
    const longer = line === '' ? fact : line + separator + fact;
    if (longer.length > width) break;
    line = longer;
  }
  return line;
}

/** In steps of half a character. */
function bar(fraction: number, width: number): string {
  const halves = Math.floor(fraction * width * 2);
  const full = '━'.repeat(halves >> 1);
  return (full + (halves % 2 === 1 ? '╸' : '')).padEnd(width, '─');
}

function symbol(name: string): string {
  return name === 'epsilon' ? 'ε' : name === 'temperature' ? 'τ' : name;
}

function grouped(whole: number): string {
  return String(whole).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Three significant digits or so: `187`, `23.4`, `0.0123`, `1.2e-5`. */
function compact(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size < 1e-4 && size > 0)) return value.toExponential(1);
  if (size >= 100) return value.toFixed(0);
  return String(Number(value.toPrecision(3)));
}

/** `0:07`, `12:34`, `3:25:45`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (part: number): string => String(part).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}
