import { ShapeError } from '../errors.ts';
import { readScores, type Scores } from './scores.ts';

/**
 * How likely a run of one algorithm beats a run of another one on a task that is drawn at
 * random: over all pairs of runs, a better score counts as 1, an equal one as ½. It
 * says nothing of how large the improvement is.
 *
 * @param scores - Of the algorithm that may be better, `scores[run][task]`.
 * @param others - Of the other one, of the same tasks; the number of runs may differ.
 * @returns From 0 to 1; ½ where neither is better.
 * @throws {ShapeError} If there is no score, or the number of tasks differs.
 * @throws {ValueError} If a score is no finite number.
 * @example
 * ```ts
 * import { probabilityOfImprovement } from 'deepq';
 *
 * probabilityOfImprovement([3, 5], [1, 4]); // 0.75: 3 > 1, 5 > 1 and 5 > 4
 * ```
 * @see Agarwal et al. 2021, section 4.3, https://arxiv.org/abs/2108.13264
 * @category Statistics
 */
export function probabilityOfImprovement(scores: Scores, others: Scores): number {
  const ours = readScores('probabilityOfImprovement(scores, others): scores', scores);
  const theirs = readScores('probabilityOfImprovement(scores, others): others', others);
  const tasks = ours[0]!.length;
  if (theirs[0]!.length !== tasks) {
    throw new ShapeError(
      `probabilityOfImprovement(scores, others) needs the same tasks of both; received ${tasks} ` +
        `and ${theirs[0]!.length} tasks.`,
    );
  }
  let sum = 0;
  for (let task = 0; task < tasks; task++) sum += winsOf(ours, theirs, task);
  return sum / (tasks * ours.length * theirs.length);
}

/** In how many pairs of runs the first one wins; a draw is half a win. */
function winsOf(
  ours: readonly ArrayLike<number>[],
  theirs: readonly ArrayLike<number>[],
  task: number,
): number {
  let wins = 0;
  for (const our of ours) {
    for (const their of theirs) {
      if (our[task]! > their[task]!) wins += 1;
      else if (our[task] === their[task]) wins += 0.5;
    }
  }
  return wins;
}
